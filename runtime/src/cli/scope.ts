import { runtimeError } from '../errors/index.js';
import { ENVIRONMENTS, isEnvironment, PROJECT, type Scope } from '../names/index.js';
import { chooseStore, STORE_KINDS } from '../stores/choose.js';
import type { OptionSpecs, OptionValues } from './options.js';

/** Where the store is whose secrets and events a command uses. */
export const SCOPE_OPTIONS = {
  store: {
    type: 'string',
    choices: STORE_KINDS,
    help: 'where events and counters are kept; default embedded, a file of this user',
  },
  environment: {
    type: 'string',
    choices: ENVIRONMENTS,
    help: 'environment of the store; default local',
  },
  project: {
    type: 'string',
    value: 'NAME',
    help: `prefix of every name in AWS; default ${PROJECT}`,
  },
  region: { type: 'string', value: 'REGION', help: 'AWS region of the store; default AWS_REGION' },
} as const satisfies OptionSpecs;

/** Where the store is. No name of tables or parameters holds the account, so it need not be known. */
export function scopeOf(values: OptionValues<typeof SCOPE_OPTIONS>, env: NodeJS.ProcessEnv): Scope {
  const environment = values.environment ?? 'local';
  const region = values.region ?? (env['AWS_REGION'] || env['AWS_DEFAULT_REGION']);
  const { kind } = chooseStore(values.store, env);
  if (kind === 'aws' && (region === undefined || region === '')) {
    throw runtimeError('PM-1002', {
      what: 'the AWS region of the store',
      why: 'neither --region nor AWS_REGION is set',
      remedy: 'Name it: `--region eu-central-1`.',
    });
  }
  if (!isEnvironment(environment)) throw new TypeError(`no environment ${environment}`);
  return {
    project: values.project ?? PROJECT,
    environment,
    account: '000000000000',
    region: region ?? 'none',
  };
}
