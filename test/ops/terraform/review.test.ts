import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PhaseMirrorError } from '../../../runtime/src/errors/index.js';
import { ACTIONS, type Change } from '../../../ops/terraform/events.js';
import { beyond, onlyAdds, type StackPlan } from '../../../ops/terraform/plan.js';
import { refuseLoss, renderReview, reviewOf } from '../../../ops/terraform/review.js';

const change = (
  action: Change['action'],
  address: string,
  extra: Partial<Change> = {},
): Change => ({
  action,
  address,
  type: address.split('.')[0] ?? '',
  ...extra,
});
const plan = (stack: StackPlan['stack'], ...changes: Change[]): StackPlan => ({
  stack,
  file: `/plans/${stack}`,
  changes,
  changed: changes.length > 0,
});
const TABLE = 'aws_dynamodb_table.consent_table';

describe('reviewOf', () => {
  const review = reviewOf([
    plan('foundation'),
    plan(
      'data',
      change('create', 'aws_s3_bucket.baseline_bucket'),
      change('update', 'aws_backup_plan.backup_plan'),
      change('replace', TABLE, { reason: 'cannot_update' }),
      change('delete', 'aws_sns_topic.old'),
      change('import', 'aws_kms_key.data_key', { importing: 'key-id' }),
    ),
  ]);

  it('counts what each stack adds, changes, replaces, destroys and adopts', () => {
    expect(review.rows).toEqual([
      { stack: 'foundation', add: 0, change: 0, replace: 0, destroy: 0, adopt: 0 },
      { stack: 'data', add: 1, change: 1, replace: 1, destroy: 1, adopt: 1 },
    ]);
  });

  it('names what holds state, and what would lose it', () => {
    expect(review.stateful.map(({ address }) => address)).toEqual([
      'aws_s3_bucket.baseline_bucket',
      TABLE,
      'aws_kms_key.data_key',
    ]);
    expect(review.losing.map(({ address }) => address)).toEqual([TABLE]);
  });

  it('is unchanged when no plan changes anything, and changed by an output alone', () => {
    expect(reviewOf([plan('data')]).changed).toBe(false);
    expect(reviewOf([{ ...plan('data'), changed: true }]).changed).toBe(true);
  });

  it('reads as a table, with every change but creations named', () => {
    expect(renderReview(review)).toBe(
      [
        'stack       add  change  replace  destroy  adopt',
        'foundation    0       0        0        0      0',
        'data          1       1        1        1      1',
        '',
        'new, holding state:',
        '  +   data/aws_s3_bucket.baseline_bucket',
        '',
        'changed:',
        '  ~   data/aws_backup_plan.backup_plan',
        `  -/+ data/${TABLE} (cannot update)`,
        '  -   data/aws_sns_topic.old',
        '  <-  data/aws_kms_key.data_key (takes over key-id)',
        '',
        'STATE IS LOST by:',
        `  -/+ data/${TABLE} (cannot update)`,
        '',
      ].join('\n'),
    );
  });
});

describe('refuseLoss', () => {
  const review = reviewOf([
    plan('data', change('delete', TABLE), change('replace', 'aws_kms_key.data_key')),
  ]);
  const codeOf = (allowed: string[]): string | undefined => {
    try {
      refuseLoss(review, allowed);
      return undefined;
    } catch (error) {
      return (error as PhaseMirrorError).code;
    }
  };

  it.each([
    ['nothing is allowed', [], 'PM-6004'],
    ['only one of two is allowed', [TABLE], 'PM-6004'],
    ['both are allowed by address', [TABLE, 'aws_kms_key.data_key'], undefined],
    [
      'both are allowed with their stack',
      [`data/${TABLE}`, 'data/aws_kms_key.data_key'],
      undefined,
    ],
    [
      'an allowed address is in no plan',
      [TABLE, 'aws_kms_key.data_key', 'aws_s3_bucket.x'],
      'PM-1001',
    ],
    ['an address is allowed in another stack', [`access/${TABLE}`], 'PM-1001'],
  ])('when %s', (_, allowed, code) => {
    expect(codeOf(allowed)).toBe(code);
  });

  it('names every refused address and what to type', () => {
    expect(() => refuseLoss(review, [])).toThrow(
      expect.objectContaining({
        what: `data: delete ${TABLE}; data: replace aws_kms_key.data_key`,
        remedy: `If you mean it: --allow-destroy 'data/${TABLE}' --allow-destroy 'data/aws_kms_key.data_key'`,
      }),
    );
  });

  it('lets go what holds no state', () => {
    refuseLoss(reviewOf([plan('data', change('delete', 'aws_sns_topic.x'))]), []);
  });
});

describe('beyond', () => {
  const agreed = [
    change('create', 'a.made'),
    change('update', 'a.changed'),
    change('replace', 'a.anew'),
  ];

  it.each([
    ['the same', agreed, []],
    ['the rest of it', [change('create', 'a.made')], []],
    ['an import of what was to be created', [change('import', 'a.made')], []],
    ['an update of what was half created', [change('update', 'a.made')], []],
    ['a tainted creation made anew', [change('replace', 'a.made')], []],
    ['the second half of a replacement', [change('create', 'a.anew')], []],
    ['another address', [change('update', 'a.other')], ['a.other']],
    ['a replacement instead of an update', [change('replace', 'a.changed')], ['a.changed']],
    ['a destruction of what was to be created', [change('delete', 'a.made')], ['a.made']],
  ])('of %s', (_, next, addresses) => {
    expect(beyond(agreed, next).map(({ address }) => address)).toEqual(addresses);
  });

  it('never lets a destruction through that was not agreed', () => {
    const any = fc.record({
      action: fc.constantFrom(...ACTIONS),
      address: fc.constantFrom('t.a', 't.b', 't.c'),
    });
    const list = fc.array(any.map(({ action, address }) => change(action, address)));
    fc.assert(
      fc.property(list, list, (before, next) => {
        const extra = new Set(beyond(before, next));
        for (const one of next) {
          if (one.action !== 'delete' || extra.has(one)) continue;
          expect(before).toContainEqual(one);
        }
      }),
    );
  });
});

describe('onlyAdds', () => {
  it.each(ACTIONS.map((action) => [action] as const))('judges %s', (action) => {
    const harmful = action === 'delete' || action === 'replace' || action === 'forget';
    expect(onlyAdds([change('create', 'a.b'), change(action, 'a.c')])).toBe(!harmful);
  });
});
