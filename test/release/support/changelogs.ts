import fc from 'fast-check';
import type { ChangelogRelease } from '../../../release/changelog/merge.js';

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const line = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
const item = fc
  .tuple(fc.constantFrom('-', '*', '+'), line, fc.option(line))
  .map(
    ([marker, first, second]) => `${marker} ${first}\n${second === null ? '' : `  ${second}\n`}`,
  );
const fence = line.map((text) => `\`\`\`md\n## [1.0.0] ${text}\n### Added\n\`\`\`\n`);
const comment = line.map((text) => `<!--\n## ${text}\n-->\n`);
const list = fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(''));
const paragraph = line.map((text) => `${text}\n`);
const content = fc.array(fc.oneof(list, paragraph, fence, comment), { maxLength: 3 });
const section = fc
  .tuple(
    fc.constantFrom('Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security', 'Notes'),
    content,
    fc.boolean(),
  )
  .map(([name, parts, loose]) => `### ${name}\n${loose ? '\n' : ''}${parts.join('\n')}\n`);
const body = fc
  .tuple(
    fc.option(paragraph),
    fc.uniqueArray(section, { maxLength: 4, selector: (text) => text.split('\n')[0] }),
  )
  .map(([intro, sections]) => `\n${intro ?? ''}${sections.join('\n')}`);

/** Release 1.0.0, the first of its project, with nothing generated. */
export const release = (more: Partial<ChangelogRelease> = {}): ChangelogRelease => ({
  version: '1.0.0',
  tag: 'v1.0.0',
  previousTag: undefined,
  repository: undefined,
  date: '2026-11-22',
  entries: [],
  ...more,
});

/** Changelogs as people write them: with and without Unreleased, older versions, links, fences, comments. */
export function changelogs(): fc.Arbitrary<string> {
  return fc
    .record({
      mark: fc.boolean(),
      head: fc.option(fc.constantFrom('# Changelog\n\n', '# Log\n\nAll changes.\n\n')),
      unreleased: fc.option(
        fc.tuple(
          fc.constantFrom('## [Unreleased]\n', '## Unreleased\n', 'Unreleased\n==========\n'),
          body,
        ),
      ),
      older: fc.uniqueArray(fc.tuple(fc.constantFrom('0.3.0', '0.2.0', '0.1.0-rc.1'), body), {
        maxLength: 3,
        selector: ([version]) => version,
      }),
      underlined: fc.boolean(),
      links: fc.boolean(),
      crlf: fc.boolean(),
      ended: fc.boolean(),
    })
    .map(({ mark, head, unreleased, older, underlined, links, crlf, ended }) => {
      const text = [
        head ?? '',
        unreleased?.join('') ?? '',
        ...older.map(([version, text], at) =>
          underlined && at > 0
            ? `\n${version} / 2026-01-01\n------------------\n${text}`
            : `## [${version}] - 2026-01-01\n${text}`,
        ),
        links
          ? '\n[Unreleased]: https://example.com/o/r/compare/v0.3.0...HEAD\n[0.3.0]: https://example.com/x\n'
          : '',
      ].join('');
      const lines = crlf ? text.replaceAll('\n', '\r\n') : text;
      return `${mark ? '\uFEFF' : ''}${ended ? lines : lines.trimEnd()}`;
    });
}

/** The lines that people wrote, in order: all but blank ones, generated ones and what the merge owns. */
export function handWritten(text: string): readonly string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .filter((line) => !/^[-*+] generated /.test(line) && !line.startsWith('<!-- release '))
    .filter((line) => !/^\[(Unreleased|1\.0\.0)\]: /.test(line) && !/^## \[1\.0\.0\] - /.test(line))
    .filter(
      (line) =>
        !/^## \[?Unreleased|^Unreleased$|^=+$/.test(line) &&
        !/^### (Added|Changed|Deprecated|Removed|Fixed|Security)$/.test(line),
    )
    .filter((line) => line !== 'No user-facing changes.');
}
