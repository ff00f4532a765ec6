import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeChangelog,
  joinChangelog,
  parseChangelog,
} from '../../release/changelog/document.js';
import {
  mergeChangelog,
  notesOf,
  sectionState,
  type ChangelogRelease,
} from '../../release/changelog/merge.js';
import { SECTIONS, type GeneratedEntry } from '../../release/changelog/sections.js';
import { changelogs, handWritten } from './support/changelogs.js';

const SHA = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678';
const entry = (text: string, more: Partial<GeneratedEntry> = {}): GeneratedEntry => ({
  section: 'Added',
  text,
  sha: SHA,
  references: [],
  ...more,
});
const release = (more: Partial<ChangelogRelease> = {}): ChangelogRelease => ({
  version: '1.0.0',
  tag: 'v1.0.0',
  previousTag: undefined,
  repository: undefined,
  date: '2026-11-22',
  entries: [],
  ...more,
});
const withoutSeal = (text: string): string => text.replace(/<!-- release .*? -->\n\n?/, '');

describe('a changelog', () => {
  it.each([
    ['```\n## [1.0.0]\n```\n## [0.9.0] - 2025-01-01\n', ['0.9.0']],
    ['~~~~\n```\n## no\n~~~\n## no\n~~~~\n## 0.9.0\n', ['0.9.0']],
    ['<!--\n## [9.9.9]\n-->\n## v0.9.0 (2025-01-01)\n', ['0.9.0']],
    ['<!-- ## [1.0.0] -->\n## [unreleased]\n', ['Unreleased']],
    ['`a ``` b`\n## [1.0.0]\n', ['1.0.0']],
    ['## How to read\n## [1.0.0-rc.1] - x\n### [2.0.0]\n', [undefined, '1.0.0-rc.1']],
    ['\uFEFF## [1.0.0]\r\n', ['1.0.0']],
    ['#  ## [1.0.0]\n   ## [1.0.0]\n', []],
  ])('has its blocks where a reader sees them: %j', (text, versions) => {
    const document = parseChangelog(text);
    expect(document.blocks.map(({ version }) => version)).toEqual(versions);
    expect(joinChangelog(document)).toBe(text);
  });

  it('is taken apart and put together byte for byte', () => {
    fc.assert(
      fc.property(fc.oneof(changelogs(), fc.string({ unit: 'binary' })), (text) => {
        expect(joinChangelog(parseChangelog(text))).toBe(text);
      }),
    );
  });

  it('is refused when it is not UTF-8', () => {
    expect(() => decodeChangelog(Uint8Array.of(0x23, 0xff), 'CHANGELOG.md')).toThrow(
      expect.objectContaining({ code: 'PM-8003' }),
    );
  });
});

