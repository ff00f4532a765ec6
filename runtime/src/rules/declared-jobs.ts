import {
  canBe,
  type Facts,
  type Job,
  type Quoted,
  type ReportedCheck,
  type Tree,
} from '../facts/index.js';
import type { Evidence } from './finding.js';
import { policyEvidence } from './policy-in-force.js';
import { checksOf, quoted } from './reported.js';
import { jobOfCheck } from './needs.js';
import type { Question } from './violation.js';

/** A job that the policy makes a claim about. */
export interface DeclaredJob {
  /** The entry of the policy, a name of checks. */
  readonly context: string;
  readonly job: Job;
  readonly file: string;
  readonly claim: Evidence;
}

/** Where the policy names checks whose jobs are claimed to be something. */
interface Declaration {
  readonly key: 'deterministicJobs' | 'reproducibleJobs';
  readonly says: string;
}

/** The jobs that report the checks named, each once, and a question for every name that none reports. */
export function declaredJobs(
  facts: Facts,
  tree: Tree,
  contexts: readonly string[],
  { key, says }: Declaration,
): { readonly jobs: readonly DeclaredJob[]; readonly questions: readonly Question[] } {
  if (contexts.length === 0) return { jobs: [], questions: [] };
  const jobs = new Map<Job, DeclaredJob>();
  const questions: Question[] = [];
  const checks = checksOf(tree).filter(({ when }) => when !== 'skipped');
  for (const [index, context] of contexts.entries()) {
    const claim = policyEvidence(facts, `/${key}/${index}`, `${quoted(context)} ${says}`);
    const named = checks.filter((check) => isNamed(check, context));
    for (const check of named) {
      const found = jobOfCheck(tree, check);
      if (found !== undefined && !jobs.has(found.job)) {
        jobs.set(found.job, { context, ...found, claim });
      }
    }
    if (named.length > 0) continue;
    questions.push({
      subject: context,
      reason: `no job of a workflow reports ${quoted(context)}, which \`${key}\` names`,
      remedy: `Correct the name in \`${key}\` of .phase-mirror.yml, or remove it.`,
      ...(claim.place === undefined ? {} : { place: claim.place }),
    });
  }
  return { jobs: [...jobs.values()], questions };
}

/** Whether the name of a check, as far as it is known, can be what the policy names; `*` stands for anything. */
function isNamed({ segments }: ReportedCheck, context: string): boolean {
  const known = segments.map(({ pieces }) => pieces.join('*')).join(' / ');
  return canBe([context.split('*')], known);
}

/** Something in a job that stands against the claim. */
export interface Against {
  /** Short and stable: a part of the finding's subject. */
  readonly key: string;
  readonly says: string;
  readonly at: Quoted | undefined;
}
