import {
  grantOf,
  GRANTS,
  type Facts,
  type Job,
  type Permissions,
  type Tree,
} from '../../facts/index.js';
import { policyEvidence, policyOf } from '../policy-in-force.js';
import { checksOf, jobAt } from '../reported.js';
import { evidenceAt, type Violation } from '../violation.js';

/** Jobs of called workflows that ask for more than their caller has: GitHub refuses the whole run. */
export function calleesAboveCallers(
  tree: Tree,
  facts: Facts,
  risky: ReadonlySet<string>,
  claimed: boolean,
): readonly Violation[] {
  const found = new Map<string, Violation>();
  for (const { segments, starts, when } of checksOf(tree)) {
    const foreign = starts.some(({ event }) => risky.has(event));
    if (segments.length < 2 || when === 'skipped' || (!foreign && !claimed)) continue;
    let allowed: Permissions | undefined;
    segments.forEach((segment, level) => {
      const job = jobAt(tree, segment);
      const own = job?.permissions;
      const above =
        allowed === undefined || own === undefined ? undefined : firstAbove(own, allowed);
      const subject = `${segments[level - 1]?.file ?? ''} ${segments[level - 1]?.job ?? ''} calls ${segment.file} ${segment.job}`;
      if (above !== undefined && allowed !== undefined && job !== undefined && own !== undefined) {
        if (found.get(subject)?.severity !== 'high') {
          found.set(
            subject,
            violation(facts, { subject, above, allowed, own, job, file: segment.file, foreign }),
          );
        }
      }
      allowed = own ?? allowed;
    });
  }
  return [...found.values()];
}

interface Above {
  readonly subject: string;
  /** `contents: write`. */
  readonly above: string;
  readonly allowed: Permissions;
  readonly own: Permissions;
  readonly job: Job;
  readonly file: string;
  readonly foreign: boolean;
}

/** The first scope of which a block grants more than another. */
function firstAbove(own: Permissions, allowed: Permissions): string | undefined {
  const rank = (block: Permissions, scope: string): number => GRANTS.indexOf(grantOf(block, scope));
  if (GRANTS.indexOf(own.all) > GRANTS.indexOf(allowed.all)) return `${own.all}-all`;
  const scopes = [...own.scopes, ...allowed.scopes].map(({ scope }) => scope);
  const scope = scopes.find((one) => rank(own, one) > rank(allowed, one));
  return scope === undefined ? undefined : `${scope}: ${grantOf(own, scope)}`;
}

function violation(facts: Facts, above: Above): Violation {
  const { subject, own, allowed, job, file, foreign } = above;
  const caller = evidenceAt('the caller limits the token of all that it calls', allowed);
  return {
    subject,
    severity: foreign ? 'high' : 'low',
    confidence: 'high',
    title: `the job ${job.id} of ${file} asks for more than its caller has`,
    claim: policyOf(facts).require.leastPrivilege
      ? policyEvidence(
          facts,
          '/require/leastPrivilege',
          'workflows have no permission that they do not need',
        )
      : caller,
    reality: evidenceAt(
      `the job ${job.id} asks for \`${above.above}\`, which its caller has not`,
      own,
    ),
    why: 'GitHub refuses the whole run: none of its checks reports.',
    fix: 'Ask for less in the workflow that is called, or grant it in the job that calls it.',
  };
}
