import { runtimeError } from '../errors/index.js';
import { ENVIRONMENTS, isEnvironment, PROJECT, type Scope } from '../names/index.js';
import { chooseStore, STORE_KINDS, type StoreKind } from '../stores/choose.js';
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
  account: {
    type: 'string',
    value: 'ID',
    help: 'AWS account of the baselines; default PHASE_MIRROR_<ENVIRONMENT>_ACCOUNT',
  },
} as const satisfies OptionSpecs;

/** Options of a command that works on the store. */
export const STORE_OPTIONS = {
  ...SCOPE_OPTIONS,
  json: { type: 'boolean', help: 'print JSON' },
  help: { type: 'boolean', help: 'show this help' },
} as const satisfies OptionSpecs;

/** Where the store is. Only the name of the baseline bucket holds the account. */
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
    account: accountOf(values.account, environment, env) ?? UNKNOWN_ACCOUNT,
    region: region ?? 'none',
  };
}

const UNKNOWN_ACCOUNT = '000000000000';
/** The account that every emulator has. */
const LOCAL_ACCOUNT = '123456789012';

function accountOf(
  given: string | undefined,
  environment: Scope['environment'],
  env: NodeJS.ProcessEnv,
): string | undefined {
  const variable = `PHASE_MIRROR_${environment.toUpperCase()}_ACCOUNT`;
  const account = given ?? (env[variable] || undefined);
  if (account !== undefined && !/^\d{12}$/.test(account)) {
    throw runtimeError('PM-1002', {
      what: given === undefined ? variable : '--account',
      why: 'an AWS account has 12 digits',
    });
  }
  return account ?? (environment === 'local' ? LOCAL_ACCOUNT : undefined);
}

/** Whether baselines can be found: a bucket of AWS is named after its account. */
export function knowsBaselines({ account }: Scope, store: StoreKind): boolean {
  return store === 'embedded' || account !== UNKNOWN_ACCOUNT;
}
