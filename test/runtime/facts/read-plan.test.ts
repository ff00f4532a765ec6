import { describe, expect, it } from '@jest/globals';
import { gapsOf, readPlan, valueOf, type PlanResource } from '../../../runtime/src/facts/index.js';

const drift = (
  type: string,
  before: object | null,
  after: object | null,
  ...actions: string[]
) => ({
  address: `${type}.x`,
  mode: 'managed',
  type,
  change: { actions: actions.length === 0 ? ['update'] : actions, before, after },
});
const read = (plan: object): ReturnType<typeof readPlan> =>
  readPlan(JSON.stringify({ format_version: '1.2', resource_drift: [], ...plan }), 'plan.json');
const resources = (plan: object): readonly PlanResource[] => valueOf(read(plan))?.resources ?? [];

describe('a plan of Terraform', () => {
  it.each<readonly [string, object, readonly string[]]>([
    ['a value', drift('aws_iam_role', { path: '/' }, { path: '/x/' }), ['path']],
    ['an attribute that is there now', drift('aws_iam_role', {}, { path: '/' }), ['path']],
    ['a list in another order', drift('aws_iam_role', { a: [1, 2] }, { a: [2, 1] }), ['a']],
    ['tags', drift('aws_iam_role', { tags: {} }, { tags: { a: 'b' } }), []],
    ['nothing in another form', drift('aws_iam_role', { a: null }, { a: [] }), []],
    ['the layout of JSON', drift('aws_iam_role', { a: '{"b": 1}' }, { a: '{"b":1}' }), []],
    ['text that only looks like JSON', drift('aws_iam_role', { a: '[x' }, { a: '[y' }), ['a']],
    ['false, which is no nothing', drift('aws_kms_key', { a: true }, { a: false }), ['a']],
    [
      'scaled capacity',
      drift('aws_dynamodb_table', { read_capacity: 1 }, { read_capacity: 9 }),
      [],
    ],
    [
      'what AWS counts',
      drift('aws_iam_policy', { attachment_count: 1 }, { attachment_count: 2 }),
      [],
    ],
  ])('differs in %s', (_, one, attributes) => {
    const state = attributes.length === 0 ? 'same' : 'changed';
    expect(resources({ resource_drift: [one] })).toMatchObject([{ state, attributes }]);
  });

  it('holds no value, only names and addresses', () => {
    const text = JSON.stringify(
      resources({
        resource_drift: [drift('aws_ssm_parameter', { value: 'old' }, { value: 'new' })],
      }),
    );
    expect(text).toContain('"attributes":["value"]');
    expect(text).not.toMatch(/"old"|"new"/);
  });

  it('lists every managed resource once, of every module, with what became of it', () => {
    const values = {
      root_module: {
        resources: [
          { address: 'aws_kms_key.a', mode: 'managed', type: 'aws_kms_key' },
          { address: 'data.aws_region.x', mode: 'data', type: 'aws_region' },
        ],
        child_modules: [
          {
            resources: [
              { address: 'module.m.aws_sns_topic.b', mode: 'managed', type: 'aws_sns_topic' },
            ],
          },
        ],
      },
    };
    const found = resources({
      prior_state: { values },
      resource_drift: [drift('aws_iam_role', { a: 1 }, null, 'delete')],
      resource_changes: [
        { address: 'aws_kms_key.a', type: 'aws_kms_key', change: { before: { a: 1 } } },
        { address: 'aws_kms_key.new', type: 'aws_kms_key', change: { before: null } },
      ],
    });
    expect(found.map(({ address, state, pointer }) => [address, state, pointer])).toEqual([
      ['aws_iam_role.x', 'deleted', '/resource_drift/0'],
      ['aws_kms_key.a', 'same', undefined],
      ['module.m.aws_sns_topic.b', 'same', undefined],
    ]);
  });

  it.each<readonly [string, string, string]>([
    ['no JSON', '{', 'plan-shape'],
    ['a list', '[]', 'plan-shape'],
    ['a state file', '{"version": 4, "resources": []}', 'plan-shape'],
    ['another format', '{"format_version": "2.0", "resource_drift": []}', 'plan-shape'],
    ['what validate prints', '{"format_version": "1.0", "valid": true}', 'plan-shape'],
    ['a drift that is no list', '{"format_version": "1.2", "resource_drift": {}}', 'plan-shape'],
    [
      'a resource without address',
      '{"format_version": "1.2", "resource_drift": [{}]}',
      'plan-shape',
    ],
    [
      'a plan with -target',
      '{"format_version": "1.2", "resource_drift": [], "complete": false}',
      'plan-incomplete',
    ],
    [
      'a plan that failed',
      '{"format_version": "1.2", "resource_drift": [], "errored": true}',
      'plan-incomplete',
    ],
  ])('is not known, or not in full: %s', (_, text, code) => {
    expect(gapsOf(readPlan(text, 'plan.json')).map((gap) => gap.code)).toEqual([code]);
  });
});
