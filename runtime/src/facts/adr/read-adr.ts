import { nearest } from '../../errors/nearest.js';
import type { Gap } from '../answer.js';
import { given } from '../given.js';
import { documentProblems, plainValue } from '../nodes/checked.js';
import { child, entry, type Entry, type Node } from '../nodes/node.js';
import { readYaml } from '../nodes/read-yaml.js';
import type { Quoted } from '../place.js';
import type { TextFile } from '../text.js';
import type { Adr, AdrProblem, Enforces, StatedText } from './adr.js';
import type * as SchemaModuleType from './schema.js';

const FENCE = /^---[ \t]*\r?\n/;
const END = /^(?:---|\.\.\.)[ \t]*$/gm;

/** An ADR whose cited files nobody has looked for yet. */
export type ReadAdr = Omit<Adr, 'enforces'> & { readonly enforces?: ReadEnforces };
type ReadEnforces = Omit<Enforces, 'files'> & { readonly files: readonly StatedText[] };

/**
 * Reads the front matter of an ADR. Undefined where there is none, or none with a status: then it is
 * prose, which no rule reads. The schema's library is loaded only where something is enforced.
 */
export async function readAdr(file: TextFile, number: number): Promise<ReadAdr | Gap | undefined> {
  const opening = FENCE.exec(file.text)?.[0].length;
  if (opening === undefined) return undefined;
  END.lastIndex = opening;
  const closing = END.exec(file.text);
  if (closing === null) return undefined;
  // Blank lines in place of the fence: offsets stay those of the file.
  const read = readYaml('\n'.repeat(opening) + file.text.slice(opening, closing.index));
  if ('malformed' in read) {
    const { reason, offset } = read.malformed;
    return {
      code: 'yaml-malformed',
      reason: `${file.path}: its front matter: ${reason}`,
      place: file.place(Math.min(offset, closing.index - 1)),
    };
  }
  const root = read.node;
  const quote = (node: Node): Quoted => file.quote(file.place(node.start, node.end));
  const stated = (node: Node): StatedText => ({ value: written(node), ...quote(node) });
  const texts = (key: string): readonly StatedText[] => listed(child(root, key)).map(stated);
  const [status] = texts('status');
  const enforced = entry(root, 'enforces');
  if (status === undefined) {
    if (enforced === undefined) return undefined;
    const reason = '`enforces` needs a `status`: without one nobody knows whether it is decided';
    const at = quote(enforced.keyNode);
    const nothing = { value: '', ...at };
    return adr(file, number, nothing, { problems: [{ reason, ...at }] });
  }
  const by = /^superseded\s+by\s+(.+)$/i.exec(status.value)?.[1];
  const { enforces, problems } =
    enforced === undefined
      ? { enforces: undefined, problems: [] }
      : await readEnforces(root, file, enforced);
  const [date] = texts('date');
  return adr(file, number, status, {
    ...given({ date, enforces }),
    owners: ['owner', 'owners', 'deciders', 'decision-makers'].flatMap((key) =>
      texts(key).map(({ value }) => value),
    ),
    supersedes: texts('supersedes'),
    supersededBy: [
      ...texts('superseded-by'),
      ...(by === undefined ? [] : [{ ...status, value: by }]),
    ],
    problems: [...misspelt(root, quote), ...problems],
  });
}

function adr(
  { path }: TextFile,
  number: number,
  status: StatedText,
  parts: Partial<ReadAdr>,
): ReadAdr {
  const state = /^[a-z]+/.exec(status.value.toLowerCase())?.[0] ?? '';
  const empty = { owners: [], supersedes: [], supersededBy: [], problems: [] };
  return { path, number, status, state, ...empty, ...parts };
}

/** `0003` is a number for YAML and stays what somebody wrote. */
const written = (node: Node): string =>
  node.kind === 'scalar' ? (typeof node.value === 'string' ? node.value : node.source).trim() : '';

/** A text, or the texts of a list; a template's `{…}` is a mapping, and no text. */
function listed(node: Node | undefined): readonly Node[] {
  const items = node?.kind === 'sequence' ? node.items : node === undefined ? [] : [node];
  return items.filter((item) => item.kind === 'scalar' && written(item) !== '');
}

/** Keys that decide what holds: one that is written another way would be lost without a sound. */
const DECISIVE = ['supersedes', 'superseded-by', 'enforces'];

function misspelt(root: Node, quote: (node: Node) => Quoted): readonly AdrProblem[] {
  const entries = root.kind === 'mapping' ? root.entries : [];
  return entries.flatMap(({ key, keyNode }) => {
    if (DECISIVE.includes(key)) return [];
    const meant = nearest(key.toLowerCase().replaceAll(/[_ ]/g, '-'), DECISIVE);
    if (meant === undefined) return [];
    return [{ reason: `unknown key ${key}; did you mean ${meant}?`, ...quote(keyNode) }];
  });
}

type SchemaModule = typeof SchemaModuleType;

let schema: Promise<SchemaModule> | undefined;
const schemaModule = (): Promise<SchemaModule> => (schema ??= import('./schema.js'));

async function readEnforces(
  root: Node,
  file: TextFile,
  { keyNode, value: node }: Entry,
): Promise<{ readonly enforces?: ReadEnforces; readonly problems: readonly AdrProblem[] }> {
  const { adrKeysAt, enforcesSchema } = await schemaModule();
  const parsed = enforcesSchema.safeParse(plainValue(node), { reportInput: true });
  if (!parsed.success) {
    const problems = parsed.error.issues
      .map((issue) => ({ ...issue, path: ['enforces', ...issue.path] }))
      .flatMap((issue) => documentProblems(issue, { root, file, keysAt: adrKeysAt }))
      .map(({ place, reason }) => ({ reason, ...file.quote(place) }));
    return { problems };
  }
  const quote = (at: Node): Quoted => file.quote(file.place(at.start, at.end));
  const key = (name: string): Quoted => quote(entry(node, name)?.keyNode ?? keyNode);
  const stated = (name: string): readonly StatedText[] =>
    listed(child(node, name)).map((item) => ({ value: written(item), ...quote(item) }));
  const { checkRunsOn, checks, mergeQueue } = parsed.data;
  const everyPath =
    checkRunsOn === undefined ? undefined : { ...key('checkRunsOn'), checks: checks ?? [] };
  return {
    enforces: {
      ...given({ everyPath, mergeQueue: mergeQueue === undefined ? undefined : key('mergeQueue') }),
      rules: stated('rules'),
      files: stated('files'),
    },
    problems: [],
  };
}
