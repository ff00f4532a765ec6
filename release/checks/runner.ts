import { EXIT, PhaseMirrorError, type ExitCode } from '../../runtime/src/errors/index.js';
import type { Steps } from '../../ops/frame/steps.js';
import { releaseError } from '../errors.js';
import type { Answer, Category, Check, CheckSite } from './check.js';
import { siteFor, type SiteOptions } from './site.js';
import { readWaivers, waive, type Waiver } from './waivers.js';

export type Outcome = Answer['outcome'] | 'waived';

/** How an outcome is marked in progress lines and in the table. */
export const MARKS: Readonly<Record<Outcome, string>> = {
  pass: 'ok',
  fail: 'FAIL',
  'could-not-run': '??',
  waived: 'waived',
  'not-applicable': 'n/a',
};

/** One check with its answer and what the answer rests on. */
export interface Verdict {
  readonly id: string;
  readonly category: Category;
  readonly question: string;
  readonly outcome: Outcome;
  readonly why: string;
  readonly remedy: string;
  readonly commands: readonly string[];
  readonly subjects: readonly string[];
  /** Milliseconds. */
  readonly ms: number;
  /** What was run and read, masked. */
  readonly evidence: string;
}

/** Light checks wait for git and files more than they work. */
const LIGHT_AT_A_TIME = 4;

/**
 * Examines side by side, heavy checks one after another beside the light ones, and answers in the order
 * given. Waivers that cannot be read waive nothing: `dependencies/waivers` says why. Throws PM-7005 once
 * cancelled; what else a check throws is its own `could-not-run`.
 */
export async function examineAll(
  checks: readonly Check[],
  options: SiteOptions & { readonly steps: Steps },
): Promise<readonly Verdict[]> {
  const waivers = await readWaivers(options.io.root).catch(() => []);
  const verdicts = new Map<string, Verdict>();
  const work = async (queue: Check[]): Promise<void> => {
    for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
      verdicts.set(check.id, await judged(check, options, waivers));
    }
  };
  const heavy = checks.filter((check) => check.heavy === true);
  const light = checks.filter((check) => check.heavy !== true);
  await Promise.all([work(heavy), ...Array.from({ length: LIGHT_AT_A_TIME }, () => work(light))]);
  return checks.flatMap(({ id }) => verdicts.get(id) ?? []);
}

async function judged(
  check: Check,
  { steps, ...options }: SiteOptions & { readonly steps: Steps },
  waivers: readonly Waiver[],
): Promise<Verdict> {
  const { io } = options;
  if (io.signal.aborted) throw releaseError('PM-7005', { what: check.id });
  const start = io.now();
  const { id, category, question, remedy } = check;
  const examined = siteFor(options);
  steps.say(`> ${id}`);
  const answer = await answerOf(check, examined.site);
  const { outcome, why } = waive(id, answer, waivers, io.now());
  const ms = io.now() - start;
  steps.say(`${MARKS[outcome]} ${id} ${(ms / 1000).toFixed(1)}s (${why})`);
  return {
    id,
    category,
    question,
    outcome,
    why: io.mask.apply(why),
    remedy,
    commands: examined.commands(),
    subjects: answer.subjects ?? [],
    ms,
    evidence: examined.evidence(),
  };
}

/** A check that fails to look says so; it never passes, and never ends the others. */
async function answerOf(check: Check, site: CheckSite): Promise<Answer> {
  try {
    return await check.examine(site);
  } catch (error) {
    if (error instanceof PhaseMirrorError) {
      if (error.code === 'PM-7005') throw error;
      return { outcome: 'could-not-run', why: `${error.code} ${error.message}` };
    }
    const { message, stack, syscall } = error as NodeJS.ErrnoException;
    site.note(stack ?? message);
    // What the file system refuses is no bug.
    if (syscall !== undefined) return { outcome: 'could-not-run', why: message };
    return { outcome: 'could-not-run', why: `bug in the check: ${message}` };
  }
}

/** A failure is known, whatever else is not: 1. Nothing failed, but something could not be looked at: 3. */
export function exitOf(verdicts: readonly Pick<Verdict, 'outcome'>[]): ExitCode {
  const some = (outcome: Outcome): boolean => verdicts.some((one) => one.outcome === outcome);
  return some('fail') ? EXIT.failed : some('could-not-run') ? EXIT.couldNotRun : EXIT.ok;
}
