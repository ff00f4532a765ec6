import {
  GITHUB_ACTIONS_APP,
  type BranchClaim,
  type Permissions,
  type Tree,
} from '../../facts/index.js';
import { checkWriters } from '../check-writers.js';
import { job, rulesetFile, workflowFile } from '../example-files.js';
import { reportedBy } from '../reported.js';
import { activeClaims, claimTitle, requirements, type Requirement } from '../required-checks.js';
import type { Rule, RuleMeta } from '../rule.js';
import { evidenceAt, judgeEach, treeRule, type TreeResult, type Violation } from '../violation.js';
import { listed } from './explain.js';

const ACTIONS = GITHUB_ACTIONS_APP;
const ci = (...lines: readonly string[]): Readonly<Record<string, string>> =>
  workflowFile(['pull_request'], [...job('test'), ...job('report', ...lines)]);

const meta: RuleMeta = {
  id: 'MD-001.6',
  title: 'Unpinned source of a required check',
  rationale:
    'A required check without an app is met by whoever reports its name. Any step whose token may write checks or statuses can report a success under it.',
  remedy:
    'Bind the check to its app: `integration_id` in a ruleset, `app_id` in a branch protection; GitHub Actions is 15368.',
  docs: 'docs/rules/MD-001.md#md-0016-unpinned-source-of-a-required-check',
  examples: [
    {
      title: 'a check of any source, and a job that may write checks',
      answer: 'violation',
      base: { ...ci('permissions: {checks: write}'), ...rulesetFile({ contexts: ['test'] }) },
    },
    {
      title: 'a change that lets a job write everything',
      answer: 'violation',
      base: { ...ci('permissions: {}'), ...rulesetFile({ contexts: ['test'] }) },
      change: ci('permissions: write-all'),
    },
    {
      title: 'a check that is bound to GitHub Actions',
      answer: 'pass',
      base: {
        ...ci('permissions: {statuses: write}'),
        ...rulesetFile({ contexts: ['test'], app: ACTIONS }),
      },
    },
    {
      title: 'no job that may write checks or statuses',
      answer: 'pass',
      base: {
        ...ci('permissions: {contents: write, pull-requests: write}'),
        ...rulesetFile({ contexts: ['test'] }),
      },
    },
    {
      title: 'a check that a second claim binds',
      answer: 'pass',
      base: {
        ...ci('permissions: {checks: write}'),
        ...rulesetFile({ contexts: ['test'] }),
        '.github/branch-protection.json':
          '{"required_status_checks": {"strict": false, "checks": [{"context": "test", "app_id": 15368}]}}\n',
      },
    },
  ],
};

/** Claims that take a check from any source, where a job can report under any name; once a claim. */
export const unpinnedSource: Rule = treeRule(meta, judge);

function judge(tree: Tree): TreeResult {
  const all = requirements(tree);
  const bound = new Set(all.filter(({ app }) => app !== undefined).map(({ context }) => context));
  const unpinned = all.filter(({ app, context }) => app === undefined && !bound.has(context));
  const [writer] = checkWriters(tree);
  if (writer === undefined) return { violations: [], unknowns: [], judged: all.length };
  const result = judgeEach(meta.id, activeClaims(tree), (claim) =>
    violation(tree, claim, unpinned, writer),
  );
  return { ...result, judged: all.length };
}

function violation(
  tree: Tree,
  claim: BranchClaim,
  unpinned: readonly Requirement[],
  writer: Permissions,
): Violation | undefined {
  const open = unpinned.filter(({ claims }) => claims.some((one) => one.claim === claim));
  const contexts = open.map(({ context }) => context);
  const first = open[0]?.claims.find((one) => one.claim === claim);
  if (first === undefined) return undefined;
  const own = contexts.filter((c) => reportedBy(tree, c, 'pullRequest').state === 'yes');
  const key = claim.kind === 'ruleset' ? '"integration_id"' : '"app_id"';
  const names = listed(contexts);
  return {
    subject: claim.name ?? claim.path,
    severity: 'medium',
    confidence: own.length > 0 ? 'high' : 'medium',
    title: `${names} may be reported by any source`,
    claim: evidenceAt(`${claimTitle(claim)} requires ${names} from any source`, first.check),
    reality: evidenceAt(
      `${writer.place.path} grants a token that may report checks or statuses of any name`,
      writer,
    ),
    why: 'A step of such a job, or an action that it uses, can report a success that no test has earned.',
    fix: `Add ${key}: ${ACTIONS} to what GitHub Actions reports${own.length > 0 && own.length < contexts.length ? ` (${listed(own)})` : ''}, and the id of its app to any other.`,
  };
}
