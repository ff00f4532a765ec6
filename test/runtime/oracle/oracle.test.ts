import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { digestOf, type Facts } from '../../../runtime/src/facts/index.js';
import { evaluate, type OracleParts, type OracleSettings } from '../../../runtime/src/oracle.js';
import { findingIdOf } from '../../../runtime/src/policy/finding-id.js';
import { verifySeal } from '../../../runtime/src/privacy/index.js';
import { renderJson } from '../../../runtime/src/report/json.js';
import { reportSchema, SCHEMA_HASH } from '../../../runtime/src/report/report-schema.js';
import { sealContext, sealedText, type Report } from '../../../runtime/src/report/report.js';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { telemetry, type Batch } from '../../../runtime/src/telemetry/index.js';
import { demotionOf, promotionOf } from '../../contract/enforcement-steps.js';
import { factsOf, openParts, SETTINGS, SOUND, UNSOUND } from './parts.js';

let opened: Awaited<ReturnType<typeof openParts>>;
beforeEach(async () => {
  opened = await openParts();
});
afterEach(() => opened.close());

/** From now on the store, the nonces and the oracle live at this time. */
async function at(time: string): Promise<{ time: number }> {
  opened.close();
  const clock = { time: Date.parse(time), now: () => clock.time };
  opened = await openParts(clock);
  return clock;
}

const run = (
  facts: Facts,
  settings: Partial<OracleSettings> = {},
  parts: Partial<OracleParts> = {},
): Promise<Report> =>
  evaluate(
    () => Promise.resolve(facts),
    { ...SETTINGS, ...settings },
    { ...opened.parts, ...parts },
  );

