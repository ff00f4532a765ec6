import { basename } from 'node:path/posix';
import { gapsOf, valueOf, type Facts } from '../../facts/index.js';
import { matcherOf } from '../../facts/codeowners/matcher.js';
import { approvalsOf, whyNotValid, type Approvals } from '../approvals.js';
import type { RuleResult, Severity } from '../finding.js';
import { apiEvidence, hiddenQuestion } from '../live.js';
import { machinesOf, machineTitle, type ChangeMachine } from '../machines.js';
import { policyEvidence, policyOf } from '../policy-in-force.js';
import type { Rule } from '../rule.js';
import { findingOf, judgeEach, type Question, type Violation } from '../violation.js';
import { agentChangeMeta } from './agent-change-meta.js';

const CHECK = agentChangeMeta.id;

/** A machine changed what the policy keeps for people, and no person has agreed to it. */
export const agentChange: Rule = { meta: agentChangeMeta, judge };

/** Files of one controlled path that the change touches. */
interface Touched {
  readonly index: number;
  readonly pattern: string;
  readonly files: readonly string[];
}

function judge(facts: Facts): RuleResult {
  const patterns = policyOf(facts).autonomy.controlledPaths;
  const nothing = { findings: [], unknowns: [], judged: 0 };
  if (patterns.length === 0 || facts.before === undefined) return nothing;
  const files = valueOf(facts.change.files);
  const machines = machinesOf(facts);
  const unread = [facts.change.commits, facts.change.files].filter((a) => a.state !== 'known');
  if (files === undefined || (machines.length === 0 && unread.length > 0)) {
    const question = {
      ...hiddenQuestion('autonomy.controlledPaths', unread),
      remedy: 'Fetch the history: `git fetch --unshallow`, or `fetch-depth: 0` in checkout.',
    };
    return { ...nothing, unknowns: [{ ...question, check: CHECK }] };
  }
  const [machine] = machines;
  if (machine === undefined) return { ...nothing, judged: 1 };
  const paths = files.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from]));
  const touched = touchedBy(patterns, paths);
  const result = judgeEach(CHECK, touched, (one) => judgeOne(facts, machine, one));
  return {
    findings: result.violations.map((violation) => findingOf(CHECK, violation, true)),
    unknowns: result.unknowns,
    judged: result.judged,
  };
}

function touchedBy(patterns: readonly string[], paths: readonly string[]): readonly Touched[] {
  const matcher = matcherOf(patterns);
  const files = patterns.map((): string[] => []);
  for (const path of new Set(paths)) {
    for (const index of matcher.all(path)) files[index]?.push(path);
  }
  return patterns
    .map((pattern, index) => ({ index, pattern, files: files[index] ?? [] }))
    .filter(({ files: found }) => found.length > 0);
}

/** What a maintenance bot raises versions in, by the tool's own name for the file. */
const LOCK_FILES: ReadonlySet<string> = new Set([
  ...['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock'],
  ...['Cargo.lock', 'go.sum', 'poetry.lock', 'Pipfile.lock', 'uv.lock', 'pdm.lock'],
  ...['Gemfile.lock', 'composer.lock', 'mix.lock', 'pubspec.lock', 'Package.resolved'],
  ...['packages.lock.json', 'gradle.lockfile', '.terraform.lock.hcl', 'flake.lock'],
]);

function judgeOne(
  facts: Facts,
  machine: ChangeMachine,
  touched: Touched,
): Violation | Question | undefined {
  const { pattern, files } = touched;
  const onlyLocks = files.every((path) => LOCK_FILES.has(basename(path)));
  if (machine.kind === 'maintenance' && onlyLocks) return undefined;
  const answer = approvalsOf(facts);
  const approvals = valueOf(answer);
  if (approvals === undefined) {
    return {
      ...hiddenQuestion(pattern, [answer]),
      reason: `${machineTitle(machine)} changed ${listed(files)}; ${gapsOf(answer)[0]?.reason ?? ''}`,
    };
  }
  if (approvals.valid.length > 0) return undefined;
  if (approvals.unsure.length > 0) {
    return hiddenQuestion(
      pattern,
      approvals.unsure.map(({ mayWrite }) => mayWrite),
    );
  }
  return violation(facts, machine, touched, approvals);
}

function violation(
  facts: Facts,
  machine: ChangeMachine,
  { index, pattern, files }: Touched,
  approvals: Approvals,
): Violation {
  // On `opened` no review can exist yet: the finding warns, and the next event judges.
  const early = facts.change.event?.action === 'opened';
  const repository = facts.live?.repository ?? facts.change.repository;
  const path = `/repos/${repository}/pulls/${approvals.pull.number}/reviews`;
  return {
    subject: pattern,
    severity: early ? 'medium' : severityOf(machine),
    confidence: machine.by === 'trailer' ? 'medium' : 'high',
    title: `${machine.machine} changed ${pattern} and no person has approved it`,
    claim: policyEvidence(
      facts,
      `/autonomy/controlledPaths/${index}`,
      `no agent changes ${pattern} without the approval of a person`,
    ),
    reality: apiEvidence(
      `${machineTitle(machine)} changed ${listed(files)}; ${whyNotValid(approvals)}${early ? ', and on `opened` nobody can have' : ''}`,
      path,
    ),
    why: 'Nobody answers for the change: what a machine wrote here goes in as if a person had decided it.',
    fix: 'Let somebody approve the head commit who may write here, and neither wrote the change nor asked for it.',
  };
}

/** A trailer is what anybody can write, and a workflow may have been started by a person. */
function severityOf({ kind, by }: ChangeMachine): Severity {
  if (by === 'trailer' || kind === 'automation') return 'medium';
  return kind === 'agent' ? 'critical' : 'high';
}

const SHOWN = 3;

function listed(files: readonly string[]): string {
  const more = files.length - SHOWN;
  return `${files.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
