import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareLabels, type LabelChange } from '../../../ops/labels/compare.js';
import {
  labelKey,
  OWN_SET,
  readLabelSet,
  type Label,
  type WantedLabel,
} from '../../../ops/labels/label-set.js';

const label = (name: string, more: Partial<WantedLabel> = {}): WantedLabel => ({
  ...{ name, color: 'd93f0b', description: '', formerly: [], ...more },
});

describe('the comparison of labels', () => {
  it.each<readonly [string, WantedLabel, Label[], Partial<LabelChange>[]]>([
    ['creates what is missing', label('drift'), [], [{ kind: 'create' }]],
    ['leaves what is as it must be', label('drift'), [label('drift')], []],
    [
      'corrects colour and description',
      label('drift', { description: 'x' }),
      [label('drift', { color: 'ededed' })],
      [
        {
          kind: 'update',
          present: 'drift',
          differences: ['color ededed → d93f0b', 'description none → x'],
        },
      ],
    ],
    [
      'corrects the spelling: names differ in more than case',
      label('drift'),
      [label('Drift')],
      [{ kind: 'update', present: 'Drift', differences: ['name Drift → drift'] }],
    ],
    [
      'renames what has a former name',
      label('drift', { formerly: ['drifted'] }),
      [label('Drifted')],
      [{ kind: 'update', present: 'Drifted' }],
    ],
  ])('%s', (_, wanted, present, changes) => {
    expect(compareLabels([wanted], present).changes).toMatchObject(changes);
    expect(compareLabels([wanted], present).extra).toEqual([]);
  });

  it('leaves what the set does not know, and a former name beside the new one, to a person', () => {
    const wanted = [label('drift', { formerly: ['drifted'] })];
    expect(compareLabels(wanted, [label('drift'), label('drifted'), label('zebra')])).toEqual({
      changes: [],
      extra: ['zebra'],
      stale: [{ name: 'drifted', instead: 'drift' }],
    });
  });

  it('has nothing to do once it was carried out, whatever was there', () => {
    const set = readLabelSet(OWN_SET);
    const names = fc.constantFrom(
      ...set.flatMap(({ name, formerly }) => [name, name.toUpperCase(), ...formerly]),
      'bug',
      'help wanted',
    );
    const present = fc.uniqueArray(
      fc.record({ name: names, color: fc.constantFrom('ededed', 'd93f0b'), description: names }),
      { selector: ({ name }) => labelKey(name) },
    );
    fc.assert(
      fc.property(present, (before) => {
        const { changes, extra } = compareLabels(set, before);
        const after = changes.reduce<readonly Label[]>(
          (labels, change) => [
            ...labels.filter(({ name }) => change.kind === 'create' || name !== change.present),
            change.label,
          ],
          before,
        );
        expect(new Set(after.map(({ name }) => labelKey(name))).size).toBe(after.length);
        expect(compareLabels(set, after).changes).toEqual([]);
        expect(compareLabels(set, after).extra).toEqual(extra);
      }),
    );
  });
});

describe('a label set', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pm-labels-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const written = (content: unknown): string => {
    const path = join(folder, 'set.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };

  it('comes with the runbook, whole and valid', () => {
    const set = readLabelSet(OWN_SET);
    expect(set.map(({ name }) => name)).toEqual(expect.arrayContaining(['phase-mirror', 'drift']));
  });

  it.each([
    ['no JSON', '{', /JSON/],
    ['no labels', { labels: [] }, /labels/],
    ['a colour with #', { labels: [{ name: 'a', color: '#d93f0b' }] }, /labels\.0\.color/],
    ['a colour that is none', { labels: [{ name: 'a', color: 'red' }] }, /six hex digits/],
    ['a name of 51 characters', { labels: [{ name: 'x'.repeat(51), color: 'ededed' }] }, /name/],
    ['a name with a comma', { labels: [{ name: 'a,b', color: 'ededed' }] }, /comma/],
    [
      'a description of 101 characters',
      { labels: [{ name: 'a', color: 'ededed', description: 'x'.repeat(101) }] },
      /description/,
    ],
    ['a field that no label has', { labels: [{ name: 'a', colour: 'ededed' }] }, /labels\.0/],
    [
      'a name twice, once as a former one',
      {
        labels: [
          { name: 'a', color: 'ededed' },
          { name: 'b', color: 'ededed', formerly: ['A'] },
        ],
      },
      /twice/,
    ],
  ])('with %s is refused', (_, content, why) => {
    expect(() => readLabelSet(written(content))).toThrow(
      expect.objectContaining({ code: 'PM-1002', why: expect.stringMatching(why) }),
    );
  });

  it('that is not there is refused', () => {
    expect(() => readLabelSet(join(folder, 'none.json'))).toThrow(/ENOENT/);
  });
});