describe('mergeChangelog', () => {
  it('moves what people wrote, and adds what nobody did, each in its section', () => {
    const text = [
      '# Changelog\n\nAll of it.\n\n## [Unreleased]\n\nIntro.\n\n### Fixed\n\n* a crash (#7)\n  with a second line\n\n### Added\n\n- x\n\n',
      '## [0.1.0] - 2026-01-01\n\n- first\n\n[Unreleased]: https://example.com/o/r/compare/v0.1.0...HEAD\n[0.1.0]: https://example.com/o/r/releases/tag/v0.1.0\n',
    ].join('');
    const merged = mergeChangelog(
      text,
      release({
        previousTag: 'v0.1.0',
        entries: [
          entry('named by issue', { section: 'Fixed', references: ['7'] }),
          entry('a second fix (b1)', { section: 'Fixed', sha: 'b'.repeat(40) }),
          entry('safer', { section: 'Security', sha: 'c'.repeat(40) }),
          entry('quicker', { section: 'Changed', sha: 'd'.repeat(40) }),
        ],
        before: '### Overview\n\nNew.',
        after: '### Migration\n\n- do this',
      }),
    );
    expect(withoutSeal(merged)).toBe(
      [
        '# Changelog\n\nAll of it.\n\n## [Unreleased]\n\n## [1.0.0] - 2026-11-22\n\n### Overview\n\nNew.\n\n',
        'Intro.\n\n### Changed\n\n- quicker\n\n### Fixed\n\n* a crash (#7)\n  with a second line\n* a second fix (b1)\n\n### Added\n\n- x\n\n### Security\n\n- safer\n\n### Migration\n\n- do this\n\n',
        '## [0.1.0] - 2026-01-01\n\n- first\n\n[Unreleased]: https://example.com/o/r/compare/v1.0.0...HEAD\n[1.0.0]: https://example.com/o/r/compare/v0.1.0...v1.0.0\n[0.1.0]: https://example.com/o/r/releases/tag/v0.1.0\n',
      ].join(''),
    );
  });

  it.each([
    ['its commit, in short', `- x (${SHA.slice(0, 7)})`, {}],
    ['its commit, in a link', `- x https://example.com/commit/${SHA}`, {}],
    ['its pull request', '- x (#12)', { references: ['12'] }],
    [
      'its pull request, in a link',
      '- x [12](https://example.com/pull/12)',
      { references: ['12'] },
    ],
    ['its issue, as GH-', '- x GH-12', { references: ['3', '12'] }],
  ])('adds no entry where a hand-written one names %s', (_, line, more) => {
    const text = `## [Unreleased]\n\n### Fixed\n\n${line}\n`;
    expect(mergeChangelog(text, release({ entries: [entry('generated', more)] }))).not.toContain(
      'generated',
    );
  });

  it.each([
    ['another number that begins alike', '- x (#123)', { references: ['12'] }],
    ['a word of hexadecimal letters', '- defaced beef', {}],
  ])('adds it in spite of %s', (_, line, more) => {
    const text = `## [Unreleased]\n\n### Fixed\n\n${line}\n`;
    expect(mergeChangelog(text, release({ entries: [entry('generated', more)] }))).toContain(
      '- generated',
    );
  });

  it.each([
    [
      'an empty file',
      '',
      '## [Unreleased]\n\n## [1.0.0] - 2026-11-22\n\nNo user-facing changes.\n\n',
    ],
    [
      'no Unreleased',
      '# Log\n\n## [0.1.0]\n\n- a\n',
      '# Log\n\n## [Unreleased]\n\n## [1.0.0] - 2026-11-22\n\nNo user-facing changes.\n\n## [0.1.0]\n\n- a\n',
    ],
    [
      'a title only',
      '# Log',
      '# Log\n\n## [Unreleased]\n\n## [1.0.0] - 2026-11-22\n\nNo user-facing changes.\n\n',
    ],
    [
      'no end of line',
      '## [Unreleased]\n- a',
      '## [Unreleased]\n\n## [1.0.0] - 2026-11-22\n\n- a\n\n',
    ],
    [
      'an indented first line',
      '## [Unreleased]\n\n    code\n',
      '## [Unreleased]\n\n## [1.0.0] - 2026-11-22\n\n    code\n\n',
    ],
  ])('copes with %s', (_, text, expected) => {
    expect(withoutSeal(mergeChangelog(text, release()))).toBe(expected);
  });

  it('keeps CRLF and a byte-order mark, and writes its own lines in the same way', () => {
    const text = '\uFEFF# Log\r\n\r\n## [Unreleased]\r\n\r\n### Added\r\n\r\n- a\r\n';
    const merged = mergeChangelog(
      text,
      release({ entries: [entry('b')], after: '### More\n\ntext' }),
    );
    expect(merged.startsWith('\uFEFF# Log\r\n')).toBe(true);
    expect(merged).toContain('- a\r\n- b\r\n\r\n### More\r\n\r\ntext\r\n');
    expect(merged.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('begins the link references where there are none and the repository is known', () => {
    const merged = mergeChangelog(
      '## [Unreleased]\n\n- a\n',
      release({ repository: 'https://example.com/o/r' }),
    );
    expect(merged).toMatch(
      /\n\n\[Unreleased\]: https:\/\/example\.com\/o\/r\/compare\/v1\.0\.0\.\.\.HEAD\n\[1\.0\.0\]: https:\/\/example\.com\/o\/r\/releases\/tag\/v1\.0\.0\n$/,
    );
  });

  it('refuses two headings of Unreleased', () => {
    const text = '## [Unreleased]\n\n## [Unreleased]\n';
    expect(() => mergeChangelog(text, release())).toThrow(
      expect.objectContaining({ code: 'PM-8003' }),
    );
  });

  it.each([
    ['edited', (text: string) => text.replace('- a', '- an a'), 'somebody changed it since'],
    [
      'written by hand',
      () => '## [Unreleased]\n\n## [1.0.0]\n\n- a\n',
      'not written by this command',
    ],
    [
      'followed by new entries',
      (text: string) => text.replace('## [Unreleased]\n', '## [Unreleased]\n\n- new\n'),
      'entries under [Unreleased] again',
    ],
  ])('refuses a section that was %s', (_, change, why) => {
    const text = change(mergeChangelog('## [Unreleased]\n\n- a\n', release()));
    expect(() => mergeChangelog(text, release())).toThrow(
      expect.objectContaining({ code: 'PM-8004', why: expect.stringContaining(why) }),
    );
  });
});

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
