import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseChangelog } from '../../release/changelog/document.js';
import { mergeChangelog, notesOf, sectionState } from '../../release/changelog/merge.js';
import { SECTIONS } from '../../release/changelog/sections.js';
import { changelogs, handWritten, release } from './support/changelogs.js';

describe('the laws of the merge', () => {
  const entries = fc.array(
    fc.record({
      section: fc.constantFrom(...SECTIONS),
      // No text of ours is any line of theirs.
      text: fc.stringMatching(/^generated [a-z]{1,12}$/),
      sha: fc.stringMatching(/^[0-9a-f]{40}$/),
      references: fc.array(fc.integer({ min: 100000, max: 999999 }).map(String), { maxLength: 2 }),
    }),
    { maxLength: 6 },
  );
  const parts = fc.record({ text: changelogs(), entries });

  it('nothing that a person wrote is lost, doubled or moved against its neighbours', () => {
    fc.assert(
      fc.property(parts, ({ text, entries }) => {
        const merged = mergeChangelog(text, release({ entries }));
        expect(handWritten(merged)).toEqual(handWritten(text));
      }),
      { numRuns: 500 },
    );
  });

  it('twice is once', () => {
    fc.assert(
      fc.property(parts, ({ text, entries }) => {
        const once = mergeChangelog(text, release({ entries }));
        expect(mergeChangelog(once, release({ entries }))).toBe(once);
        expect(sectionState(once, '1.0.0')).toBe('ours');
      }),
      { numRuns: 500 },
    );
  });

  it('every generated entry that nobody named is there once, and the notes hold what was written', () => {
    fc.assert(
      fc.property(parts, ({ text, entries }) => {
        const merged = mergeChangelog(text, release({ entries }));
        const notes = notesOf(merged, '1.0.0') ?? '';
        const count = (whole: string, line: string): number =>
          whole.split(/\r?\n/).filter((candidate) => candidate.slice(2) === line).length;
        for (const { text: line } of entries) {
          const expected = entries.filter((other) => other.text === line).length;
          expect(count(notes, line)).toBe(expected);
          expect(count(merged, line)).toBe(expected);
        }
        const unreleased = parseChangelog(text).blocks.find(
          ({ version }) => version === 'Unreleased',
        );
        expect(handWritten(notes)).toEqual(handWritten(unreleased?.body ?? ''));
      }),
      { numRuns: 500 },
    );
  });

  it('older sections keep their bytes', () => {
    fc.assert(
      fc.property(parts, ({ text, entries }) => {
        const older = (whole: string): readonly string[] =>
          parseChangelog(whole).blocks.flatMap(({ version, heading, body }) =>
            version === 'Unreleased' || version === '1.0.0' ? [] : [heading + body],
          );
        expect(older(mergeChangelog(text, release({ entries })))).toEqual(older(text));
      }),
    );
  });
});