describe('an evaluation', () => {
  it('blocks what a change makes unsound, and allows its sound twin', async () => {
    const unsound = await run(await factsOf(UNSOUND));
    expect(unsound.decision.outcome).toBe('block');
    expect(unsound.findings.map((f) => [f.check, f.severity, f.subject])).toEqual([
      ['MD-001.1', 'critical', 'build'],
    ]);
    const sound = await run(await factsOf(SOUND));
    expect(sound.decision.outcome).toBe('allow');
    expect([sound.findings, sound.unknowns, sound.degraded]).toEqual([[], [], []]);
  });

  it('gives the same bytes for the same facts', async () => {
    const facts = await factsOf(UNSOUND);
    const first = renderJson(await run(facts, { runId: 'run-1' }));
    const again = renderJson(await run(structuredClone(facts), { runId: 'run-2' }));
    expect(again).toBe(first);
  });

  it('gives a report of its schema, and L0 holds the schema to its hash', async () => {
    const schema = z.fromJSONSchema(reportSchema);
    for (const facts of [
      await factsOf(UNSOUND),
      await factsOf(SOUND),
      await factsOf([{ 'a.txt': '1' }, {}]),
    ]) {
      const report: unknown = JSON.parse(renderJson(await run(facts)));
      expect(schema.safeParse(report).error).toBeUndefined();
      expect(schema.safeParse({ ...(report as object), extra: 1 }).success).toBe(false);
    }
    expect(SCHEMA_HASH).toBe(digestOf(reportSchema));
  });

  it('seals the report: any changed text breaks the seal', async () => {
    const report = await run(await factsOf(UNSOUND));
    const { ring } = await opened.parts.nonces.keys();
    expect(verifySeal(ring, sealedText(report), sealContext(report), report.seal)).toBe(true);
    const forged = { ...report, decision: { ...report.decision, outcome: 'allow' as const } };
    expect(verifySeal(ring, sealedText(forged), sealContext(forged), report.seal)).toBe(false);
    const moved = { ...report, change: { ...report.change, repository: 'other/repo' } };
    expect(
      verifySeal(ring, sealedText(moved as Report), sealContext(moved as Report), report.seal),
    ).toBe(false);
  });

  it('lets no secret of a workflow out', async () => {
    const secret = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
    const facts = await factsOf([
      workflowFile(['pull_request'], job('build', `name: Deploy ${secret}`)),
      rulesetFile({ contexts: ['build'] }),
    ]);
    const json = renderJson(await run(facts));
    expect(json).not.toContain(secret);
    expect(json).toContain('[redacted:github-token:v1:');
  });

  it('filters what a person marked as a false positive', async () => {
    const facts = await factsOf(UNSOUND);
    const [finding] = (await run(facts)).findings;
    if (finding === undefined) throw new Error('nothing found');
    await opened.stores.fp.markFalsePositive({
      findingId: findingIdOf(facts.change.repository, finding),
      by: 'ada',
      ticket: 'T-1',
    });
    const report = await run(facts, { runId: 'run-2' });
    expect(report.decision.outcome).toBe('allow');
    expect(report.falsePositives).toEqual([
      {
        check: 'MD-001.1',
        severity: finding.severity,
        subject: 'build',
        title: finding.title,
        fingerprint: finding.fingerprint,
        place: finding.place,
      },
    ]);
  });

  it('keeps one event a finding and run, and counts a block once however often a run is repeated', async () => {
    const facts = await factsOf(UNSOUND);
    await at('2026-11-21T23:30:00.000Z');
    await run(facts);
    await run(facts);
    await run(facts, { runId: 'run-2' });
    const events = await opened.stores.fp.getWindowByCount('MD-001', 10);
    expect(events.map((e) => [e.runId, e.outcome, e.check])).toEqual(
      expect.arrayContaining([
        ['run-1', 'block', 'MD-001.1'],
        ['run-2', 'block', 'MD-001.1'],
      ]),
    );
    expect(events).toHaveLength(2);
    const key = { rule: 'MD-001', repository: facts.change.repository, hour: '2026-11-21T23' };
    expect(await opened.stores.blocks.counts([key])).toEqual([2]);
  });

  it('gives way when a rule blocks too often, says so, and blocks again in the hour after', async () => {
    const facts = await factsOf(UNSOUND);
    const clock = await at('2026-11-21T23:00:00.000Z');
    const { parameters } = opened.stores;
    const thresholds = () => Promise.resolve({ blocksPerHour: 2 });
    const stores = { ...opened.stores, parameters: { ...parameters, thresholds } };
    const outcomes: string[] = [];
    for (const n of [1, 2, 3, 4]) {
      clock.time += 60_000;
      const { decision } = await run(facts, { runId: `run-${n}` }, { stores });
      outcomes.push(decision.outcome);
      if (n === 4) expect(decision.reasons.map((r) => r.code)).toEqual(['over-limit', 'breaker']);
    }
    expect(outcomes).toEqual(['block', 'block', 'block', 'warn']);
    clock.time = Date.parse('2026-11-22T00:00:00.000Z');
    expect((await run(facts, { runId: 'run-9' }, { stores })).decision.outcome).toBe('block');
  });

  it('warns where a rule is demoted, says since when and why, and counts no block', async () => {
    const facts = await factsOf(UNSOUND);
    await at('2026-11-22T12:00:00.000Z');
    await opened.stores.calibration.changeEnforcement(demotionOf('MD-001'), 0);
    const { decision } = await run(facts);
    expect(decision).toEqual({
      outcome: 'warn',
      reasons: [
        {
          code: 'demoted',
          outcome: 'warn',
          text: 'MD-001 warns and does not block since 2026-11-22: 60 of 80 reviewed findings were false positives',
        },
      ],
    });
    const key = { rule: 'MD-001', repository: facts.change.repository, hour: '2026-11-22T12' };
    expect(await opened.stores.blocks.counts([key])).toEqual([0]);
    const promotion = promotionOf('MD-001', '2026-11-22T12:00:00.000Z');
    await opened.stores.calibration.changeEnforcement(promotion, 1);
    expect((await run(facts, { runId: 'run-2' })).decision.outcome).toBe('block');
  });

  it('records nothing in a dry run', async () => {
    const report = await run(await factsOf(UNSOUND), { dryRun: true });
    expect(report.decision.outcome).toBe('warn');
    expect(await opened.stores.fp.getWindowByCount('MD-001', 10)).toEqual([]);
  });

  it('measures and logs the run, redacted', async () => {
    const batches: Batch[] = [];
    const log = telemetry({
      environment: 'local',
      shipper: { ship: (batch) => Promise.resolve(void batches.push(batch)) },
    });
    await run(await factsOf(UNSOUND), {}, { telemetry: log });
    await log.flush();
    expect(batches[0]?.metrics.map((m) => m.id).sort()).toEqual([
      'Blocks',
      'EvaluationDuration',
      'Evaluations',
      'NonceAgeDays',
    ]);
    expect(JSON.parse(batches[0]?.lines[0]?.text ?? '{}')).toMatchObject({
      event: 'evaluation.completed',
      outcome: 'block',
      findings: 1,
      runId: 'run-1',
    });
  });
});
