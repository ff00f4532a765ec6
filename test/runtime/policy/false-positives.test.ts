import { describe, expect, it } from '@jest/globals';
import { withoutFalsePositives } from '../../../runtime/src/policy/false-positives.js';
import { findingIdOf } from '../../../runtime/src/policy/finding-id.js';
import { fingerprintOf, type Finding } from '../../../runtime/src/rules/finding.js';
import type { FpStore } from '../../../runtime/src/stores/ports.js';

const finding = (subject: string, kind: Finding['kind'] = 'violation'): Finding => {
  const side = { says: '', quote: '' };
  return {
    check: 'MD-001.1',
    kind,
    severity: 'high',
    confidence: 'high',
    subject,
    title: '',
    claim: side,
    reality: side,
    why: '',
    fix: '',
    introduced: false,
    fingerprint: fingerprintOf('MD-001.1', subject),
    place: { path: 'a', line: 1 },
  };
};

const HERE = 'acme/shop';
const idOf = (subject: string, repository = HERE): string =>
  findingIdOf(repository, finding(subject));

/** A store that has marked the subjects named, and keeps what it was asked. */
function store(marked: readonly string[], asked: (readonly string[])[] = []): FpStore {
  const ids = new Set(marked.map((subject) => idOf(subject)));
  const falsePositives: FpStore['falsePositives'] = (given) => {
    asked.push(given);
    return Promise.resolve(new Set(given.filter((id) => ids.has(id))));
  };
  return { falsePositives } as FpStore;
}

describe('false positives', () => {
  it('are dropped by finding, not by rule', async () => {
    const { kept, dropped } = await withoutFalsePositives(
      [finding('a'), finding('b')],
      HERE,
      store(['a']),
    );
    expect([kept.map((f) => f.subject), dropped.map((f) => f.subject)]).toEqual([['b'], ['a']]);
  });

  it('of one repository hide nothing in another', async () => {
    const { kept } = await withoutFalsePositives([finding('a')], 'acme/stock', store(['a']));
    expect(kept).toHaveLength(1);
  });

  it('are asked for at once, each finding once', async () => {
    const asked: (readonly string[])[] = [];
    await withoutFalsePositives([finding('a'), finding('a'), finding('b')], HERE, store([], asked));
    expect(asked).toEqual([[idOf('a'), idOf('b')]]);
  });

  it('are not asked for when there is nothing to ask', async () => {
    const asked: (readonly string[])[] = [];
    expect(await withoutFalsePositives([], HERE, store([], asked))).toEqual({
      kept: [],
      dropped: [],
      degraded: undefined,
    });
    expect(asked).toEqual([]);
  });

  it('never include a rule that failed to answer', async () => {
    const broken = finding('a', 'evaluation-error');
    const { kept } = await withoutFalsePositives([broken, finding('a')], HERE, store(['a']));
    expect(kept).toEqual([broken]);
  });

  it('filter nothing while they cannot be read, and say so', async () => {
    const unreadable = {
      falsePositives: () => Promise.reject(new Error('throttled')),
    } as unknown as FpStore;
    const { kept, degraded } = await withoutFalsePositives([finding('a')], HERE, unreadable);
    expect(kept).toHaveLength(1);
    expect(degraded).toBe('false positives are not filtered: throttled');
  });
});
