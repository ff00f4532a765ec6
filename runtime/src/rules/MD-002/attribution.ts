import { valueOf, type Facts } from '../../facts/index.js';
import { changeRule } from '../change-rule.js';
import { policyFile } from '../example-files.js';
import { quoted } from '../reported.js';
import { policyEvidence, policyOf } from '../policy-in-force.js';
import type { RuleMeta } from '../rule.js';
import { judgeEach, NOTHING_JUDGED, type TreeResult, type Violation } from '../violation.js';

type Commit = NonNullable<ReturnType<typeof commitsOf>>[number];

const readme = { 'README.md': 'A ledger.\n' };
const change = { 'README.md': 'A ledger that balances.\n' };
const BY_COPILOT = 'Copilot <198982749+Copilot@users.noreply.github.com>';
const CREDIT = 'Co-authored-by: Claude <noreply@anthropic.com>';

const meta: RuleMeta = {
  id: 'MD-002.8',
  title: 'Attribution of agents',
  rationale:
    'Whether the history says which changes an agent helped with is a decision of the project, for licences, audits and review. A commit that does otherwise makes the history an unreliable witness.',
  remedy:
    'Add `Co-authored-by` or `Assisted-by` to the commit of an agent, or take it away, as `disclosure` of .phase-mirror.yml says.',
  docs: 'docs/rules/MD-002.md#md-0028-attribution-of-agents',
  examples: [
    {
      title: 'an agent without a trailer where attribution is required',
      answer: 'violation',
      base: { ...readme, ...policyFile('disclosure: require') },
      change,
      author: BY_COPILOT,
    },
    {
      title: 'a trailer where attribution is forbidden',
      answer: 'violation',
      base: { ...readme, ...policyFile('disclosure: forbid') },
      change,
      message: `Balance the ledger\n\n${CREDIT}\n`,
    },
    {
      title: 'an agent with a trailer where attribution is required',
      answer: 'pass',
      base: { ...readme, ...policyFile('disclosure: require') },
      change,
      author: BY_COPILOT,
      message: 'Balance the ledger\n\nAssisted-by: GitHub Copilot\n',
    },
    {
      title: 'a person without a trailer: a missing trailer proves nothing',
      answer: 'pass',
      base: { ...readme, ...policyFile('disclosure: require') },
      change,
    },
    {
      title: 'a trailer for a person where attribution of agents is forbidden',
      answer: 'pass',
      base: { ...readme, ...policyFile('disclosure: forbid') },
      change,
      message: 'Balance the ledger\n\nCo-authored-by: Claude Example <claude@example.com>\n',
    },
    { title: 'no policy about it', answer: 'pass', base: readme, change, author: BY_COPILOT },
  ],
};

/** Commits of agents without, or with, a trailer that names them, against what the policy asks for. */
export const attribution = changeRule(meta, judge);

const commitsOf = (facts: Facts) => valueOf(facts.change.commits);

function judge(facts: Facts): TreeResult {
  const { disclosure } = policyOf(facts);
  if (disclosure === undefined) return NOTHING_JUDGED;
  return judgeEach(meta.id, commitsOf(facts) ?? [], (commit) =>
    disclosure === 'require' ? undisclosed(facts, commit) : disclosed(facts, commit),
  );
}

function undisclosed(facts: Facts, { id, machines }: Commit): Violation | undefined {
  const agent = machines.find(({ kind, where }) => kind === 'agent' && where !== 'trailer');
  if (agent === undefined || machines.some(({ where }) => where === 'trailer')) return undefined;
  return violation(
    facts,
    id,
    'commits of agents carry an attribution trailer',
    `${agent.machine} is the ${agent.where} of commit ${id.slice(0, 12)}, and no trailer names it`,
    'Add the trailer when the commit is made: `git commit --amend --trailer "Assisted-by: <agent>"`.',
  );
}

function disclosed(facts: Facts, { id, machines, trailers }: Commit): Violation | undefined {
  const named = machines.find(({ where }) => where === 'trailer');
  if (named === undefined) return undefined;
  const keys = trailers
    .map(({ key }) => key)
    .filter((key) => /^(co-authored|assisted)-by$/i.test(key));
  return violation(
    facts,
    id,
    'commits carry no attribution trailer of agents',
    `a trailer ${quoted(keys[0] ?? '')} of commit ${id.slice(0, 12)} names ${named.machine}`,
    'Take the trailer out of the message: `git commit --amend`, or `git rebase` for an older commit.',
  );
}

function violation(
  facts: Facts,
  id: string,
  says: string,
  reality: string,
  fix: string,
): Violation {
  return {
    subject: `commit ${id}`,
    severity: 'low',
    confidence: 'high',
    title: `commit ${id.slice(0, 12)} is not attributed as the policy says`,
    claim: policyEvidence(facts, '/disclosure', says),
    reality: { says: reality, quote: '' },
    why: 'Whoever reads the history later cannot tell which changes an agent made.',
    fix,
  };
}
