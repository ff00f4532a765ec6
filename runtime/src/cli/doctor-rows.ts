import { PhaseMirrorError } from '../errors/index.js';
import { gitCommand } from '../facts/index.js';
import { openRepository } from '../facts/git/repository.js';
import type { Scope } from '../names/index.js';
import { nonceCache, type SecretStatus } from '../privacy/index.js';
import type { Stores } from '../stores/index.js';
import { knowsBaselines } from './scope.js';

/**
 * `ok`; `wanting`: a check cannot do without it; `unknown`: could not be asked, and a check goes on
 * without it; `note`: worth knowing, nothing depends on it.
 */
export type RowState = 'ok' | 'wanting' | 'unknown' | 'note';

/** One line of what the doctor says. */
export interface DoctorRow {
  readonly group: 'tools' | 'store' | 'secrets';
  readonly name: string;
  readonly state: RowState;
  /** Never a secret, not even in part. */
  readonly value: string;
  /** How long the answer took. */
  readonly ms?: number;
  /** What to do; only where something is wanting or unknown. */
  readonly fix?: string;
}

/** Oldest versions that this package runs with; `engines` of package.json says the same of Node. */
const NODE = { 20: 19, 22: 12 } as const;
const GIT = [2, 30] as const;

/** Node, git, and the repository that a check would judge. */
export async function toolRows(folder: string, env: NodeJS.ProcessEnv): Promise<DoctorRow[]> {
  const git = gitCommand(folder, env);
  return [
    nodeRow(process.versions.node),
    await answered('tools', 'git', 'wanting', async () => {
      // `-C` of a folder that is not there fails before git says its version.
      const { stdout } = await gitCommand('/', env).run(['version']);
      return gitRow(stdout.toString('utf8').trim());
    }),
    await answered('tools', 'repository', 'note', async () => {
      const { root, shallow } = await openRepository(git);
      const where = root ?? `${folder} (bare)`;
      if (!shallow) return { value: where };
      const fix = 'Fetch the history: `git fetch --unshallow`, or `fetch-depth: 0` in CI.';
      return { state: 'note', value: `${where}, a shallow clone`, fix };
    }),
  ];
}

export function nodeRow(version: string): DoctorRow {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const least = NODE[major as keyof typeof NODE];
  const fits = least === undefined ? major >= 24 : minor >= least;
  const row = { group: 'tools', name: 'node', value: `v${version}` } as const;
  if (fits) return { ...row, state: 'ok' };
  return { ...row, state: 'wanting', fix: 'Install Node 20.19, 22.12, or 24 and newer.' };
}

export function gitRow(said: string): Partial<DoctorRow> & { readonly value: string } {
  const [major = 0, minor = 0] = (/\d+\.\d+/.exec(said)?.[0] ?? '').split('.').map(Number);
  const value = said.replace(/^git version /, '');
  if (major > GIT[0] || (major === GIT[0] && minor >= GIT[1])) return { value };
  return { state: 'wanting', value, fix: `Install git ${GIT.join('.')} or newer.` };
}

/** A finding, a rule and an organisation that no store has: asking for them reads and finds nothing. */
const NOBODY = {
  finding: '0'.repeat(64),
  rule: 'ZZ-999',
  organisation: `v1:${'0'.repeat(64)}`,
  repository: 'phase-mirror/doctor',
} as const;

/** Every port of the store answers a read that finds nothing. Side by side: they do not hang on each other. */
export async function portRows(stores: Stores, scope: Scope, now: number): Promise<DoctorRow[]> {
  const { repository, rule, finding, organisation } = NOBODY;
  const hour = new Date(now).toISOString().slice(0, 13);
  const reads =
    (value: string, ask: () => Promise<unknown>) => async (): Promise<{ value: string }> => {
      await ask();
      return { value };
    };
  const port = (
    name: string,
    otherwise: RowState,
    value: string,
    ask: () => Promise<unknown>,
  ): Promise<DoctorRow> => answered('store', name, otherwise, reads(value, ask));
  const rows = [
    port('events', 'wanting', 'can be read', () => stores.fp.falsePositives([finding])),
    port('block counter', 'wanting', 'can be read', () =>
      stores.blocks.counts([{ rule, repository, hour }]),
    ),
    port('thresholds', 'unknown', 'can be read', () => stores.parameters.thresholds()),
    // These the role of CI need not have: a check that cannot read them says so, and goes on.
    port('demotions', 'unknown', 'can be read', () => stores.calibration.enforcement([rule])),
    port('consents', 'unknown', 'can be read', () =>
      stores.consent.read(organisation, ['fp_metrics']),
    ),
    knowsBaselines(scope, stores.kind)
      ? port('baselines', 'unknown', 'can be read', () =>
          stores.baselines.load({ repository, branch: 'main' }),
        )
      : unknownAccount(scope),
  ];
  return Promise.all(rows);
}

function unknownAccount({ environment }: Scope): Promise<DoctorRow> {
  return Promise.resolve({
    group: 'store',
    name: 'baselines',
    state: 'unknown',
    value: 'not asked: the name of their bucket holds the AWS account, which is not set',
    fix: `Name it with --account, or PHASE_MIRROR_${environment.toUpperCase()}_ACCOUNT.`,
  });
}

/** Versions of the redaction nonce, their state and age. No value is even read out of the cache. */
export async function nonceRows(stores: Stores): Promise<DoctorRow[]> {
  const cache = nonceCache({ parameters: stores.parameters });
  const loaded = await answered('secrets', 'nonce', 'wanting', async () => {
    const { ring, degraded } = await cache.keys();
    const { version } = ring.current;
    if (degraded !== undefined) return { state: 'note', value: degraded };
    return { value: `v${version} signs, from ${stores.parameters.source}` };
  });
  return [loaded, ...cache.status().versions.map(versionRow)];
}

function versionRow(one: SecretStatus['versions'][number]): DoctorRow {
  const { version, state, ageDays, expiresAt } = one;
  const until = Number.isNaN(expiresAt)
    ? 'no known end'
    : new Date(expiresAt).toISOString().slice(0, 10);
  const usable = state === 'signs' || state === 'verifies';
  const age = Number.isNaN(ageDays)
    ? 'of unknown age'
    : `${ageDays} day${ageDays === 1 ? '' : 's'} old`;
  return {
    group: 'secrets',
    name: `nonce v${version}`,
    state: usable ? 'ok' : 'note',
    value: `${state}, ${age}, until ${until}`,
  };
}

/** A row for a question: its answer and its time, or why there is none. */
async function answered(
  group: DoctorRow['group'],
  name: string,
  otherwise: RowState,
  ask: () => Promise<Partial<DoctorRow> & { readonly value: string }>,
): Promise<DoctorRow> {
  const start = performance.now();
  const took = (): number => Math.round(performance.now() - start);
  try {
    const answer = await ask();
    return { group, name, state: 'ok', ...answer, ...(group === 'tools' ? {} : { ms: took() }) };
  } catch (error) {
    if (!(error instanceof PhaseMirrorError)) throw error;
    const value = `${error.code} ${error.message}`;
    return { group, name, state: otherwise, value, ms: took(), fix: error.remedy };
  }
}
