import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Facts } from '../../../runtime/src/facts/index.js';
import { evaluate, type OracleParts, type OracleSettings } from '../../../runtime/src/oracle.js';
import { nonceCache } from '../../../runtime/src/privacy/index.js';
import type { Report } from '../../../runtime/src/report/report.js';
import { phantomContextMeta } from '../../../runtime/src/rules/MD-001/meta.js';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import type { Rule } from '../../../runtime/src/rules/rule.js';
import { RULES } from '../../../runtime/src/rules/rules.js';
import type { Stores } from '../../../runtime/src/stores/index.js';
import { telemetry } from '../../../runtime/src/telemetry/index.js';
import { demotionOf } from '../../contract/enforcement-steps.js';
import { factsOf, openParts, SETTINGS, SOUND, UNSOUND } from './parts.js';

let opened: Awaited<ReturnType<typeof openParts>>;
beforeEach(async () => {
  opened = await openParts();
});
afterEach(() => opened.close());

type Broken = {
  readonly [K in 'fp' | 'blocks' | 'calibration' | 'parameters']?: Partial<Stores[K]>;
};

/** The stores with some operations replaced. */
function breaking(broken: Broken): OracleParts['stores'] {
  const { stores } = opened;
  return {
    spool: stores.spool,
    fp: { ...stores.fp, ...broken.fp },
    blocks: { ...stores.blocks, ...broken.blocks },
    calibration: { ...stores.calibration, ...broken.calibration },
    parameters: { ...stores.parameters, ...broken.parameters },
  };
}

const run = (
  facts: Facts,
  parts: Partial<OracleParts> = {},
  settings: Partial<OracleSettings> = {},
): Promise<Report> =>
  evaluate(
    () => Promise.resolve(facts),
    { ...SETTINGS, ...settings },
    { ...opened.parts, ...parts },
  );

const down = (): Promise<never> => Promise.reject(new Error('connection reset'));

