import type { RuleWindow } from '../../runtime/src/report/html/window-chart.js';
import type { Report } from '../../runtime/src/report/report.js';
import { fingerprintOf, type Finding } from '../../runtime/src/rules/finding.js';
import { finding, fullReport, markedFinding, report } from '../runtime/report/sample.js';

const CI = '.github/workflows/ci.yml';
const RULESET = '.github/rulesets/main.json';

function found(changes: Partial<Finding> & Pick<Finding, 'check' | 'subject'>): Finding {
  const place = changes.claim?.place ?? { path: RULESET, line: 1 };
  return finding({ place, ...changes, fingerprint: fingerprintOf(changes.check, changes.subject) });
}

const FINDINGS: readonly Finding[] = [
  found({
    check: 'MD-001.1',
    severity: 'critical',
    subject: 'build',
    title: 'required check "build" is never reported',
    claim: {
      says: 'the ruleset "main" requires the check "build"',
      place: { path: RULESET, line: 30, column: 24, endColumn: 31 },
      quote: '          { "context": "build", "integration_id": 15368 }',
    },
    reality: {
      says: 'that is the id of the job build; its `name` makes it report "Build and test"',
      place: { path: CI, line: 28, column: 11, endColumn: 25 },
      quote: '    name: Build and test',
    },
    why: 'GitHub waits for a check of exactly this name, so no pull request into main can be merged without a bypass.',
    fix: 'Require "Build and test" in .github/rulesets/main.json, or remove `name` from the job.',
    introduced: true,
  }),
  found({
    check: 'MD-102.1',
    severity: 'critical',
    subject: 'Lint',
    title: 'required check "Lint" is not reported in the merge queue',
    claim: {
      says: 'the ruleset "main" requires the check "Lint" and queues merges',
      place: { path: RULESET, line: 29, column: 24, endColumn: 30 },
      quote: '          { "context": "Lint", "integration_id": 15368 },',
    },
    reality: {
      says: '.github/workflows/ci.yml starts on pull_request, push, not on merge_group',
      place: { path: CI, line: 4, column: 3, endColumn: 15 },
      quote: '  pull_request:',
    },
    why: 'The queue waits for the check until it times out and then throws the pull request out, so nothing merges into main.',
    fix: 'Add `merge_group:` to the `on` of .github/workflows/ci.yml.',
    introduced: true,
  }),
  found({
    check: 'MD-001.1',
    severity: 'high',
    subject: 'integration',
    title: 'required check "integration" is never reported',
    claim: {
      says: 'the branch protection of main requires the check "integration"',
      place: { path: '.github/branch-protection.json', line: 8, column: 9, endColumn: 22 },
      quote: '        "integration",',
    },
    reality: {
      says: 'what GitHub enforces on main has another list',
      api: 'GET /repos/acme/ledger/rules/branches/main /3/parameters/required_status_checks',
      quote: '',
    },
    why: 'GitHub waits for a check of exactly this name.',
    fix: 'Require the name that the job reports.',
  }),
  found({
    check: 'MD-999.9',
    severity: 'medium',
    subject: 'a-very-long-name-without-any-place-to-break-it-'.repeat(3),
    title: `a very long name without a place to break it: ${'abcdefghij'.repeat(12)}`,
    claim: {
      says: 'a line of the file that is as long as a quote can be',
      place: {
        path: `${'deeply/nested/'.repeat(6)}file.yml`,
        line: 123456,
        column: 1,
        endColumn: 9,
      },
      quote: `password: ${'x'.repeat(110)}`,
    },
    reality: { says: 'nothing of the kind', quote: '' },
    why: 'It must neither be cut nor make a phone scroll to the side.',
    fix: 'Nothing: this finding is only long.',
  }),
  ...Array.from({ length: 4 }, (_, i) =>
    found({
      check: 'MD-102.1',
      severity: i < 2 ? 'low' : 'info',
      subject: `deploy (${i})`,
      title: `required check "deploy (${i})" is worth a look`,
      claim: { says: 'it is required', place: { path: RULESET, line: 40 + i }, quote: '  { }' },
    }),
  ),
];

/** A report with everything that a page can hold, as a person may really get it. */
export function richReport(): Report {
  return fullReport({
    decision: {
      outcome: 'block',
      reasons: [
        { code: 'over-limit', outcome: 'block', text: '2 critical findings, at most 0 allowed' },
        { code: 'within-limit', outcome: 'warn', text: '2 findings within the limits' },
        { code: 'unknown', outcome: 'warn', text: '2 questions could not be answered' },
      ],
    },
    findings: FINDINGS,
    falsePositives: [
      { ...markedFinding('nightly'), title: 'required check "nightly" is never reported' },
    ],
    unknowns: [
      {
        check: 'MD-001.1',
        subject: 'codecov/project',
        reason: 'the token may not read which apps report to this repository',
        remedy: 'List it in `externalContexts`, or give the token this permission.',
        place: { path: RULESET, line: 31 },
        missing: 'checks: read',
      },
      {
        check: 'facts',
        subject: 'history-incomplete',
        reason: 'the history between base and head is incomplete',
        remedy: 'Fetch it: `git fetch --unshallow`, or `fetch-depth: 0` in actions/checkout.',
      },
    ],
    degraded: ['false positives are not filtered: the store was throttled'],
  });
}

/** A report of a change that may pass: findings within the limits, and one question without an answer. */
export function warnedReport(): Report {
  return report({
    decision: {
      outcome: 'warn',
      reasons: [
        { code: 'within-limit', outcome: 'warn', text: '1 finding within the limits' },
        { code: 'unknown', outcome: 'warn', text: '1 question could not be answered' },
      ],
    },
    findings: FINDINGS.filter(({ check, severity }) => check === 'MD-001.1' && severity === 'high'),
    unknowns: richReport().unknowns.slice(0, 1),
  });
}

/** A report of a repository where nearly everything is wrong. */
export function crowdedReport(): Report {
  return fullReport({
    decision: {
      outcome: 'block',
      reasons: [
        { code: 'over-limit', outcome: 'block', text: '200 critical findings, at most 0 allowed' },
      ],
    },
    findings: Array.from({ length: 400 }, (_, i) => {
      const [critical, , high] = FINDINGS as [Finding, Finding, Finding];
      const like = i < 200 ? critical : high;
      const subject = `${like.subject} (${i})`;
      const title = `required check "${subject}" is never reported`;
      return { ...like, subject, title, fingerprint: fingerprintOf(like.check, subject) };
    }),
  });
}

/** One rule with a long history, one that nobody has reviewed. */
export const WINDOWS: readonly RuleWindow[] = [
  {
    rule: 'MD-001',
    verdicts: Array.from({ length: 60 }, (_, i) =>
      i % 9 === 4 ? 'false-positive' : i % 3 === 0 ? 'pending' : 'true-positive',
    ),
    rate: { observed: 7 / 44, low: 0.0794, high: 0.2937 },
  },
  { rule: 'MD-102', verdicts: ['pending', 'pending', 'pending'] },
];
