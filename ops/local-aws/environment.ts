import { PROJECT, type Environment } from '../../runtime/src/names/index.js';
import { opsError } from '../errors.js';
import type { Io } from '../frame/io.js';
import { findLocalAws } from './state.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** Access key id and secret key at an emulator: they mean nothing anywhere else. */
export const PLACEHOLDER = PROJECT;

/** Region of `local` when nothing else is set. */
const REGION = 'eu-central-1';

/** Settings that would send a call elsewhere, or as somebody, whatever the endpoint says. */
const MISLEADING = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
] as const;

/**
 * Variables that lead every SDK, the AWS provider and Terraform's S3 backend to a local AWS, with
 * credentials that mean nothing anywhere. `undefined` takes a variable away: real credentials of the
 * person must not reach an emulator, and no profile may lead back to a real account.
 */
export function localAwsEnv(endpoint: string, present: Variables = {}): Variables {
  const perService = Object.keys(present).filter((name) => name.startsWith('AWS_ENDPOINT_URL_'));
  return {
    ...Object.fromEntries([...MISLEADING, ...perService].map((name) => [name, undefined])),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: PLACEHOLDER,
    AWS_SECRET_ACCESS_KEY: PLACEHOLDER,
    AWS_REGION: present['AWS_REGION'] ?? REGION,
    // Nothing on loopback answers for an instance's role; asking costs seconds.
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_PROXY: [present['NO_PROXY'], '127.0.0.1', 'localhost'].filter(Boolean).join(','),
  };
}

/**
 * The Io of a runbook that acts on an environment. For `local` it leads to the local AWS that runs
 * (PM-7004 when none does); an AWS_ENDPOINT_URL of the person's own wins. Other environments are
 * left as they are.
 */
export async function environmentIo(io: Io, environment: Environment): Promise<Io> {
  if (environment !== 'local') return io;
  const own = io.env['AWS_ENDPOINT_URL'];
  if (own !== undefined && own !== '') return { ...io, env: { ...dummies(io.env), ...io.env } };
  const found = await findLocalAws(io);
  if (found.kind === 'running') return localIo(io, found.local.endpoint);
  const why = {
    none: 'it was not started',
    gone: `its process ended${found.kind === 'gone' ? ` (pid ${found.local.pid}, started ${found.local.startedAt})` : ''}`,
    silent: `its process does not answer${found.kind === 'silent' ? ` (pid ${found.local.pid})` : ''}`,
  }[found.kind];
  throw opsError('PM-7004', {
    what: 'the local AWS',
    why,
    remedy: 'Run `npm run up`, or set AWS_ENDPOINT_URL to an AWS-compatible endpoint.',
  });
}

/** An Io that leads to the local AWS at an endpoint. */
export function localIo(io: Io, endpoint: string): Io {
  return { ...io, env: { ...io.env, ...localAwsEnv(endpoint, io.env) } };
}

/** An endpoint of the person's own needs credentials too, if only for form's sake. */
function dummies(env: Variables): Variables {
  if (env['AWS_ACCESS_KEY_ID'] || env['AWS_PROFILE']) return {};
  return {
    AWS_ACCESS_KEY_ID: PLACEHOLDER,
    AWS_SECRET_ACCESS_KEY: PLACEHOLDER,
    AWS_REGION: REGION,
  };
}