describe('design section 6', () => {
  it('an L0 invariant fails: nothing else runs, under a dry run as well', async () => {
    const stores = breaking({
      parameters: { thresholds: () => Promise.resolve({ driftMagnitude: 2 }) },
    });
    let collected = false;
    const collect = (): Promise<Facts> => {
      collected = true;
      return factsOf(SOUND);
    };
    for (const dryRun of [false, true]) {
      const settings = { ...SETTINGS, dryRun };
      await expect(evaluate(collect, settings, { ...opened.parts, stores })).rejects.toMatchObject({
        code: 'PM-5001',
        exit: 1,
      });
    }
    expect(collected).toBe(false);
  });

  it('a rule throws: a critical finding of that rule, and a block', async () => {
    const broken: Rule = {
      meta: { ...phantomContextMeta, id: 'MD-009.1' },
      judge: () => {
        throw new Error('a bug');
      },
    };
    const report = await run(await factsOf(SOUND), { rules: [...RULES, broken] });
    expect(report.decision.outcome).toBe('block');
    expect(report.findings).toMatchObject([
      { check: 'MD-009.1', kind: 'evaluation-error', severity: 'critical' },
    ]);
    expect(await opened.stores.fp.getWindowByCount('MD-009', 5)).toHaveLength(1);
  });

  it('facts are unreadable: unknown, and a warning', async () => {
    const [base] = SOUND;
    const report = await run(await factsOf([{ ...base, '.github/workflows/bad.yml': '{' }, {}]));
    expect(report.decision.outcome).toBe('warn');
    expect(report.unknowns).toMatchObject([
      { check: 'facts', subject: 'yaml-malformed', place: { path: '.github/workflows/bad.yml' } },
    ]);
  });

  it('nothing is claimed: unknown, and a warning', async () => {
    const report = await run(await factsOf([workflowFile(['pull_request'], job('build')), {}]));
    expect(report.decision.outcome).toBe('warn');
    expect(report.unknowns.map((u) => u.check)).toEqual(['MD-001.1', 'MD-102.1']);
  });

  it('no nonce can be had: no report leaves', async () => {
    const parameters = { ...opened.stores.parameters, secrets: down };
    await expect(
      run(await factsOf(SOUND), { nonces: nonceCache({ parameters }) }),
    ).rejects.toMatchObject({ code: 'PM-4001', exit: 3 });
    const none = { ...opened.stores.parameters, secrets: () => Promise.resolve([]) };
    await expect(
      run(await factsOf(SOUND), { nonces: nonceCache({ parameters: none }) }),
    ).rejects.toMatchObject({ code: 'PM-4001' });
  });

  it('thresholds are unreadable: the built-in ones, degraded', async () => {
    const report = await run(await factsOf(UNSOUND), {
      stores: breaking({ parameters: { thresholds: down } }),
    });
    expect(report.decision.outcome).toBe('block');
    expect(report.degraded).toEqual([
      'thresholds unreadable, built-in ones are used: connection reset',
    ]);
  });

  it('the false-positive store is unreadable: findings are not filtered, degraded', async () => {
    const report = await run(await factsOf(UNSOUND), {
      stores: breaking({ fp: { falsePositives: down } }),
    });
    expect(report.decision.outcome).toBe('block');
    expect(report.degraded).toEqual(['false positives are not filtered: connection reset']);
  });

  it('the block counter is unreadable: blocking is kept, degraded', async () => {
    const report = await run(await factsOf(UNSOUND), {
      stores: breaking({ blocks: { counts: down } }),
    });
    expect(report.decision.outcome).toBe('block');
    expect(report.degraded).toEqual(['block counter unreadable: connection reset']);
  });

  it('demotions are unreadable: every rule blocks, degraded', async () => {
    await opened.stores.calibration.changeEnforcement(demotionOf('MD-001'), 0);
    const report = await run(await factsOf(UNSOUND), {
      stores: breaking({ calibration: { enforcement: down } }),
    });
    expect(report.decision.outcome).toBe('block');
    expect(report.degraded).toEqual(['demotions unreadable, every rule blocks: connection reset']);
  });

  it('a demoted rule throws: it blocks all the same', async () => {
    await opened.stores.calibration.changeEnforcement(demotionOf('MD-001'), 0);
    const broken: Rule = {
      meta: phantomContextMeta,
      judge: () => {
        throw new Error('a bug');
      },
    };
    const report = await run(await factsOf(SOUND), { rules: [broken] });
    expect(report.decision.outcome).toBe('block');
  });

  it('recording fails: the decision stands, degraded, and the next run records it', async () => {
    const facts = await factsOf(UNSOUND);
    const lines: string[] = [];
    const log = telemetry({ environment: 'local', sink: { write: (line) => lines.push(line) } });
    const report = await run(facts, {
      telemetry: log,
      stores: breaking({ fp: { recordEvents: down }, blocks: { add: down } }),
    });
    expect(report.decision.outcome).toBe('block');
    expect(report.degraded).toEqual([
      'events are kept for the next run: connection reset',
      'block counts are kept for the next run: connection reset',
    ]);
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
      'evaluation.completed',
      'evaluation.degraded',
    ]);
    expect(readFileSync(opened.stores.spool.file, 'utf8').trim().split('\n')).toHaveLength(2);
    await run(await factsOf(SOUND), {}, { runId: 'run-2' });
    expect((await opened.stores.fp.getWindowByCount('MD-001', 5)).map((e) => e.runId)).toEqual([
      'run-1',
    ]);
  });

  it('even the spool fails: the decision stands and says it', async () => {
    const stores = {
      ...breaking({ fp: { recordEvents: down } }),
      spool: { ...opened.stores.spool, add: () => Promise.reject(new Error('disk full')) },
    };
    const report = await run(await factsOf(UNSOUND), { stores });
    expect(report.decision.outcome).toBe('block');
    expect(report.degraded).toEqual([
      'events are kept for the next run: connection reset',
      'disk full',
    ]);
  });
});

describe('round trips before the decision', () => {
  it('are two, one after the other, whatever the number of findings', async () => {
    for (const n of [1, 10, 100, 1_000]) {
      const contexts = Array.from({ length: n }, (_, i) => `job-${i}`);
      const jobs = contexts.flatMap((id) => job(id, `name: Job of ${id}`));
      const facts = await factsOf([
        workflowFile(['pull_request'], jobs),
        rulesetFile({ contexts }),
      ]);
      const calls: string[] = [];
      let waves = 0;
      let pending = 0;
      const timed = async <T>(name: string, answer: T): Promise<T> => {
        if (pending === 0) waves += 1;
        pending += 1;
        calls.push(name);
        await new Promise((resolve) => setTimeout(resolve, 5));
        pending -= 1;
        return answer;
      };
      const secret = { version: 1, value: 'a'.repeat(64), modifiedAt: new Date().toISOString() };
      const stores = breaking({
        parameters: {
          secrets: () => timed('secrets', [secret]),
          thresholds: () => timed('thresholds', {}),
        },
        fp: { falsePositives: () => timed('falsePositives', new Set<string>()) },
        blocks: {
          counts: (keys) =>
            timed(
              'counts',
              keys.map(() => 0),
            ),
        },
        calibration: { enforcement: () => timed('enforcement', new Map()) },
      });
      const report = await run(
        facts,
        { stores, nonces: nonceCache({ parameters: stores.parameters }) },
        { dryRun: true },
      );
      expect(report.findings).toHaveLength(n);
      expect([waves, calls.sort()]).toEqual([
        2,
        ['counts', 'enforcement', 'falsePositives', 'secrets', 'thresholds'],
      ]);
    }
  });
});
