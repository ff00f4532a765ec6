import { describe, expect, it } from '@jest/globals';
import { readPlan, type Facts } from '../../../runtime/src/facts/index.js';
import { infrastructureDrift } from '../../../runtime/src/rules/MD-005/infrastructure-drift.js';
import { driftOf } from '../../../runtime/src/rules/MD-005/drift-of.js';
import { exampleFacts, exampleRepository } from './example-facts.js';
import { judged, sides } from './example-sides.js';

const PLAN = 'terraform show -json plan.json#/resource_drift/0';

describe('MD-005.7: infrastructure drift', () => {
  it.each([
    [
      'a key whose rotation somebody switched off',
      'aws_kms_key.data',
      'it differs in enable_key_rotation',
      'high',
    ],
    [
      'an alarm that is gone',
      'aws_cloudwatch_metric_alarm.data',
      'it is not there any more',
      'high',
    ],
    [
      'a dashboard that somebody rearranged (low)',
      'aws_cloudwatch_dashboard.data',
      'it differs in dashboard_body',
      'low',
    ],
  ])('of %s', async (title, address, reality, severity) => {
    expect(await sides(infrastructureDrift, title)).toEqual([
      `the Terraform state holds ${address} as it was applied`,
      undefined,
      reality,
      PLAN,
    ]);
    const { findings } = await judged(infrastructureDrift, title);
    expect(findings).toMatchObject([
      { severity, subject: address, place: { path: '.github/rulesets/main.json', line: 2 } },
    ]);
  });

  it('enters the magnitude with the weight of what drifted', async () => {
    const example = infrastructureDrift.meta.examples[0];
    if (example === undefined) throw new Error('no example');
    const repo = exampleRepository(example);
    const facts = await exampleFacts(repo.folder, example);
    const magnitude = (one: Facts): number => {
      const state = driftOf(one);
      return state.state === 'accepted' ? (state.drift.magnitude ?? NaN) : NaN;
    };
    const without: Facts = { ...facts, plans: [] };
    const still = driftOf(without);
    if (still.state !== 'accepted') throw new Error('no baseline');
    expect(magnitude(without)).toBe(0);
    const weights = still.drift.fields.reduce((sum, { field }) => sum + field.weight, 0);
    // A key (3) of key (3), alarm (2), dashboard (1), and the fields of the baseline.
    expect(magnitude(facts)).toBeCloseTo(3 / (weights + 6), 10);
    repo.remove();
  });

  it('tells plans apart by their files, where there are several', async () => {
    const example = infrastructureDrift.meta.examples[0];
    if (example === undefined) throw new Error('no example');
    const repo = exampleRepository(example);
    const facts = await exampleFacts(repo.folder, example);
    const plans = ['data.json', 'access.json'].map((file) =>
      readPlan(JSON.stringify(example.plan), file),
    );
    const { findings } = await infrastructureDrift.judge({ ...facts, plans });
    expect(findings.map(({ subject }) => subject)).toEqual([
      'data.json aws_kms_key.data',
      'access.json aws_kms_key.data',
    ]);
    repo.remove();
  });
});
