import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { runtimeError } from '../errors/index.js';
import type { Environment } from '../names/index.js';

export const STORE_KINDS = ['embedded', 'aws'] as const;
export type StoreKind = (typeof STORE_KINDS)[number];

export type Env = Readonly<Record<string, string | undefined>>;

/** Which store is in force, and why: what `phase-mirror doctor` prints. */
export interface StoreChoice {
  readonly kind: StoreKind;
  readonly reasons: readonly string[];
}

/**
 * The environment variable PHASE_MIRROR_STORE wins over the setting, the setting over the default,
 * which is `embedded`: a check needs nothing but Node. Throws PM-1002 for another word.
 */
export function chooseStore(setting: string | undefined, env: Env): StoreChoice {
  const given = (word: string, source: string): StoreKind => {
    if ((STORE_KINDS as readonly string[]).includes(word)) return word as StoreKind;
    throw runtimeError('PM-1002', {
      what: `${source} is \`${word}\``,
      why: `it must be one of ${STORE_KINDS.join(', ')}`,
    });
  };
  const override = env['PHASE_MIRROR_STORE'];
  if (override !== undefined && override !== '') {
    const kind = given(override, 'PHASE_MIRROR_STORE');
    const reasons = [`PHASE_MIRROR_STORE says ${kind}`];
    if (setting !== undefined && setting !== kind) {
      reasons.push(`it overrides the setting \`store: ${setting}\``);
    }
    return { kind, reasons };
  }
  if (setting !== undefined) {
    const kind = given(setting, 'store');
    return { kind, reasons: [`the setting \`store: ${kind}\` says so`] };
  }
  return { kind: 'embedded', reasons: ['no store is configured: embedded is the default'] };
}

/** Folder of what outlives a run and belongs to one user: XDG base directories. */
export function stateFolder(env: Env): string {
  const xdg = env['XDG_STATE_HOME'];
  // The XDG specification says that a relative path is to be ignored.
  const home = xdg !== undefined && isAbsolute(xdg) ? xdg : join(homeOf(env), '.local', 'state');
  return join(home, 'phase-mirror');
}

function homeOf(env: Env): string {
  const home = env['HOME'];
  return home === undefined || home === '' ? homedir() : home;
}

/** The embedded store's file: PHASE_MIRROR_EMBEDDED_FILE, else `<name>.db` in the state folder. */
export function embeddedFile(name: string, env: Env): string {
  const given = env['PHASE_MIRROR_EMBEDDED_FILE'];
  if (given !== undefined && given !== '') return resolve(given);
  return join(stateFolder(env), `${name}.db`);
}

/** Longest retention that the settings of an environment allow. */
const MOST_DAYS = 3653;

/**
 * Days that events are kept, as the setting `retention.fpEventDays` of the environment says by the same
 * variable as the stacks': PHASE_MIRROR_<ENVIRONMENT>_RETENTION_FP_EVENT_DAYS. Undefined when it is not
 * set. Throws PM-1002 for what is no number of days.
 */
export function retentionDaysOf(environment: Environment, env: Env): number | undefined {
  const variable = `PHASE_MIRROR_${environment.toUpperCase()}_RETENTION_FP_EVENT_DAYS`;
  const given = env[variable];
  if (given === undefined || given === '') return undefined;
  const days = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (days >= 1 && days <= MOST_DAYS) return days;
  throw runtimeError('PM-1002', {
    what: `${variable} is \`${given}\``,
    why: `it must be a whole number of days from 1 to ${MOST_DAYS}`,
  });
}
