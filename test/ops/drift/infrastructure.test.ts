import { describe, expect, it } from '@jest/globals';
import { comparedStack, infrastructureHalf } from '../../../ops/drift/infrastructure.js';
import type { LiveResource, PlannedValues } from '../../../ops/terraform/show-plan.js';
import { deploymentFor } from '../../../stacks/environments.js';

const { parameters } = deploymentFor('local', {}).names;

const drifted = (
  type: string,
  before: PlannedValues['before'],
  after: PlannedValues['after'],
  actions: readonly string[] = ['update'],
): PlannedValues => ({ address: `${type}.x`, type, before, after, actions, importing: false });
const saysOf = (
  one: PlannedValues,
  live: readonly LiveResource[] = [],
  read: readonly LiveResource[] = [],
): readonly string[] =>
  comparedStack(
    'data',
    { drifted: [one], live: [{ type: one.type, values: {} }, ...live], read },
    parameters,
  ).rows.map(({ outcome, says }) => `${outcome}: ${says}`);
const CHANGED = 'changed: other than in the state: ';

describe('what of a resource has drifted', () => {
  it.each<readonly [string, PlannedValues, LiveResource[], string[]]>([
    [
      'an attribute by its name, never its value',
      drifted('aws_dynamodb_table', { a: 1, ttl: ['secret'] }, { a: 1, ttl: ['other'] }),
      [],
      [`${CHANGED}ttl`],
    ],
    ['true that became false', drifted('t', { a: true }, { a: false }), [], [`${CHANGED}a`]],
    [
      'what was set by hand',
      drifted('t', { tags: null }, { tags: { a: 'b' } }),
      [],
      [`${CHANGED}tags`],
    ],
    [
      'a resource that is gone',
      drifted('aws_cloudwatch_metric_alarm', { a: 1 }, {}, ['delete']),
      [],
      ['gone: the state has it, and it is not there any more'],
    ],
    [
      'no empty value in place of another',
      drifted(
        't',
        { a: null, b: [], c: '', d: [{ e: null }] },
        { a: {}, b: null, c: null, d: [{ e: 0 }] },
      ),
      [],
      [],
    ],
    [
      'no layout of a policy',
      drifted('t', { policy: '{"a":1,"b":[]}' }, { policy: '{ "b": [], "a": 1 }' }),
      [],
      [],
    ],
    ['no order of keys', drifted('t', { a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }), [], []],
    ['but an order of items', drifted('t', { a: [1, 2] }, { a: [2, 1] }), [], [`${CHANGED}a`]],
    [
      'no policy of a bucket that a resource of its own sets',
      drifted('aws_s3_bucket', { id: 'b', policy: '' }, { id: 'b', policy: '{}' }),
      [{ type: 'aws_s3_bucket_policy', values: { bucket: 'b' } }],
      [],
    ],
    [
      'but one that nothing sets',
      drifted('aws_s3_bucket', { id: 'b', policy: '' }, { id: 'b', policy: '{}' }),
      [{ type: 'aws_s3_bucket_policy', values: { bucket: 'another' } }],
      [`${CHANGED}policy`],
    ],
    [
      'no policies of a role that resources attach',
      drifted(
        'aws_iam_role',
        { name: 'r' },
        {
          name: 'r',
          inline_policy: [{ name: 'own', policy: '{}' }],
          managed_policy_arns: ['arn:b', 'arn:a'],
        },
      ),
      [
        { type: 'aws_iam_role_policy', values: { role: 'r', name: 'own' } },
        { type: 'aws_iam_role_policy_attachment', values: { role: 'r', policy_arn: 'arn:a' } },
        { type: 'aws_iam_role_policy_attachment', values: { role: 'r', policy_arn: 'arn:b' } },
      ],
      [],
    ],
    [
      'but a policy that somebody gave it by hand',
      drifted(
        'aws_iam_role',
        { name: 'r' },
        {
          name: 'r',
          inline_policy: [{ name: 'own' }, { name: 'evil' }],
          managed_policy_arns: ['arn:admin'],
        },
      ),
      [{ type: 'aws_iam_role_policy', values: { role: 'r', name: 'own' } }],
      [`${CHANGED}inline_policy, managed_policy_arns`],
    ],
  ])('is %s', (_, one, live, says) => {
    expect(saysOf(one, live)).toEqual(says);
  });
});

describe('a secret of which a marker says that it was taken away', () => {
  const markers = (...names: string[]): LiveResource[] => [
    { type: 'aws_ssm_parameters_by_path', values: { names } },
  ];
  const gone = (name: string): PlannedValues =>
    drifted('aws_ssm_parameter', { name }, {}, ['delete']);

  it.each(['nonce', 'salt'] as const)(
    'is no drift: a %s that was rotated as it should be',
    (kind) => {
      const read = markers(parameters.retired(kind, 1));
      expect(saysOf(gone(parameters.secret(kind, 1)), [], read)).toEqual([]);
    },
  );

  it.each<readonly [string, PlannedValues, LiveResource[]]>([
    ['without a marker', gone(parameters.secret('nonce', 1)), markers()],
    [
      'with the marker of another',
      gone(parameters.secret('nonce', 1)),
      markers(parameters.retired('salt', 1), parameters.retired('nonce', 2)),
    ],
    [
      'that is no secret',
      gone(parameters.threshold('driftMagnitude')),
      markers(parameters.retired('nonce', 1)),
    ],
  ])('but one that is gone %s is', (_, one, read) => {
    expect(saysOf(one, [], read)).toHaveLength(1);
  });

  it('and one that is there, changed by hand, is as well', () => {
    const name = parameters.secret('nonce', 1);
    const changed = drifted('aws_ssm_parameter', { name, tier: 'a' }, { name, tier: 'b' });
    expect(saysOf(changed, [], markers(parameters.retired('nonce', 1)))).toHaveLength(1);
  });
});

describe('the infrastructure half', () => {
  const live = (...types: string[]): LiveResource[] => types.map((type) => ({ type, values: {} }));

  it('weighs as the oracle does: what holds state, and who may do what, three times a dashboard', () => {
    const data = comparedStack(
      'data',
      {
        drifted: [drifted('aws_dynamodb_table', {}, {}, ['delete'])],
        live: live('aws_cloudwatch_dashboard', 'aws_iam_role', 'aws_sns_topic'),
        read: [],
      },
      parameters,
    );
    const half = infrastructureHalf([{ stack: 'data', ...data }]);
    expect(half.magnitude).toBeCloseTo(3 / (1 + 3 + 2 + 3));
    expect(half.compared).toBe('4 resources of data with their states');
    expect(half.unknown).toEqual([]);
  });

  it('does not call a stack sound that could not be read, or holds nothing', () => {
    const nothing = comparedStack('access', { drifted: [], live: [], read: [] }, parameters);
    const half = infrastructureHalf([
      { stack: 'data', why: 'PM-6001 no provider' },
      { stack: 'access', ...nothing },
    ]);
    expect(half).toMatchObject({ rows: [], magnitude: undefined });
    expect(half.unknown).toEqual([
      'data: PM-6001 no provider',
      'access: its state holds no resource',
    ]);
  });
});
