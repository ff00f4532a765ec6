import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linesOf } from '../changelog/document.js';
import { notesOf } from '../changelog/merge.js';
import { releaseError } from '../errors.js';
import type { ReleasePlan } from '../pipeline/release-plan.js';

/** What announcements are made from. */
export interface Announced {
  readonly plan: Pick<ReleasePlan, 'version' | 'tag' | 'prerelease' | 'repository'>;
  /** CHANGELOG.md of the release. */
  readonly changelog: string;
}

export const ANNOUNCEMENTS = ['chat.md', 'mail.md', 'post.md'] as const;
export type Announcement = (typeof ANNOUNCEMENTS)[number];

/** Keep a Changelog's sections, in the order in which people want to hear of them. */
const HEARD = ['Security', 'Added', 'Changed', 'Deprecated', 'Removed', 'Fixed'];
const IN_CHAT = 5;

/** Drafts for chat, mail and a post: what the changelog says, shortened. Throws PM-8003 without its section. */
export function announcements({
  plan,
  changelog,
}: Announced): Readonly<Record<Announcement, string>> {
  const { version, tag, prerelease, repository } = plan;
  const notes = notesOf(changelog, version);
  if (notes === undefined) {
    throw releaseError('PM-8003', { what: 'CHANGELOG.md', why: `it has no section [${version}]` });
  }
  const name = repository.name;
  const url = `https://github.com/${repository.owner}/${name}/releases/tag/${tag}`;
  const kind = prerelease ? 'prerelease' : 'release';
  const said = HEARD.flatMap((title) => {
    const entries = entriesOf(notes, title);
    return entries.length === 0 ? [] : [{ title, entries }];
  });
  const [head = ''] = said.flatMap(({ entries }) => entries);
  const all = said.flatMap(({ entries }) => entries);
  const more = all.length - IN_CHAT;
  const breaks = entriesOf(notes, 'Migration');
  const chat = [
    `**${name} ${version}** is out${prerelease ? ' (prerelease)' : ''}: ${url}`,
    ...all.slice(0, IN_CHAT).map((entry) => `- ${entry}`),
    ...(more > 0 ? [`… and ${more} more.`] : []),
    ...(breaks.length > 0 ? [`Breaking: ${breaks.length}, see Migration in the notes.`] : []),
  ];
  const sections = said.flatMap(({ title, entries }) => [
    `## ${title}`,
    '',
    ...entries.map((entry) => `- ${entry}`),
    '',
  ]);
  const before =
    breaks.length === 0
      ? []
      : ['## Before you upgrade', '', ...breaks.map((entry) => `- ${entry}`), ''];
  const mail = [
    `Subject: ${name} ${version}${prerelease ? ' (prerelease)' : ''}`,
    '',
    `${name} ${version} is published: ${url}`,
    '',
    ...before,
    ...sections,
  ];
  const post = [
    `# ${name} ${version}`,
    '',
    overviewOf(notes) || `A ${kind} of ${name}.`,
    '',
    ...(head === '' ? [] : [`Foremost: ${head}`, '']),
    ...before,
    ...sections,
    `[Notes, files and digests](${url})`,
    '',
  ];
  const text = (lines: readonly string[]): string => `${lines.join('\n').trimEnd()}\n`;
  return { 'chat.md': text(chat), 'mail.md': text(mail), 'post.md': text(post) };
}

/** Items of lists below a heading, each in one line. */
function entriesOf(notes: string, title: string): readonly string[] {
  const entries: string[] = [];
  for (const line of sectionOf(notes, title)) {
    const item = /^[-*+] +(.+)$/.exec(line.trimEnd())?.[1];
    if (item !== undefined) entries.push(item);
    else if (/^ {2,}\S/.test(line) && entries.length > 0) {
      entries.push(`${entries.pop() ?? ''} ${line.trim()}`);
    }
  }
  return entries;
}

const overviewOf = (notes: string): string => sectionOf(notes, 'Overview').join('\n').trim();

function sectionOf(notes: string, title: string): readonly string[] {
  const lines = linesOf(notes);
  const isHeading = (at: number): boolean =>
    lines[at]?.plain === true && /^#{1,3} /.test(lines[at].text);
  const start = lines.findIndex(
    ({ plain, text }) => plain && text.trimEnd().toLowerCase() === `### ${title.toLowerCase()}`,
  );
  if (start < 0) return [];
  let end = start + 1;
  while (end < lines.length && !isHeading(end)) end += 1;
  return lines.slice(start + 1, end).map(({ text }) => text.replace(/\r?\n$/, ''));
}

const folderIn = (folder: string): string => join(folder, 'announcements');

/** Whether the drafts are there. A draft that somebody has changed since is theirs, and stays. */
export function draftsAreThere(folder: string): boolean {
  return ANNOUNCEMENTS.every((name) => {
    try {
      return readFileSync(join(folderIn(folder), name), 'utf8') !== '';
    } catch {
      return false;
    }
  });
}

export function writeDrafts(
  folder: string,
  drafts: Readonly<Record<Announcement, string>>,
): string {
  const at = folderIn(folder);
  mkdirSync(at, { recursive: true });
  for (const name of ANNOUNCEMENTS) writeFileSync(join(at, name), drafts[name]);
  return at;
}

export const removeDrafts = (folder: string): void =>
  rmSync(folderIn(folder), { recursive: true, force: true });
