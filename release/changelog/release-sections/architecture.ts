import { posix } from 'node:path';
import { git } from '../../git/git.js';
import { plural, type ReleaseSection } from './section.js';

const PAGE = 'docs/architecture.md';
/** Rooms that hold the others, and are no part of what is shipped. */
const NOT_SHIPPED = new Set(['test', 'examples']);

/** The rooms of the commit and the imports between them, as the code has them. */
export const architecture: ReleaseSection = {
  title: 'Architecture',
  place: 'above',
  async write({ root, commit }) {
    const files = (await git(root, ['ls-tree', '-r', '--name-only', commit]))
      .split('\n')
      .filter((path) => path.endsWith('.ts') && shipped(path));
    const rooms = [...new Set(files.map(roomOf))].sort();
    if (rooms.length < 2) return { leftOut: 'the commit has no two folders of TypeScript' };
    const imports = await importsIn(root, commit, rooms);
    const roles = await rolesIn(root, commit);
    return {
      text: [
        '```mermaid',
        'flowchart TD',
        ...rooms.map((room) => {
          const role = roles.get(room);
          const count = plural(files.filter((path) => roomOf(path) === room).length, 'file');
          return `  ${room}["${room}${role === undefined ? '' : `: ${role}`} (${count})"]`;
        }),
        ...[...imports].map(([edge, count]) => edge.replace(' --> ', ` -->|${count}| `)),
        '```',
        '',
        'An arrow carries the number of imports from one room to another at this commit.',
      ].join('\n'),
    };
  },
};

const roomOf = (path: string): string => path.slice(0, path.indexOf('/'));
const shipped = (path: string): boolean =>
  path.includes('/') && /^[a-z]+$/.test(roomOf(path)) && !NOT_SHIPPED.has(roomOf(path));

/** Imports across rooms: `  ops --> runtime` and how many. */
async function importsIn(
  root: string,
  commit: string,
  rooms: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  // Exit 1, which is an error of `git` here: no file imports another.
  const lines = await git(root, [
    ...['grep', '-E', "from '\\.\\.?/", commit, '--'],
    ...rooms.map((room) => `${room}/*.ts`),
  ]).catch(() => '');
  const counts = new Map<string, number>();
  for (const line of lines.split('\n')) {
    const [, path, target] = /^[0-9a-f]+:([^:]+):.*from '(\.\.?\/[^']+)'/.exec(line) ?? [];
    if (path === undefined || target === undefined) continue;
    const to = roomOf(`${posix.join(posix.dirname(path), target)}/`);
    if (to === roomOf(path) || !rooms.includes(to)) continue;
    const edge = `  ${roomOf(path)} --> ${to}`;
    counts.set(edge, (counts.get(edge) ?? 0) + 1);
  }
  return new Map([...counts].sort(([a], [b]) => a.localeCompare(b, 'en')));
}

/** `runtime/   what decides   …` of the map in the architecture page: what each room is for. */
async function rolesIn(root: string, commit: string): Promise<ReadonlyMap<string, string>> {
  const text = await git(root, ['show', `${commit}:${PAGE}`]).catch(() => '');
  const rows = text.matchAll(/^([a-z]+)\/ {2,}([^\s"](?:[^"\n]*?[^\s"])?) {2,}/gm);
  return new Map([...rows].map(([, room = '', role = '']) => [room, role]));
}
