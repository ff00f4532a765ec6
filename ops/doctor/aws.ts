import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { Deployment } from '../../stacks/environments.js';
import type { Io } from '../frame/io.js';
import { environmentIo, localIo, PLACEHOLDER } from '../local-aws/environment.js';
import { findLocalAws, type Found } from '../local-aws/state.js';
import { clockFinding } from './clock.js';
import type { DoctorFinding } from './finding.js';

const group = 'AWS' as const;

/** Where AWS calls of this environment go, as whom, and whether that is the account meant. */
export async function awsFindings(
  io: Io,
  deployment: Deployment,
): Promise<readonly DoctorFinding[]> {
  const own = io.env['AWS_ENDPOINT_URL'];
  if (own) {
    const endpoint = {
      group,
      name: 'endpoint',
      state: 'ok',
      value: `${own} (AWS_ENDPOINT_URL)`,
    } as const;
    const reached = await environmentIo(io, deployment.environment);
    return [endpoint, ...(await reachedFindings(reached, deployment, own))];
  }
  const { region } = deployment.settings;
  if (deployment.environment !== 'local') {
    const endpoint = { group, name: 'endpoint', state: 'ok', value: `AWS in ${region}` } as const;
    return [
      endpoint,
      ...(await reachedFindings(io, deployment, `https://sts.${region}.amazonaws.com`)),
    ];
  }
  const found = await findLocalAws(io);
  const endpoint = localFinding(found);
  if (found.kind !== 'running') return [endpoint];
  const { endpoint: url } = found.local;
  return [endpoint, ...(await reachedFindings(localIo(io, url), deployment, url))];
}

/** Before the first `up` nothing runs, and nothing is wrong with that. */
function localFinding(found: Found): DoctorFinding {
  const base = { group, name: 'endpoint' } as const;
  switch (found.kind) {
    case 'none':
      return { ...base, state: 'note', value: 'no local AWS runs; `npm run up` starts one' };
    case 'gone':
      return {
        ...base,
        state: 'note',
        value: `the local AWS of ${found.local.startedAt} ended; \`npm run up\` starts one`,
      };
    case 'silent':
      return {
        ...base,
        state: 'wanting',
        value: `the local AWS does not answer (pid ${found.local.pid})`,
        fix: ['npm run up   (replaces it)'],
      };
    case 'running':
      return {
        ...base,
        state: 'ok',
        value: `${found.local.endpoint} (local AWS, pid ${found.local.pid})`,
      };
  }
}

async function reachedFindings(
  io: Io,
  deployment: Deployment,
  url: string,
): Promise<readonly DoctorFinding[]> {
  const [account, clock] = await Promise.all([
    accountFinding(io, deployment),
    clockFinding(url, () => io.now()),
  ]);
  return [credentialsFinding(io.env), account, clock];
}

/** Which source the SDK would use first. Names only. */
export function credentialsFinding(env: Io['env']): DoctorFinding {
  if (env['AWS_ACCESS_KEY_ID'] === PLACEHOLDER) {
    return { group, name: 'credentials', state: 'ok', value: 'placeholders, for an emulator only' };
  }
  const sources: readonly (readonly [string, string])[] = [
    ['AWS_ACCESS_KEY_ID', 'AWS_ACCESS_KEY_ID of the environment'],
    ['AWS_PROFILE', `profile ${env['AWS_PROFILE'] ?? ''}`],
    ['AWS_WEB_IDENTITY_TOKEN_FILE', 'web identity (OIDC)'],
    ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', "the container's role"],
    ['AWS_CONTAINER_CREDENTIALS_FULL_URI', "the container's role"],
  ];
  const [, value = 'none in the environment: the default profile or the role of the instance'] =
    sources.find(([name]) => env[name]) ?? [];
  return { group, name: 'credentials', state: 'ok', value };
}

async function accountFinding(io: Io, deployment: Deployment): Promise<DoctorFinding> {
  const { account, region } = deployment.settings;
  // The SDK clients take 0.3 s to load: only when there is somebody to ask.
  const { awsClients } = await import('../aws/clients.js');
  const { assertAccount } = await import('../aws/failure.js');
  const clients = awsClients(io.env, region, { attempts: 1 });
  const base = { group, name: 'account' } as const;
  try {
    await assertAccount(clients, account);
    return { ...base, state: 'ok', value: `${account}, as the settings say` };
  } catch (error) {
    if (!(error instanceof PhaseMirrorError)) {
      return { ...base, state: 'unknown', value: String(error) };
    }
    return { ...base, state: 'wanting', value: error.message, fix: [error.remedy] };
  } finally {
    clients.close();
  }
}
