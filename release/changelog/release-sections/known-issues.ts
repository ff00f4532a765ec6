import { posix } from 'node:path';
import { lt, valid } from 'semver';
import { linesOf } from '../document.js';
import { git } from '../../git/git.js';
import { inline, type ReleaseSection } from './section.js';

const FILE = 'docs/known-issues.md';

/** What is wrong and known, as docs/known-issues.md says it: one `## ` heading an issue. */
export interface KnownIssue {
  readonly title: string;
  /** First version that has it; undefined: all. */
  readonly since: string | undefined;
  /** First version that has it no more. */
  readonly fixedIn: string | undefined;
  /** Markdown below the heading, without `Since:` and `Fixed in:`. */
  readonly text: string;
}

export const knownIssues: ReleaseSection = {
  title: 'Known issues',
  place: 'below',
  async write({ root, commit, version: { version } }) {
    const text = await git(root, ['show', `${commit}:${FILE}`]).catch(() => undefined);
    if (text === undefined) return { leftOut: `the commit has no ${FILE}` };
    const issues = readKnownIssues(text).filter((issue) => concerns(issue, version));
    if (issues.length === 0) return { leftOut: `${FILE} names none for ${version}` };
    return {
      text: issues
        .map(({ title, text: body }) => {
          const said = inline(body.replaceAll(/\]\((?![a-z]+:|#|\/)([^)]+)\)/g, fromRoot));
          return `- **${inline(title).replace(/\.$/, '')}.**${said === '' ? '' : ` ${said}`}`;
        })
        .join('\n'),
    };
  },
};

/** The page's links are relative to docs/, the changelog's to the root. */
const fromRoot = (_: string, target: string): string =>
  `](${posix.join(posix.dirname(FILE), target)})`;

export function readKnownIssues(text: string): readonly KnownIssue[] {
  const lines = linesOf(text);
  const starts = lines.flatMap((line, at) =>
    line.plain && line.text.startsWith('## ') ? [at] : [],
  );
  return starts.map((start, index) => {
    const body = lines
      .slice(start + 1, starts[index + 1])
      .map((line) => line.text)
      .join('');
    return {
      title: (lines[start]?.text ?? '').slice(3).trim(),
      since: fieldOf(body, 'Since'),
      fixedIn: fieldOf(body, 'Fixed in'),
      text: body.replaceAll(/^(?:Since|Fixed in): *\S+ *\r?$/gm, '').trim(),
    };
  });
}

const fieldOf = (body: string, name: string): string | undefined =>
  valid(new RegExp(`^${name}: *(\\S+) *\\r?$`, 'm').exec(body)?.[1]) ?? undefined;

const concerns = ({ since, fixedIn }: KnownIssue, version: string): boolean =>
  (since === undefined || !lt(version, since)) && (fixedIn === undefined || lt(version, fixedIn));
