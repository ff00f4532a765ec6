import { ConventionalChangelog } from 'conventional-changelog';
import createPreset from 'conventional-changelog-conventionalcommits';
import type { GeneratedEntry, Section } from './sections.js';

/** What the commits since the last release say. */
export interface History {
  readonly entries: readonly GeneratedEntry[];
  /** Texts of the `BREAKING CHANGE` footers (or subjects with `!`), for the migration notes. */
  readonly breaking: readonly { readonly sha: string; readonly text: string }[];
  /** Conventional commits of types that no user notices, by type. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** Commits whose subject is not conventional: they are in no changelog, so a person looks at them. */
  readonly unconventional: readonly { readonly sha: string; readonly subject: string }[];
  /** Commits that were taken back within the range, with their reverts. */
  readonly reverted: readonly { readonly sha: string; readonly subject: string }[];
  readonly commits: number;
}

/** Types of commits and the sections that users find them in. */
const SECTION_OF: Readonly<Record<string, Section>> = {
  feat: 'Added',
  fix: 'Fixed',
  perf: 'Changed',
  refactor: 'Changed',
  revert: 'Changed',
  deprecate: 'Deprecated',
  remove: 'Removed',
  security: 'Security',
};

interface ReadCommit {
  readonly hash?: string | null;
  readonly header?: string | null;
  readonly type?: string | null;
  readonly scope?: string | null;
  readonly subject?: string | null;
  readonly notes: readonly { readonly text: string }[];
  readonly references: readonly { readonly issue: string }[];
  readonly revert?: { readonly hash?: string | null } | null;
}

/**
 * Reads the commits after `from` (all of the history without it) up to `to`, newest first, merges
 * left out.
 */
export async function readHistory(
  root: string,
  { from, to }: { readonly from: string | undefined; readonly to: string },
): Promise<History> {
  return historyOf(await commitsBetween(root, from, to));
}

async function commitsBetween(
  root: string,
  from: string | undefined,
  to: string,
): Promise<readonly ReadCommit[]> {
  const read: ReadCommit[] = [];
  const preset = createPreset();
  const changelog = new ConventionalChangelog(root)
    .config({ ...preset, writer: {} })
    // Without it the last tag would be the start of all that is asked for.
    .options({ reset: from === undefined })
    .commits({ merges: false, ...(from === undefined ? {} : { from }), to }, preset.parser)
    // The library's own text is not used: it would lose what people wrote by hand.
    .writer({
      mainTemplate: '',
      transform: (commit) => {
        read.push(commit as unknown as ReadCommit);
        return null;
      },
    });
  for await (const text of changelog.write()) void text;
  return read;
}

export function historyOf(commits: readonly ReadCommit[]): History {
  const reverted = revertedIn(commits);
  const entries: GeneratedEntry[] = [];
  const breaking: { sha: string; text: string }[] = [];
  const leftOut = new Map<string, number>();
  const unconventional: { sha: string; subject: string }[] = [];
  for (const commit of commits) {
    const sha = commit.hash ?? '';
    if (reverted.has(sha)) continue;
    const type = commit.revert ? 'revert' : commit.type?.toLowerCase();
    if (type === undefined || (!commit.revert && !commit.subject)) {
      unconventional.push({ sha, subject: commit.header ?? '' });
      continue;
    }
    for (const { text } of commit.notes) breaking.push({ sha, text });
    const section = SECTION_OF[type] ?? (commit.notes.length > 0 ? 'Changed' : undefined);
    if (section === undefined) leftOut.set(type, (leftOut.get(type) ?? 0) + 1);
    else entries.push(entryOf(commit, sha, section));
  }
  return {
    entries,
    breaking,
    leftOut,
    unconventional,
    reverted: commits.flatMap(({ hash, header }) =>
      reverted.has(hash ?? '') ? [{ sha: hash ?? '', subject: header ?? '' }] : [],
    ),
    commits: commits.length,
  };
}

/** Commits that were taken back, and the commits that did it; a revert of a revert brings back. */
function revertedIn(commits: readonly ReadCommit[]): ReadonlySet<string> {
  const gone = new Set<string>();
  // Newest first: a revert that was itself reverted takes nothing back.
  for (const { hash, revert } of commits) {
    const target = revert?.hash;
    if (!hash || !target || gone.has(hash)) continue;
    const original = commits.find((candidate) => candidate.hash?.startsWith(target))?.hash;
    if (original) gone.add(original).add(hash);
  }
  return gone;
}

function entryOf(commit: ReadCommit, sha: string, section: Section): GeneratedEntry {
  const references = [...new Set(commit.references.map(({ issue }) => issue))];
  const said = (commit.revert ? commit.header : commit.subject) ?? '';
  const scope = commit.scope ? `**${commit.scope}:** ` : '';
  const mark = commit.notes.length > 0 ? '**Breaking:** ' : '';
  // The subject may name its pull request itself, as squash merges do.
  const more = references.filter((number) => !said.includes(`#${number}`));
  const named = [...more.map((number) => `#${number}`), sha.slice(0, 7)].join(', ');
  return { section, sha, references, text: `${mark}${scope}${said.trim()} (${named})` };
}
