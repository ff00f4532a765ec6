import type { BranchClaim, Job, Quoted, ReportedCheck, Tree } from '../../facts/index.js';
import { job, rulesetFile, workflowFile } from '../example-files.js';
import { queuedChecks } from '../queue.js';
import { jobAt, pathOf, workflowAt } from '../reported.js';
import { claimTitle, queueClaim } from '../required-checks.js';
import type { Rule, RuleMeta } from '../rule.js';
import {
  evidenceAt,
  judgeEach,
  NOTHING_JUDGED,
  treeRule,
  type TreeResult,
  type Violation,
} from '../violation.js';

const queue = rulesetFile({
  contexts: ['test'],
  queue: { check_response_timeout_minutes: 60 },
});
const ci = (...jobs: readonly (readonly string[])[]): Readonly<Record<string, string>> =>
  workflowFile(['pull_request', 'merge_group'], jobs.flat());

const meta: RuleMeta = {
  id: 'MD-102.6',
  title: 'Queue gives up before its jobs',
  rationale:
    'The queue throws an entry out when a required check has not answered in time, while the jobs are still allowed to run: a slow day empties the queue.',
  remedy:
    'Keep the `timeout-minutes` of the jobs that wait for each other below `check_response_timeout_minutes`, or raise the latter.',
  docs: 'docs/rules/MD-102.md#md-1026-queue-gives-up-before-its-jobs',
  examples: [
    {
      title: 'jobs one after the other that may take longer than the queue waits',
      answer: 'violation',
      base: {
        ...ci(
          job('build', 'timeout-minutes: 40'),
          job('test', 'needs: build', 'timeout-minutes: 30'),
        ),
        ...queue,
      },
    },
    {
      title: 'jobs side by side',
      answer: 'pass',
      base: {
        ...ci(job('build', 'timeout-minutes: 40'), job('test', 'timeout-minutes: 30')),
        ...queue,
      },
    },
    {
      title: 'a job that may take just as long as the queue waits',
      answer: 'pass',
      base: { ...ci(job('test', 'timeout-minutes: 60')), ...queue },
    },
    {
      title: 'a job without a stated timeout',
      answer: 'pass',
      base: { ...ci(job('test')), ...queue },
    },
  ],
};

/** Required jobs whose stated timeouts add up to more than the queue waits. */
export const queueTimeout: Rule = treeRule(meta, judge);

function judge(tree: Tree): TreeResult {
  const claim = queueClaim(tree);
  const limit = claim?.mergeQueue?.checkResponseTimeoutMinutes;
  if (claim === undefined || limit === undefined) return NOTHING_JUDGED;
  const chains = new Chains(tree);
  // A matrix has one chain, however many names it has.
  const checks = new Map<string, ReportedCheck>();
  for (const check of queuedChecks(tree)) checks.set(`${check.workflow} ${pathOf(check)}`, check);
  return judgeEach(meta.id, [...checks], ([subject, check]) => {
    const chain = chains.of(check);
    return chain.minutes > limit.value ? violation(claim, limit, subject, chain) : undefined;
  });
}

/** Jobs that run one after the other; those without a stated timeout are not counted. */
interface Chain {
  readonly minutes: number;
  readonly jobs: readonly { readonly id: string; readonly minutes: number; readonly at: Quoted }[];
}

const EMPTY: Chain = { minutes: 0, jobs: [] };

const longest = (chains: readonly Chain[]): Chain =>
  chains.reduce((best, chain) => (chain.minutes > best.minutes ? chain : best), EMPTY);

const joined = (...chains: readonly Chain[]): Chain => ({
  minutes: chains.reduce((sum, { minutes }) => sum + minutes, 0),
  jobs: chains.flatMap(({ jobs }) => jobs),
});

class Chains {
  readonly #known = new Map<string, Chain>();

  constructor(readonly tree: Tree) {}

  /** What a check waits for at each of its levels, and its own job. */
  of({ segments }: ReportedCheck): Chain {
    const levels = segments.map((segment) => {
      const found = jobAt(this.tree, segment);
      return found === undefined ? EMPTY : this.#before(segment.file, found);
    });
    const last = segments.at(-1);
    const own = jobAt(this.tree, last);
    return joined(...levels, own === undefined || last === undefined ? EMPTY : this.#own(own));
  }

  #before(file: string, waiting: Job): Chain {
    const jobs = workflowAt(this.tree, file)?.jobs ?? [];
    return longest(
      waiting.needs.flatMap((id) => {
        const need = jobs.find((one) => one.id.toLowerCase() === id.toLowerCase());
        return need === undefined ? [] : [this.#whole(file, need)];
      }),
    );
  }

  #whole(file: string, one: Job): Chain {
    const key = `${file}\0${one.id}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, EMPTY); // what a cycle sees of itself
    const chain = joined(this.#before(file, one), this.#own(one));
    this.#known.set(key, chain);
    return chain;
  }

  /** The stated timeout of a job, or the longest chain of the local workflow that it calls. */
  #own({ id, timeout, uses }: Job): Chain {
    if (uses?.text.startsWith('./') === true) {
      const file = uses.text.slice(2);
      const called = workflowAt(this.tree, file)?.jobs ?? [];
      return longest(called.map((one) => this.#whole(file, one)));
    }
    const minutes = Number(timeout?.text);
    if (timeout === undefined || !Number.isFinite(minutes) || minutes <= 0) return EMPTY;
    return { minutes, jobs: [{ id, minutes, at: timeout }] };
  }
}

function violation(
  claim: BranchClaim,
  limit: Quoted & { readonly value: number },
  subject: string,
  { minutes, jobs }: Chain,
): Violation {
  const sum = jobs.map((one) => `${one.id} ${one.minutes}`).join(' + ');
  const last = jobs.at(-1);
  return {
    subject,
    severity: 'medium',
    confidence: 'high',
    title: `the merge queue may give up before ${last?.id ?? subject} ends`,
    claim: evidenceAt(`${claimTitle(claim)} waits ${limit.value} minutes for a check`, limit),
    reality: evidenceAt(`the jobs may take ${minutes} minutes: ${sum}`, last?.at),
    why: 'An entry whose jobs still run is thrown out of the queue and starts again from its end.',
    fix: `Lower \`timeout-minutes\` until the jobs fit, or set \`check_response_timeout_minutes\` in ${claim.path} to at least ${Math.ceil(minutes)}.`,
  };
}
