import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withAccepted, type Facts } from '../../../runtime/src/facts/index.js';
import { evaluate } from '../../../runtime/src/oracle.js';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import type { Thresholds } from '../../../runtime/src/stores/index.js';
import { captured, factsOf } from '../drift/drifting.js';
import { openParts, SETTINGS } from './parts.js';

const ci = workflowFile(['pull_request'], job('build'));
let opened: Awaited<ReturnType<typeof openParts>>;
let sound: Facts;
let weak: Facts;
beforeAll(async () => {
  opened = await openParts();
  sound = await factsOf({ ...ci, ...rulesetFile({ contexts: ['build', 'test'] }) });
  weak = await factsOf({ ...ci, ...rulesetFile({ contexts: ['build'] }) });
});
afterAll(() => opened.close());

/** What the metric was told of these facts, and how the evaluation ended. */
async function drift(facts: Facts, thresholds: Thresholds = {}): Promise<readonly unknown[]> {
  const told: unknown[] = [];
  const { stores, telemetry } = opened.parts;
  const parameters = { ...stores.parameters, thresholds: () => Promise.resolve(thresholds) };
  const end = evaluate(() => Promise.resolve(facts), SETTINGS, {
    ...opened.parts,
    stores: { ...stores, parameters },
    telemetry: {
      ...telemetry,
      metric: (id, value) => void (id === 'DriftMagnitude' && told.push(value)),
    },
  });
  told.push(await end.then(() => 'report').catch((error: { code: string }) => error.code));
  return told;
}

describe('how far a repository drifted from its baseline', () => {
  const accepted = (facts: Facts): Promise<Facts> =>
    withAccepted({ ...facts, change: { ...facts.change, mode: 'drift' } }, () =>
      Promise.resolve(captured(sound)),
    );

  it('is a metric', async () => {
    expect(await drift(await accepted(sound))).toEqual([0, 'report']);
    const [magnitude, end] = await drift(await accepted(weak));
    expect(magnitude).toBeGreaterThan(0);
    expect(magnitude).toBeLessThan(1);
    expect(end).toBe('report');
  });

  it('is one as well when it is too far for a report', async () => {
    const [magnitude, end] = await drift(await accepted(weak), { driftMagnitude: 0.001 });
    expect(magnitude).toBeGreaterThan(0.001);
    expect(end).toBe('PM-5001');
  });

  it('is none where there is no baseline', async () => {
    expect(await drift(weak)).toEqual(['report']);
  });
});
