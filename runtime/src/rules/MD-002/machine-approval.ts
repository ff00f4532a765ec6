import { valueOf, type Facts, type LiveFacts, type LiveReview } from '../../facts/index.js';
import { matcherOf } from '../../facts/codeowners/matcher.js';
import { approvalsOf } from '../approvals.js';
import { policyFile } from '../example-files.js';
import { approval, BOB, exampleLive, hidden, liveRuleset } from '../example-live.js';
import { reviewed } from '../example-pull.js';
import type { RuleResult } from '../finding.js';
import { apiEvidence, apiPath, hiddenQuestion } from '../live.js';
import { policyOf } from '../policy-in-force.js';
import { requiredApprovals, type RequiredApprovals } from '../required-approvals.js';
import type { Rule, RuleMeta } from '../rule.js';
import { findingOf, judgeEach, type Question, type Violation } from '../violation.js';

const BOT = { login: 'approver[bot]', id: 9, type: 'Bot' };
const base = { 'README.md': 'A ledger.\n' };
const change = { 'README.md': 'A ledger that balances.\n' };

const meta: RuleMeta = {
  id: 'MD-002.2',
  title: 'Machine approval counts',
  rationale:
    'A required approval stands for a person who has looked. When a bot can give it, or any workflow can, the requirement is met and nobody has.',
  remedy:
    'Switch off that workflows may approve, let a person approve, or name bot and paths in `allowBotApproval` of .phase-mirror.yml.',
  docs: 'docs/rules/MD-002.md#md-0022-machine-approval-counts',
  examples: [
    {
      title: 'a bot whose approval is needed to reach the count',
      answer: 'violation',
      base,
      change,
      ...reviewed({
        says: 'One approval is required; a bot has given it.',
        reviews: (head) => [approval(BOT, head)],
      }),
    },
    {
      title: 'workflows that may approve, on a branch that requires an approval',
      answer: 'violation',
      base,
      change,
      ...reviewed({
        says: 'One approval is required, bob has given it; workflows may approve pull requests.',
        mayApprove: true,
        reviews: (head) => [approval(BOB, head)],
      }),
    },
    {
      title: 'a bot beside a person whose approval is enough',
      answer: 'pass',
      base,
      change,
      ...reviewed({
        says: 'One approval is required; bob and a bot have given theirs.',
        reviews: (head) => [approval(BOT, head), approval(BOB, head)],
      }),
    },
    {
      title: 'a bot that the policy lets approve these paths',
      answer: 'pass',
      base: {
        ...base,
        ...policyFile('allowBotApproval:', "  - bot: 'approver[bot]'", "    paths: ['README.md']"),
      },
      change,
      ...reviewed({
        says: 'One approval is required; a bot has given it.',
        reviews: (head) => [approval(BOT, head)],
      }),
    },
    {
      title: 'a bot that the policy lets approve other paths',
      answer: 'violation',
      base: {
        ...base,
        ...policyFile('allowBotApproval:', "  - bot: 'approver[bot]'", "    paths: ['docs/']"),
      },
      change,
      ...reviewed({
        says: 'One approval is required; a bot has given it.',
        reviews: (head) => [approval(BOT, head)],
      }),
    },
    {
      title: 'no approval required: none counts',
      answer: 'pass',
      base,
      change,
      ...reviewed({
        says: 'No approval is required; workflows may approve pull requests.',
        approvals: 0,
        mayApprove: true,
      }),
    },
    {
      title: 'a setting that GitHub does not show',
      answer: 'unknown',
      base,
      told: {
        says: 'One approval is required; whether workflows may approve, GitHub does not show.',
        facts: () => ({
          live: exampleLive({
            claims: { state: 'known', value: [liveRuleset({ approvals: 1 })] },
            workflows: hidden('administration: read'),
          }),
        }),
      },
    },
  ],
};

/** Approvals of machines that count where an approval is required. */
export const machineApproval: Rule = { meta, judge };

function judge(facts: Facts): RuleResult {
  const { live } = facts;
  const required = live === undefined ? undefined : requiredApprovals(live);
  if (live === undefined || required === undefined) {
    return { findings: [], unknowns: [], judged: 0 };
  }
  const setting = judgeEach(meta.id, [live], (one) => judgeSetting(facts, one, required));
  const bots = judgeEach(meta.id, countedBots(facts, required), (review) =>
    judgeBot(facts, review, required, live),
  );
  return {
    findings: [
      ...setting.violations.map((one) => findingOf(meta.id, one, false)),
      ...bots.violations.map((one) => findingOf(meta.id, one, true)),
    ],
    unknowns: setting.unknowns,
    judged: setting.judged + bots.judged,
  };
}

function judgeSetting(
  facts: Facts,
  live: LiveFacts,
  { evidence }: RequiredApprovals,
): Violation | Question | undefined {
  const subject = 'can_approve_pull_request_reviews';
  const settings = valueOf(live.workflows);
  if (settings === undefined) return hiddenQuestion(subject, [live.workflows]);
  const allowed = policyOf(facts).allowBotApproval.some(({ bot }) => bot === ACTIONS_BOT);
  if (!settings.mayApprove || allowed) return undefined;
  return {
    subject,
    severity: 'high',
    confidence: 'high',
    title: 'workflows may approve pull requests',
    claim: evidence,
    reality: apiEvidence(
      'workflows may create and approve pull requests, and their approval counts',
      apiPath(live, 'actions/permissions/workflow'),
      '/can_approve_pull_request_reviews',
    ),
    why: 'Whoever can change a workflow on a branch can give himself the approval of github-actions[bot].',
    fix: 'Switch it off: Settings, Actions, General, "Allow GitHub Actions to create and approve pull requests".',
  };
}

const ACTIONS_BOT = 'github-actions[bot]';

/** Bots at the head commit without whom the count is not reached. */
function countedBots(facts: Facts, { count }: RequiredApprovals): readonly LiveReview[] {
  const approvals = valueOf(approvalsOf(facts));
  if (approvals === undefined) return [];
  const { valid, unsure, machines, pull } = approvals;
  const atHead = machines.filter(({ commit }) => commit === pull.head.commit);
  const people = valid.length + unsure.length;
  return people < count && people + atHead.length >= count ? atHead : [];
}

function judgeBot(
  facts: Facts,
  { author }: LiveReview,
  { evidence }: RequiredApprovals,
  live: LiveFacts,
): Violation | undefined {
  const files = valueOf(facts.change.files);
  const paths = policyOf(facts)
    .allowBotApproval.filter(({ bot }) => bot.toLowerCase() === author.login.toLowerCase())
    .flatMap((allowed) => allowed.paths);
  const matcher = matcherOf(paths);
  const covered =
    paths.length > 0 &&
    files !== undefined &&
    files.every(({ path, from }) => [path, from ?? path].every((one) => matcher.last(one) >= 0));
  if (covered) return undefined;
  const number = facts.change.event?.pull?.number ?? 0;
  return {
    subject: author.login,
    severity: 'high',
    confidence: 'high',
    title: `the approval of ${author.login} is needed to reach the count`,
    claim: evidence,
    reality: apiEvidence(
      `without ${author.login} the approvals of people are not enough`,
      apiPath(live, `pulls/${number}/reviews`),
    ),
    why: 'The branch asks for a person who has looked, and a machine has ticked the box.',
    fix: 'Let a person approve, or name the bot and these paths in `allowBotApproval`.',
  };
}
