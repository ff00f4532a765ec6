import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  baselineText,
  readBaseline,
  sealBaseline,
  type Baseline,
} from '../../../runtime/src/drift/baseline.js';
import { canonicalJson } from '../../../runtime/src/facts/index.js';
import { sampleBaseline } from '../../contract/baseline-store.js';

const KEY = { repository: 'acme/shop', branch: 'main' };
const baseline = sampleBaseline(KEY);
const without = (sealed: Baseline): object =>
  Object.fromEntries(Object.entries(sealed).filter(([key]) => key !== 'sha256'));
const thrown = (text: string): unknown => {
  try {
    return readBaseline(text, 'the baseline of a test');
  } catch (error) {
    return error;
  }
};

describe('a baseline', () => {
  it('is read back to the letter', () => {
    expect(readBaseline(baselineText(baseline), 'x')).toEqual(baseline);
    expect(baselineText(baseline)).toBe(canonicalJson(baseline));
  });

  it('has the same hash whatever the order of its keys', () => {
    const reversed = Object.fromEntries(Object.entries(without(baseline)).reverse());
    expect(sealBaseline(reversed as never).sha256).toBe(baseline.sha256);
  });

  it('read with any one character changed is refused', () => {
    const text = baselineText(baseline);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, by) => {
        const changed = `${text.slice(0, at)}${by}${text.slice(at + 1)}`;
        fc.pre(changed !== text);
        // Another spelling of the same content, such as \u0061, is the same baseline.
        let same = false;
        try {
          same = canonicalJson(JSON.parse(changed)) === text;
        } catch {
          // Not JSON any more.
        }
        if (!same)
          expect(thrown(changed)).toMatchObject({ code: expect.stringMatching(/^PM-300[68]$/) });
      }),
      { numRuns: 300 },
    );
  });
});

describe('a stored text that is no baseline', () => {
  const sealed = (change: object): string =>
    canonicalJson(sealBaseline({ ...without(baseline), ...change } as never));
  it.each([
    ['nothing', '', 'PM-3006', 'not JSON'],
    ['a part', baselineText(baseline).slice(0, 40), 'PM-3006', 'not JSON'],
    ['a list', '[]', 'PM-3006', 'not a JSON object'],
    ['null', 'null', 'PM-3006', 'not a JSON object'],
    ['no schema', '{}', 'PM-3008', 'its schema is none'],
    ['another schema', sealed({ schema: 'phase-mirror/baseline@9' }), 'PM-3008', 'baseline@9'],
    ['no hash', canonicalJson(without(baseline)), 'PM-3006', 'its hash says none'],
    ['another hash', canonicalJson({ ...baseline, by: 'eve' }), 'PM-3006', 'its hash says'],
    ['no commit', sealed({ commit: 'HEAD' }), 'PM-3006', 'field commit'],
    ['no time', sealed({ capturedAt: '2026-11-31T00:00:00.000Z' }), 'PM-3006', 'field capturedAt'],
    ['nobody', sealed({ by: '' }), 'PM-3006', 'field by'],
    ['a kind that is no text', sealed({ kinds: [1] }), 'PM-3006', 'field kinds'],
    ['a field without a kind', sealed({ fields: [{ value: 1 }] }), 'PM-3006', 'field fields'],
    [
      'a field of no value',
      sealed({ fields: [{ kind: 'a', subject: '', value: null }] }),
      'PM-3006',
      'field fields',
    ],
    [
      'a field twice',
      sealed({ fields: [1, 2].map((value) => ({ kind: 'a', subject: '', value })) }),
      'PM-3006',
      'field fields',
    ],
    [
      'an unknown without a reason',
      sealed({ unknown: [{ kind: 'a' }] }),
      'PM-3006',
      'field unknown',
    ],
    ['a field of its own', sealed({ note: 'x' }), 'PM-3006', 'field note'],
  ])('%s', (_, text, code, why) => {
    expect(thrown(text)).toMatchObject({
      code,
      what: 'the baseline of a test',
      why: expect.stringContaining(why),
    });
  });
});
