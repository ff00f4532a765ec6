import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeChangelog,
  joinChangelog,
  parseChangelog,
} from '../../release/changelog/document.js';
import { mergeChangelog } from '../../release/changelog/merge.js';
import { type GeneratedEntry } from '../../release/changelog/sections.js';
import { changelogs, release } from './support/changelogs.js';

const SHA = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678';
const entry = (text: string, more: Partial<GeneratedEntry> = {}): GeneratedEntry => ({
  section: 'Added',
  text,
  sha: SHA,
  references: [],
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
    [
      'Log\n===\n\n1.2.0 / 2020-01-01\n==================\n\n- a\n\nv1.1.0\n------\n',
      ['1.2.0', '1.1.0'],
    ],
    ['Unreleased\r\n---\r\n\r\n- a\r\n', ['Unreleased']],
    ['# [2.0.0](https://example.com/c) (2020-01-01)\n\n## [1.9.0](x)\n', ['2.0.0', '1.9.0']],
    ['# Changes of 1.0.0\n\nNotes\n-----\n\ntext\n1.0.0\n---\n\n---\n', []],
    ['## 1.0.0 (unreleased)\n## [YANKED] 0.9.0\n', ['1.0.0', undefined]],
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

  it.each([
    [
      'underlined versions',
      'Log\n===\n\nunreleased\n----------\n\n  * a\n\n1.2.0 / 2020-01-01\n==================\n\n  * b\n',
      'Log\n===\n\nunreleased\n----------\n\n## [2.0.0] - 2026-11-22\n\n  * a\n\n1.2.0 / 2020-01-01\n==================\n\n  * b\n',
    ],
    [
      'versions of the first level',
      '# Log\n\n# [1.2.0](https://example.com) (2020-01-01)\n\n* b\n',
      '# Log\n\n## [Unreleased]\n\n## [2.0.0] - 2026-11-22\n\nNo user-facing changes.\n\n# [1.2.0](https://example.com) (2020-01-01)\n\n* b\n',
    ],
    [
      'a version twice, and other headings among them',
      '# Log\n\n## How to read\n\n## [Unreleased]\n\n- a\n\n## 1.2.0\n\n- b\n\n## 1.2.0\n\n- c\n',
      '# Log\n\n## How to read\n\n## [Unreleased]\n\n## [2.0.0] - 2026-11-22\n\n- a\n\n## 1.2.0\n\n- b\n\n## 1.2.0\n\n- c\n',
    ],
    [
      'links among and below, a fence with a version, and a rule',
      '## Unreleased\n\n- a [x]\n\n[x]: y\n\n```\n## 9.9.9\n```\n\n---\n\n## 1.2.0\n\n- b\n\n[z]: w\n',
      '## Unreleased\n\n## [2.0.0] - 2026-11-22\n\n- a [x]\n\n[x]: y\n\n```\n## 9.9.9\n```\n\n---\n\n## 1.2.0\n\n- b\n\n[z]: w\n',
    ],
  ])('keeps the shape of a changelog with %s', (_, text, expected) => {
    for (const eol of ['\n', '\r\n']) {
      for (const mark of ['', '\uFEFF']) {
        const inShape = (shape: string): string => mark + shape.replaceAll('\n', eol);
        const merged = mergeChangelog(inShape(text), release({ version: '2.0.0', tag: 'v2.0.0' }));
        const plain = merged.replace(/<!-- release .*? -->\r?\n(?:\r?\n)?/, '');
        expect(plain).toBe(inShape(expected));
        expect(mergeChangelog(merged, release({ version: '2.0.0', tag: 'v2.0.0' }))).toBe(merged);
      }
    }
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
