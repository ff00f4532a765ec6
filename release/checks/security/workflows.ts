import {
  collectFacts,
  gitCommand,
  gapsOf,
  known,
  valueOf,
  type Facts,
} from '../../../runtime/src/facts/index.js';
import { policyOf } from '../../../runtime/src/rules/policy-in-force.js';
import { RULES } from '../../../runtime/src/rules/rules.js';
import { runRules } from '../../../runtime/src/rules/run-rules.js';
import type { Answer, Check } from '../check.js';

/** Pinned: MD-001.6, MD-003.1, MD-003.5. Least privilege: MD-002.3, MD-002.4, MD-002.5. */
const ASKED: ReadonlySet<string> = new Set([
  'MD-001.6',
  'MD-002.3',
  'MD-002.4',
  'MD-002.5',
  'MD-003.1',
  'MD-003.5',
]);

export const workflows: Check = {
  id: 'security/workflows',
  category: 'security',
  question: 'Are the workflows pinned and least privileged, as our own oracle judges them?',
  remedy: 'Do what the finding says (`npx phase-mirror check`, `npx phase-mirror explain RULE`).',
  async examine({ root, io, note }) {
    const facts = await collectFacts(gitCommand(root, io.env), { env: {}, now: io.now() });
    const rules = RULES.filter(({ meta }) => ASKED.has(meta.id));
    const outcomes = await runRules(rules, demanding(facts));
    for (const { check, findings, unknowns, judged } of outcomes) {
      note(`${check}: ${judged} judged, ${findings.length} findings, ${unknowns.length} unknown`);
      for (const { severity, title, place } of findings) {
        note(`  ${severity} ${title} (${place.path}:${place.line})`);
      }
      for (const { subject, reason } of unknowns) note(`  ?? ${subject}: ${reason}`);
    }
    const { workflows, checks, actions } = facts.head;
    const read = [workflows, checks, ...(actions === undefined ? [] : [actions])];
    // What GitHub cannot read, it does not start; here it hides what it would do.
    const unread = read.flatMap(gapsOf).map(({ reason }) => reason);
    return judge(outcomes, valueOf(workflows)?.length ?? 0, unread);
  },
};

/** As if the policy asked for least privilege: a release does, whatever the repository's policy says. */
function demanding(facts: Facts): Facts {
  const policy = policyOf(facts);
  const inForce = valueOf(facts.policy.inForce);
  const file = {
    path: inForce?.file?.path ?? 'the release',
    policy: { ...policy, require: { ...policy.require, leastPrivilege: true } },
    at: inForce?.file?.at ?? {},
  };
  const commit = inForce?.commit ?? facts.change.head;
  const from = inForce?.from ?? ('head' as const);
  return { ...facts, policy: { ...facts.policy, inForce: known({ from, commit, file }) } };
}

function judge(
  outcomes: Awaited<ReturnType<typeof runRules>>,
  workflows: number,
  unread: readonly string[],
): Answer {
  const findings = outcomes.flatMap((one) => one.findings);
  const broken = findings.find(({ kind }) => kind === 'evaluation-error');
  if (broken !== undefined) return { outcome: 'could-not-run', why: broken.reality.says };
  if (findings.length > 0) {
    const subjects = findings.map(({ check, subject }) => `${check} ${subject}`);
    return { outcome: 'fail', why: `${findings.length}: ${subjects.join('; ')}`, subjects };
  }
  if (unread.length > 0) return { outcome: 'could-not-run', why: [...new Set(unread)].join('; ') };
  const unknowns = outcomes.flatMap((one) => one.unknowns);
  const [first] = unknowns;
  if (first !== undefined) {
    const more = unknowns.length > 1 ? ` and ${unknowns.length - 1} more` : '';
    return { outcome: 'could-not-run', why: `${first.subject}: ${first.reason}${more}` };
  }
  const judged = outcomes.reduce((sum, one) => sum + one.judged, 0);
  return workflows === 0
    ? { outcome: 'not-applicable', why: 'there is no workflow' }
    : { outcome: 'pass', why: `${judged} subjects of ${outcomes.length} rules are sound` };
}
