import { join } from 'node:path';
import { errorRecord, EXIT, PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { BaselineBody } from '../../runtime/src/drift/baseline.js';
import type { Deployment } from '../../stacks/environments.js';
import { commandError } from '../frame/command-error.js';
import type { Io } from '../frame/io.js';
import { runTool } from '../frame/process.js';
import { toolFailure } from '../frame/tool-failure.js';
import type { DriftHalf, DriftRow } from './report.js';

/** Which repository, as it lies on this machine. */
export interface Checkout {
  readonly folder: string;
  readonly branch?: string | undefined;
  readonly head?: string | undefined;
  /** Ask GitHub as well what is in force. */
  readonly live: boolean;
}

/** What `phase-mirror baseline diff --json` prints; redacted by it. */
export interface DriftRecord {
  readonly repository: string;
  readonly branch: string;
  readonly head: string;
  readonly baseline: {
    readonly sha256: string;
    readonly capturedAt: string;
    readonly by: string;
  };
  readonly magnitude: number | null;
  readonly compared: number;
  readonly fields: readonly {
    readonly kind: string;
    readonly subject: string;
    readonly outcome: 'same' | 'weakened' | 'changed' | 'strengthened' | 'unknown';
    readonly accepted: string | number | boolean | null;
    readonly now: string | number | boolean | null;
    readonly reason?: string;
  }[];
  readonly hidden: readonly { readonly kind: string; readonly reason: string }[];
}

/** What of a baseline was hidden when it was captured. */
type Accepted = Pick<BaselineBody, 'unknown'>;

/**
 * Compares a repository with the baseline of the environment, as the oracle's drift mode does. Whatever
 * keeps it from that, no baseline among it, makes the half unknown. Throws PM-7005.
 */
export async function repositoryDrift(
  io: Io,
  deployment: Deployment,
  checkout: Checkout,
): Promise<DriftHalf> {
  try {
    const [found, accepted] = await Promise.all([
      baselineDocument<DriftRecord>(io, deployment, 'diff', checkout),
      baselineDocument<Accepted>(io, deployment, 'show', checkout),
    ]);
    return repositoryHalf(found, accepted);
  } catch (error) {
    if (!(error instanceof PhaseMirrorError)) throw error;
    return unreadable(error);
  }
}

/** What `phase-mirror baseline COMMAND --json` prints; a diff that has found something weaker exits 1. */
async function baselineDocument<T>(
  io: Io,
  deployment: Deployment,
  command: 'diff' | 'show',
  { folder, branch, head, live }: Checkout,
): Promise<T> {
  const { environment, account, region } = deployment.scope;
  // A process of its own: the AWS SDK reads credentials from the process's environment only.
  const result = await runTool(io, {
    command: process.execPath,
    args: [
      ...['--import', 'tsx', join(io.root, 'runtime/src/cli/main.ts'), 'baseline', command],
      ...['--json', '--store', 'aws', '--environment', environment, '--region', region],
      ...['--account', account, '--repo', folder],
      ...(branch === undefined ? [] : ['--branch', branch]),
      ...(head === undefined || command === 'show' ? [] : ['--head', head]),
      ...(live && command === 'diff' ? ['--live'] : []),
    ],
    title: `phase-mirror baseline ${command}`,
    env: { PHASE_MIRROR_STORE: 'aws' },
  });
  const failure = commandError(result.stdout);
  if (failure === undefined && (result.exit === EXIT.ok || result.exit === EXIT.failed)) {
    return JSON.parse(result.stdout) as T;
  }
  throw failure ?? toolFailure(io, 'PM-6021', `phase-mirror baseline ${command}`, result);
}

/** The half of a repository of which nothing is known. */
export function unreadable(error: PhaseMirrorError): DriftHalf {
  if (error.code === 'PM-7005') throw error;
  const { code, what, why } = errorRecord(error);
  return {
    half: 'repository',
    compared: 'the repository with its baseline',
    rows: [],
    magnitude: undefined,
    unknown: [`${what}${why === undefined ? '' : `: ${why}`} (${code})`],
  };
}

const OUTCOMES = { weakened: 'loosened', changed: 'changed', strengthened: 'tightened' } as const;

/** Hidden when the baseline was captured: nobody accepted anything of it, and nothing of it can drift. */
const NEVER_SEEN =
  /^(nobody read such fields|when the baseline was captured|it could not be seen when)/;

/** The half of the report, from what the commands have found. Pure. */
export function repositoryHalf(record: DriftRecord, accepted: Accepted): DriftHalf {
  const { repository, branch, head, baseline, fields, hidden, magnitude } = record;
  const wasHidden = (kind: string, reason = ''): boolean =>
    NEVER_SEEN.test(reason) ||
    accepted.unknown.some((one) => one.kind === kind && one.reason === reason);
  const unknown = new Set([
    ...fields
      .filter(({ kind, outcome, reason }) => outcome === 'unknown' && !wasHidden(kind, reason))
      .map(({ kind, subject, reason }) => `${named(kind, subject)}: ${reason ?? 'not comparable'}`),
    ...hidden
      .filter(({ kind, reason }) => !wasHidden(kind, reason))
      .map(({ kind, reason }) => `${kind}: ${reason}`),
    ...(magnitude === null ? ['no setting could be compared'] : []),
  ]);
  return {
    half: 'repository',
    compared: `${repository} ${branch} at ${head.slice(0, 12)} with the baseline ${baseline.sha256.slice(0, 12)} of ${baseline.capturedAt.slice(0, 10)} by ${baseline.by}`,
    rows: fields.flatMap(({ kind, subject, outcome, accepted, now }): readonly DriftRow[] => {
      if (outcome === 'same' || outcome === 'unknown') return [];
      const says = `accepted ${shown(accepted)}, now ${shown(now)}`;
      return [{ subject: named(kind, subject), outcome: OUTCOMES[outcome], says }];
    }),
    magnitude: magnitude ?? undefined,
    unknown: [...unknown],
  };
}

const named = (kind: string, subject: string): string =>
  subject === '' ? kind : `${kind} ${subject}`;
const shown = (value: string | number | boolean | null): string =>
  value === null ? 'not there' : String(value);
