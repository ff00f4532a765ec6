import { describe, expect, it } from '@jest/globals';
import {
  job,
  policyFile,
  rulesetFile,
  workflowFile,
} from '../../../runtime/src/rules/example-files.js';
import { failOpenGate } from '../../../runtime/src/rules/MD-001/fail-open-gate.js';
import { shapeShiftingGate } from '../../../runtime/src/rules/MD-001/shape-shifting-gate.js';
import type { Files } from '../../support/repository.js';
import { judge } from './judge.js';

const CI = '.github/workflows/ci.yml';
const RULESET = '.github/rulesets/main.json';
const ci = (...jobs: readonly (readonly string[])[]): Files =>
  workflowFile(['pull_request'], jobs.flat());
const requiring = (...contexts: readonly string[]): Files => rulesetFile({ contexts });

describe('MD-001.4: a fail-open gate', () => {
  const gate = (...lines: readonly string[]): Files => ({
    ...ci(job('lint'), job('test', 'needs: lint'), job('gate', ...lines)),
    ...requiring('gate'),
  });

  it('names every job whose failure it lets through', async () => {
    const { findings } = await judge(failOpenGate, { base: gate('needs: test') });
    expect(findings).toMatchObject([
      {
        severity: 'high',
        confidence: 'high',
        subject: 'gate',
        claim: { place: { path: RULESET, line: 20 } },
        reality: {
          says: 'the job gate is skipped when "lint", "test" fails, and a skipped check counts as success',
          place: { path: CI, line: 14 },
          quote: '  gate:',
        },
      },
    ]);
  });

  it('is less sure of a job that always runs and may judge by other means', async () => {
    const { findings } = await judge(failOpenGate, { base: gate('needs: test', 'if: always()') });
    expect(findings).toMatchObject([
      { confidence: 'medium', reality: { place: { path: CI, line: 17 } } },
    ]);
  });

  it.each([
    [
      'results in an environment variable',
      ['needs: test', 'if: always()', 'env: {R: "${{ toJSON(needs) }}"}'],
    ],
    [
      'results joined',
      ['needs: [test]', 'if: always()', 'env: {R: "${{ join(needs.*.result, \',\') }}"}'],
    ],
    ['no needs', []],
  ])('is none with %s', async (_, lines) => {
    expect((await judge(failOpenGate, { base: gate(...lines) })).findings).toEqual([]);
  });

  it('is none where a chain of needs is required throughout', async () => {
    const base = { ...gate('needs: test'), ...requiring('gate', 'test', 'lint') };
    expect((await judge(failOpenGate, { base })).findings).toEqual([]);
    const open = { ...gate('needs: test'), ...requiring('gate', 'test') };
    const { findings } = await judge(failOpenGate, { base: open });
    expect(findings.map((f) => f.subject)).toEqual(['gate', 'test']);
    expect(findings[0]?.reality.says).toContain('when "lint" fails');
  });

  it('is none where the need cannot fail', async () => {
    const base = {
      ...ci(job('lint', 'continue-on-error: true'), job('gate', 'needs: lint')),
      ...requiring('gate'),
    };
    expect((await judge(failOpenGate, { base })).findings).toEqual([]);
  });
});

describe('MD-001.5: a shape-shifting gate', () => {
  const conditional = (condition: string): Files => ({
    ...ci(job('gate', `if: ${JSON.stringify(condition)}`)),
    ...requiring('gate'),
  });

  it('is told at its condition', async () => {
    const { findings } = await judge(shapeShiftingGate, {
      base: conditional('github.event.pull_request.draft == false'),
    });
    expect(findings).toMatchObject([
      {
        severity: 'medium',
        subject: 'gate',
        title: 'required check "gate" is green when its job is skipped',
        claim: { place: { path: RULESET, line: 20 } },
        reality: { place: { path: CI, line: 7 } },
      },
    ]);
  });

  it.each([
    "github.actor != 'dependabot[bot]'",
    "github.head_ref != 'release'",
    "github.event.action == 'opened'",
    "startsWith(github.ref, 'refs/heads/')",
    'github.event.pull_request.head.repo.full_name == github.repository',
    "vars.RUN == 'true' && github.actor != 'x'",
  ])('with if: %s', async (condition) => {
    const { findings } = await judge(shapeShiftingGate, { base: conditional(condition) });
    expect(findings).toHaveLength(1);
  });

  it.each([
    "github.event_name != 'push'",
    "github.base_ref == 'main'",
    "github.event.pull_request.base.ref == 'main'",
    "github.event.action != 'closed'",
    "github.repository_owner == 'acme'",
    "github.event.pull_request.state == 'open' && !github.event.pull_request.merged",
    "startsWith(github.ref, 'refs/pull/')",
    '!cancelled()',
    'success()',
  ])('is none with if: %s', async (condition) => {
    const { findings, unknowns } = await judge(shapeShiftingGate, { base: conditional(condition) });
    expect([findings, unknowns]).toEqual([[], []]);
  });

  it('says that the job it needs decides', async () => {
    const { findings } = await judge(shapeShiftingGate, {
      base: {
        ...ci(job('changes', 'if: github.actor != 0'), job('gate', 'needs: changes')),
        ...requiring('gate'),
      },
    });
    expect(findings[0]?.reality).toMatchObject({
      says: 'the `if` of changes, which it needs, can leave the job out, and a skipped check counts as success',
      place: { line: 7 },
    });
  });

  it('is a question where two jobs report the name, each under a condition', async () => {
    const { findings, unknowns } = await judge(shapeShiftingGate, {
      base: {
        ...ci(
          job('a', 'name: gate', 'if: github.actor == 0'),
          job('b', 'name: gate', 'if: github.actor != 0'),
        ),
        ...requiring('gate'),
      },
    });
    expect(findings).toEqual([]);
    expect(unknowns).toMatchObject([{ check: 'MD-001.5', subject: 'gate' }]);
  });

  it('is none where a push starts it: which branch that is decides the condition', async () => {
    const base = {
      ...workflowFile(['push'], job('gate', "if: github.ref != 'refs/heads/main'")),
      ...requiring('gate'),
    };
    expect((await judge(shapeShiftingGate, { base })).findings).toEqual([]);
  });

  it('may be allowed by pattern', async () => {
    const base = { ...conditional('github.actor != 0'), ...policyFile('allowSkip: ["ga*"]') };
    expect((await judge(shapeShiftingGate, { base })).findings).toEqual([]);
  });
});
