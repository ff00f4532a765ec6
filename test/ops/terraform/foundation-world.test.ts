import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  describeWorld,
  localState,
  nextStep,
  type FoundationWorld,
} from '../../../ops/terraform/foundation-world.js';
import { stateOf } from '../../../ops/terraform/state.js';

const ALL = { bucket: true, table: true, key: true };
const NONE = { bucket: false, table: false, key: false };
const state = (serial: number, resources = 5, lineage = 'a') => ({
  lineage,
  serial,
  resources,
  addresses: [],
  digest: '',
});
const local = (serial: number, complete = true, resources = 5, lineage = 'a') => ({
  ...state(serial, resources, lineage),
  complete,
});
const world = (
  parts: FoundationWorld['parts'],
  stored?: FoundationWorld['stored'],
  inFolder?: FoundationWorld['local'],
): FoundationWorld => ({ parts, stored, local: inFolder });

describe('nextStep of bootstrap', () => {
  it.each<[string, FoundationWorld, ReturnType<typeof nextStep>]>([
    ['nothing is there', world(NONE), { kind: 'create', repair: false }],
    [
      'a kill came between bucket and lock table',
      world({ ...NONE, bucket: true }, undefined, local(2, false)),
      { kind: 'create', repair: false },
    ],
    ['everything exists, but no state knows it', world(ALL), { kind: 'create', repair: false }],
    [
      'the local state lacks something that exists',
      world(ALL, undefined, local(3, false)),
      { kind: 'create', repair: false },
    ],
    ['a kill came before the migration', world(ALL, undefined, local(6)), { kind: 'migrate' }],
    [
      'a kill came when the bucket had an empty state',
      world(ALL, state(1, 0, 'b'), local(6)),
      { kind: 'migrate' },
    ],
    [
      'a kill came after the migration',
      world(ALL, state(7), local(6)),
      { kind: 'ready', leftover: true },
    ],
    ['all is done', world(ALL, state(7)), { kind: 'ready', leftover: false }],
    [
      'a destruction died after it took the state home',
      world(ALL, undefined, local(7)),
      { kind: 'migrate' },
    ],
    [
      'the lock table was deleted',
      world({ ...ALL, table: false }, state(7)),
      { kind: 'create', repair: true },
    ],
    [
      'a repair died after it took the state out',
      world(ALL, state(7), local(9)),
      { kind: 'migrate' },
    ],
    [
      'a repair died before it had mended anything',
      world({ ...ALL, table: false }, state(7), local(7)),
      { kind: 'create', repair: true },
    ],
  ])('when %s', (_, found, step) => {
    expect(nextStep(found)).toEqual(step);
  });

  it('does nothing when two different states claim the foundation', () => {
    expect(nextStep(world(ALL, state(7), local(9, true, 5, 'b')))).toEqual({
      kind: 'contradiction',
      why: 'the state in the bucket has lineage a, the one in the work folder b',
    });
  });

  it('never migrates over a state that the local one does not descend from', () => {
    const someState = fc.option(
      fc.record({
        lineage: fc.constantFrom('a', 'b'),
        serial: fc.nat(9),
        resources: fc.nat(2),
        addresses: fc.constant([]),
        digest: fc.constant(''),
        complete: fc.boolean(),
      }),
      { nil: undefined },
    );
    const parts = fc.record({ bucket: fc.boolean(), table: fc.boolean(), key: fc.boolean() });
    fc.assert(
      fc.property(parts, someState, someState, (found, stored, inFolder) => {
        const step = nextStep(world(found, stored, inFolder));
        if (step.kind !== 'migrate' || stored === undefined || stored.resources === 0) return;
        expect(inFolder?.lineage).toBe(stored.lineage);
        expect(inFolder?.serial).toBeGreaterThan(stored.serial);
      }),
    );
  });
});

describe('states', () => {
  const text = JSON.stringify({
    version: 4,
    lineage: 'l',
    serial: 3,
    resources: [
      { mode: 'managed', type: 'aws_s3_bucket', name: 'b', instances: [{}] },
      { mode: 'managed', type: 'aws_kms_key', name: 'k', instances: [] },
      { mode: 'data', type: 'aws_x', name: 'd', instances: [{}] },
    ],
  });

  it('are known by lineage, serial, digest and what they hold', () => {
    expect(stateOf(text)).toMatchObject({
      lineage: 'l',
      serial: 3,
      resources: 1,
      addresses: ['aws_s3_bucket.b'],
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
    });
  });

  it.each(['{}', '[]', '{"lineage":"l"}'])('are refused when they are none: %s', (broken) => {
    expect(() => stateOf(broken)).toThrow(SyntaxError);
  });

  it('in the work folder are complete when they hold all that a backend needs', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pm-state-'));
    const path = join(folder, 'terraform.tfstate');
    try {
      expect(localState(path, [])).toBeUndefined();
      writeFileSync(path, '');
      expect(localState(path, [])).toBeUndefined();
      writeFileSync(path, text);
      expect(localState(path, ['aws_s3_bucket.b'])?.complete).toBe(true);
      expect(localState(path, ['aws_s3_bucket.b', 'aws_kms_key.k'])?.complete).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are described for a person', () => {
    expect(describeWorld(world({ ...ALL, key: false }, undefined, local(6)))).toEqual([
      'state bucket there, lock table there, key missing',
      'state in the bucket: none',
      'state in the work folder: serial 6, 5 resources',
    ]);
  });
});
