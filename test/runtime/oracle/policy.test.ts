import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { collectFacts, gitCommand } from '../../../runtime/src/facts/index.js';
import { evaluate, type OracleSettings } from '../../../runtime/src/oracle.js';
import type { Report } from '../../../runtime/src/report/report.js';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { repository, type Files } from '../../support/repository.js';
import { openParts, SETTINGS } from './parts.js';

let opened: Awaited<ReturnType<typeof openParts>>;
beforeEach(async () => {
  opened = await openParts();
});
afterEach(() => opened.close());

/** The job `test` reports "Unit tests", and "test" is required: one contradiction of MD-001.1. */
const UNSOUND: Files = {
  ...workflowFile(['pull_request'], job('test', 'name: Unit tests')),
  ...rulesetFile({ contexts: ['test'] }),
};
const policy = (...lines: readonly string[]): Files => ({
  '.phase-mirror.yml': `${lines.join('\n')}\n`,
});
const suppress = (check: string, expires: string, subject = 'test'): readonly string[] => [
  'suppress:',
  `  - check: ${check}`,
  `    subject: ${subject}`,
  "    owner: '@example-org/platform'",
  '    reason: the runner moves',
  `    expires: ${expires}`,
];

const WITHOUT_STRICTNESS = {
  environment: SETTINGS.environment,
  dryRun: false,
  runId: SETTINGS.runId,
  version: SETTINGS.version,
};

async function judge(
  base: Files,
  change?: Files,
  settings: Partial<OracleSettings> = {},
): Promise<Report> {
  const repo = repository(base);
  if (change !== undefined) repo.branch('change', change);
  const facts = await collectFacts(gitCommand(repo.folder, process.env), {
    env: {},
    now: Date.parse('2026-11-22T12:00:00Z'),
  });
  repo.remove();
  return evaluate(
    () => Promise.resolve(facts),
    { ...WITHOUT_STRICTNESS, ...settings },
    opened.parts,
  );
}

const checks = (report: Report): readonly string[] => report.findings.map((f) => f.check);

describe('a suppression of the policy', () => {
  it('lets its finding through, counted with who answers for it', async () => {
    const report = await judge({ ...UNSOUND, ...policy(...suppress('MD-001.1', '2026-11-22')) });
    expect(checks(report)).not.toContain('MD-001.1');
    expect(report.suppressed).toMatchObject([
      {
        check: 'MD-001.1',
        subject: 'test',
        by: {
          kind: 'policy',
          path: '.phase-mirror.yml',
          line: 2,
          owner: '@example-org/platform',
          reason: 'the runner moves',
          expires: '2026-11-22',
        },
      },
    ]);
  });

  it('does nothing past its date, and says so', async () => {
    const report = await judge({ ...UNSOUND, ...policy(...suppress('MD-001.1', '2026-11-21')) });
    expect(checks(report)).toEqual(expect.arrayContaining(['MD-001.1', 'MD-004.7']));
    expect(report.suppressed).toEqual([]);
  });

  it('does nothing when the change itself brings it', async () => {
    const report = await judge(UNSOUND, policy(...suppress('MD-001.1', '2999-01-01')));
    expect(checks(report)).toContain('MD-001.1');
    expect(report.suppressed).toEqual([]);
  });

  it('holds for a change although the change removes it', async () => {
    const report = await judge(
      { ...UNSOUND, ...policy(...suppress('MD-001.1', '2999-01-01')) },
      policy('strictness: standard'),
    );
    expect(report.suppressed).toHaveLength(1);
  });

  it('is reported when nothing needs it, or no rule has its name', async () => {
    const sound = {
      ...workflowFile(['pull_request'], job('test')),
      ...rulesetFile({ contexts: ['test'] }),
    };
    for (const [check, title] of [
      ['MD-001.1', 'the suppression of MD-001.1 "test" suppresses nothing'],
      ['MD-999.1', 'the suppression of MD-999.1 "test" names no rule'],
    ] as const) {
      const report = await judge({ ...sound, ...policy(...suppress(check, '2999-01-01')) });
      expect(report.findings.filter((f) => f.check === 'MD-004.7')).toMatchObject([
        { title, severity: 'low' },
      ]);
    }
  });

  it('is not reported by the change that removes it with what it hid', async () => {
    const report = await judge(
      { ...UNSOUND, ...policy(...suppress('MD-001.1', '2999-01-01')) },
      { ...rulesetFile({ contexts: ['Unit tests'] }), '.phase-mirror.yml': null },
    );
    expect(checks(report)).not.toContain('MD-004.7');
  });

  it('is not called unused while its question is open', async () => {
    const report = await judge({
      ...workflowFile(['pull_request'], job('test')),
      ...policy(...suppress('MD-001.1', '2999-01-01')),
    });
    expect(checks(report)).not.toContain('MD-004.7');
  });
});

