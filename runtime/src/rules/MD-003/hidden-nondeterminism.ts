import type { Facts, Job, Step, Tree } from '../../facts/index.js';
import { declaredJobs, type Against, type DeclaredJob } from '../declared-jobs.js';
import { policyOf } from '../policy-in-force.js';
import type { Rule } from '../rule.js';
import { invocationsOf, programOf, shownCommand, type Invocation } from '../shell/commands.js';
import { evidenceAt, treeRule, type TreeResult, type Violation } from '../violation.js';
import { hiddenNondeterminismMeta as meta } from './declared-meta.js';

/** A job claimed to be deterministic that tries again, or lets a failure pass. */
export const hiddenNondeterminism: Rule = treeRule(meta, judge);

interface Hidden extends Against {
  readonly severity: 'medium' | 'low';
}

function judge(tree: Tree, facts: Facts): TreeResult {
  const { jobs, questions } = declaredJobs(facts, tree, policyOf(facts).deterministicJobs, {
    key: 'deterministicJobs',
    says: 'answers the same for the same commit',
  });
  return {
    violations: jobs.flatMap((declared) => onePerKey(hiddenIn(declared.job), declared)),
    unknowns: questions.map((question) => ({ ...question, check: meta.id })),
    judged: jobs.length,
  };
}

/** One finding for each way in which a job hides failures. */
function onePerKey(found: readonly Hidden[], declared: DeclaredJob): readonly Violation[] {
  const first = new Map([...found].reverse().map((one) => [one.key, one]));
  return [...first.values()].reverse().map((one) => violation(one, declared));
}

function violation({ key, says, at, severity }: Hidden, declared: DeclaredJob): Violation {
  const { context, job, file, claim } = declared;
  return {
    subject: `${file} ${job.id} ${key}`,
    severity,
    confidence: 'high',
    title: `the job ${job.id} is claimed deterministic and ${TITLES[key] ?? key}`,
    claim,
    reality: evidenceAt(`in the job ${job.id} of ${file} ${says}`, at),
    why: `A failure that comes and goes is not seen: ${context} is green, and says nothing about the commit.`,
    fix: 'Mend what fails at times, or take the check out of `deterministicJobs` in .phase-mirror.yml.',
  };
}

const TITLES: Readonly<Record<string, string>> = {
  retry: 'tries again until it is green',
  'continue-on-error': 'lets a step fail',
  'or-true': 'throws away the result of a command',
};

function hiddenIn(job: Job): readonly Hidden[] {
  const whole = job.continueOnError;
  const own: Hidden[] =
    whole === undefined || whole.text === 'false'
      ? []
      : [continues('the job itself has `continue-on-error`', whole)];
  return [...own, ...(job.steps ?? []).flatMap((step) => hiddenInStep(step, job))];
}

function hiddenInStep(step: Step, job: Job): readonly Hidden[] {
  const { uses, continueOnError, at } = step;
  const found: Hidden[] = [];
  if (continueOnError !== undefined && continueOnError !== 'false') {
    found.push(continues('a step has `continue-on-error`', at));
  }
  if (uses !== undefined && RETRY_ACTION.test(uses)) {
    found.push(retries(`${uses} runs a command again when it fails`, at));
  }
  for (const invocation of invocationsOf(step, job)) {
    const { command, orElse } = invocation;
    if (orElse !== undefined && isNothing(programOf(orElse)) && isJudge(invocation)) {
      const says = `\`${shownCommand(command)} || ${programOf(orElse)}\` is green whatever comes of it`;
      found.push({ key: 'or-true', severity: 'medium', says, at });
    }
    if (isRetry(invocation)) {
      found.push(retries(`\`${shownCommand(command)}\` runs again what fails`, at));
    }
  }
  return found;
}

const continues = (says: string, at: Hidden['at']): Hidden => ({
  key: 'continue-on-error',
  severity: 'medium',
  says,
  at,
});
const retries = (says: string, at: Hidden['at']): Hidden => ({
  key: 'retry',
  severity: 'low',
  says,
  at,
});

const RETRY_ACTION =
  /^(?:nick-fields\/retry|nick-invision\/retry|Wandalen\/wretry\.action)(?:\/|@)/i;
/** Options by which test runners run what failed once more. */
const RETRY_OPTION =
  /^--(?:retries|reruns|flaky-test-attempts|flaky_test_attempts|retry-times|rerun-failing-tests-count)(?:=(.*))?$/;
/** Programs that only fetch may try again: what they answer is the same. */
const FETCHES: ReadonlySet<string> = new Set(['curl', 'wget', 'apt-get', 'git', 'docker', 'gh']);

function isRetry({ program, args }: Invocation): boolean {
  if (FETCHES.has(program)) return false;
  if (program === 'retry') return true;
  return args.some((word, i) => {
    const given = RETRY_OPTION.exec(word);
    return given !== null && (given[1] ?? args[i + 1] ?? '') !== '0';
  });
}

const isNothing = (program: string): boolean => ['true', ':', 'exit'].includes(program);

/** Commands that only clean up or look something up judge nothing, so nothing is hidden. */
const TIDY: ReadonlySet<string> = new Set([
  ...[
    'rm',
    'rmdir',
    'kill',
    'pkill',
    'killall',
    'grep',
    'egrep',
    'fgrep',
    'rg',
    'mkdir',
    'ls',
    'cat',
  ],
  ...[
    'echo',
    'printf',
    'test',
    '[',
    '[[',
    'command',
    'which',
    'type',
    'docker',
    'git',
    'head',
    'read',
  ],
  ...[
    'sudo',
    'umount',
    'unset',
    'trap',
    'wait',
    'true',
    'curl',
    'wget',
    'find',
    'diff',
    'let',
    '((',
  ],
]);

function isJudge({ program, orElse, into }: Invocation): boolean {
  if (orElse === undefined || TIDY.has(program) || program.startsWith('$')) return false;
  // `|| exit 1` keeps the failure; only `exit 0` throws it away.
  if (programOf(orElse) === 'exit') return orElse.words.includes('0');
  return into.length === 0;
}