describe('an ignore comment', () => {
  const commented = (comment: string): Files => ({
    ...workflowFile(['pull_request'], job('test', `name: Unit tests ${comment}`)),
    ...rulesetFile({ contexts: ['test'] }),
  });

  it('lets the finding on its line through, once the branch holds it', async () => {
    const base = commented('# phase-mirror: ignore[MD-001] the runner moves');
    const report = await judge(base, { 'a.txt': '1' });
    expect(report.suppressed).toMatchObject([
      { check: 'MD-001.1', by: { kind: 'inline', reason: 'the runner moves' } },
    ]);
    expect(report.suppressed[0]?.by).not.toHaveProperty('owner');
  });

  it('does nothing where the change brings it, or where it gives no reason', async () => {
    const brought = await judge(commented(''), commented('# phase-mirror: ignore[MD-001.1] mine'));
    expect(checks(brought)).toContain('MD-001.1');
    const silent = await judge(commented('# phase-mirror: ignore[MD-001.1]'));
    expect(checks(silent)).toEqual(expect.arrayContaining(['MD-001.1', 'MD-004.7']));
  });

  it('is reported when nothing needs it', async () => {
    const sound = {
      ...workflowFile(
        ['pull_request'],
        job('test', 'name: test # phase-mirror: ignore[MD-001.1] once'),
      ),
      ...rulesetFile({ contexts: ['test'] }),
    };
    const report = await judge(sound);
    expect(report.findings.filter((f) => f.check === 'MD-004.7')).toMatchObject([
      { title: 'the ignore of MD-001.1 suppresses nothing', severity: 'low', place: { line: 7 } },
    ]);
  });
});

describe('the policy of the branch', () => {
  it('says how strict the judgement is, and the report says whose word that was', async () => {
    const report = await judge(
      { ...UNSOUND, ...policy('strictness: strict') },
      policy('strictness: standard'),
    );
    expect(report.provenance).toMatchObject({
      strictness: 'strict',
      limits: { critical: 0, high: 0, medium: 5 },
      policy: { from: 'base', strictness: '.phase-mirror.yml' },
    });
    expect(report.decision.outcome).toBe('block');
  });

  it('grades findings, and takes contexts of other apps for known', async () => {
    const report = await judge({
      ...workflowFile(['pull_request'], job('test')),
      ...rulesetFile({ contexts: ['test', 'license/cla'] }),
      ...policy('externalContexts: [license/*]', 'severity: {MD-001.6: info}'),
    });
    expect(report.unknowns.filter((u) => u.check === 'MD-001.1')).toEqual([]);
    expect(report.findings.every((f) => f.check !== 'MD-001.6' || f.severity === 'info')).toBe(
      true,
    );
  });

  it('blocks under strict where a question that must have an answer has none', async () => {
    const base = {
      ...workflowFile(['pull_request'], job('test')),
      ...policy('strictness: strict', 'mustVerify: [MD-001.1]'),
    };
    const report = await judge(base);
    expect(report.decision.outcome).toBe('block');
    expect(report.decision.reasons).toContainEqual({
      code: 'must-verify',
      outcome: 'block',
      text: 'the policy demands an answer to MD-001.1 (main)',
    });
    expect((await judge(base, undefined, { dryRun: true })).decision.outcome).toBe('warn');
  });

  it('is the built-in one, strictly, where it cannot be read', async () => {
    const report = await judge({ ...UNSOUND, ...policy('foo: 1') }, policy('strictness: standard'));
    expect(report.provenance.policy).toEqual({
      from: 'unreadable',
      commit: null,
      strictness: 'the policy cannot be read',
    });
    expect(report.unknowns).toContainEqual(
      expect.objectContaining({ check: 'facts', subject: 'policy-invalid' }),
    );
  });

  it('names secrets of its own, which no report shows', async () => {
    const redaction = policy(
      'redaction:',
      '  patterns:',
      '    - {name: ticket, pattern: "SEC-[0-9]{4}"}',
    );
    const report = await judge({
      ...workflowFile(['pull_request'], job('test', 'name: For SEC-1234')),
      ...rulesetFile({ contexts: ['SEC-1234'] }),
      ...redaction,
    });
    expect(JSON.stringify(report)).not.toContain('SEC-1234');
  });
});
