import { gapsOf, known, unknown, valueOf, type Answer, type Gap } from './answer.js';
import type {
  CodeownersAt,
  CodeownersFacts,
  CodeownersFile,
  ControlledPath,
  OwnedFiles,
} from './codeowners/codeowners.js';
import { matcherOf, TooMuchWork, type Matcher } from './codeowners/matcher.js';
import { readCodeowners, type OwnerLines } from './codeowners/read-codeowners.js';
import type { ChangedFile } from './git/commits.js';
import { gitBytes, type Git } from './git/git.js';
import { listTree, readBlobs, splitNul, type TreeEntry } from './git/tree.js';
import { decodeUtf8, textFile } from './text.js';
import { unlessMissing } from './unless-missing.js';

export interface CodeownersRequest {
  readonly head: string;
  /** Tip of the branch that the change goes to; without one only the state of the head is judged. */
  readonly base?: Answer<string>;
  readonly files: readonly ChangedFile[];
  /** `autonomy.controlledPaths` of the policy in force. */
  readonly controlled: readonly string[];
}

/** In the order in which GitHub looks; the first decides. */
export const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];
/** GitHub: a larger file is not loaded. */
const MAX_BYTES = 3 * 1024 * 1024;
const EXAMPLES = 3;

/** Reads CODEOWNERS and tells who owns what changes and what is controlled. */
export async function collectCodeowners(
  git: Git,
  request: CodeownersRequest,
): Promise<CodeownersFacts> {
  const { head, base } = request;
  const own = await findAt(git, head);
  const commit = base === undefined ? head : valueOf(base);
  const theirs: Answer<Found> =
    base === undefined
      ? known(own)
      : commit === undefined
        ? unknown(...gapsOf(base))
        : await unlessMissing(commit, async () => known(await findAt(git, commit)));
  const now = valueOf(theirs);
  const same =
    now !== undefined && now.entry?.blob === own.entry?.blob && now.entry?.path === own.entry?.path;
  const needed =
    own.entry !== undefined || now?.entry !== undefined || request.controlled.length > 0;
  const tracked = needed ? await trackedFiles(git, head) : [];
  try {
    const after = new Owners(await readAt(git, own), tracked);
    const before = same
      ? after
      : now === undefined
        ? undefined
        : new Owners(await readAt(git, now), tracked);
    const touched = [
      ...new Set(
        request.files.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from])),
      ),
    ].sort();
    const here = new Set(tracked);
    const isThere = (path: string): boolean => here.has(path);
    return {
      inForce: before === undefined ? unknown(...gapsOf(theirs)) : before.answer(commit ?? head),
      ...(same ? {} : { proposed: after.answer(head) }),
      changed: needed ? grouped(touched.filter(isThere), before, after) : [],
      removed: needed
        ? grouped(
            touched.filter((path) => !isThere(path)),
            before,
            after,
          )
        : [],
      controlled: controlledPaths(request.controlled, [...tracked, ...touched], before, after),
    };
  } catch (cause) {
    if (!(cause instanceof TooMuchWork)) throw cause;
    const gap: Gap = {
      code: 'codeowners-too-complex',
      reason: 'the patterns of CODEOWNERS or of the policy need too many comparisons',
    };
    return { inForce: unknown(gap), changed: [], removed: [], controlled: [] };
  }
}

interface Found {
  readonly entry?: TreeEntry;
}

async function findAt(git: Git, commit: string): Promise<Found> {
  const entries = await listTree(git, commit, PLACES);
  const entry = PLACES.map((path) => entries.find((e) => e.path === path)).find(
    (e) => e !== undefined,
  );
  return entry === undefined ? {} : { entry };
}

async function trackedFiles(git: Git, commit: string): Promise<readonly string[]> {
  return splitNul(
    await gitBytes(git, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit]),
  );
}

interface ReadFile extends OwnerLines {
  readonly path: string;
  readonly ignored?: string;
}

async function readAt(git: Git, { entry }: Found): Promise<ReadFile | Gap | undefined> {
  if (entry === undefined) return undefined;
  const { path, kind, size, blob } = entry;
  const gap = (code: Gap['code'], why: string): Gap => ({
    code,
    reason: `${path}: ${why}`,
    place: { path, line: 1 },
  });
  if (kind !== 'file') return gap('file-symbolic-link', `it is a ${kind.replace('-', ' ')}`);
  if (size > MAX_BYTES) {
    return {
      path,
      lines: [],
      broken: [],
      ignored: `it has ${size} bytes; GitHub loads at most ${MAX_BYTES}`,
    };
  }
  const bytes = (await readBlobs(git, [blob])).get(blob);
  const text = bytes === undefined ? undefined : decodeUtf8(bytes);
  return text === undefined
    ? gap('file-not-utf8', 'its bytes are not UTF-8')
    : { path, ...readCodeowners(textFile(path, text)) };
}

/** One CODEOWNERS file, matched with the files of the head. */
class Owners {
  readonly #matcher: Matcher;
  readonly #decides: readonly number[];

  constructor(
    readonly read: ReadFile | Gap | undefined,
    tracked: readonly string[],
  ) {
    const lines = read === undefined || 'code' in read ? [] : read.lines;
    this.#matcher = matcherOf(lines.map(({ pattern }) => pattern));
    const decides = lines.map(() => 0);
    if (lines.length > 0) {
      for (const path of tracked) {
        const last = this.#matcher.last(path);
        if (last >= 0) decides[last] = (decides[last] as number) + 1;
      }
    }
    this.#decides = decides;
    this.matched = this.#matcher.matched();
  }

  /** Entries that match a file of the head; paths asked for later do not count. */
  readonly matched: ReadonlySet<number>;

  entryOf(path: string): number | null {
    const last = this.#matcher.last(path);
    return last < 0 ? null : last;
  }

  answer(commit: string): Answer<CodeownersAt> {
    const { read } = this;
    if (read === undefined) return known({ commit });
    if ('code' in read) return unknown(read);
    const file: CodeownersFile = {
      path: read.path,
      entries: read.lines.map((line, i) => ({
        ...line,
        matches: this.matched.has(i),
        decides: this.#decides[i] ?? 0,
      })),
      broken: read.broken,
      ...(read.ignored === undefined ? {} : { ignored: read.ignored }),
    };
    return known({ commit, file });
  }
}

/** Files by the entries that decide them, in the order of their first file. */
function grouped(
  paths: Iterable<string>,
  before: Owners | undefined,
  after: Owners,
): readonly OwnedFiles[] {
  const groups = new Map<
    string,
    { now: number | null; after: number | null; files: number; examples: string[] }
  >();
  for (const path of paths) {
    const now = before?.entryOf(path) ?? null;
    const later = before === after ? now : after.entryOf(path);
    const key = `${now} ${later}`;
    const group = groups.get(key) ?? { now, after: later, files: 0, examples: [] };
    groups.set(key, group);
    group.files += 1;
    if (group.examples.length < EXAMPLES) group.examples.push(path);
  }
  return [...groups.values()];
}

function controlledPaths(
  patterns: readonly string[],
  files: readonly string[],
  before: Owners | undefined,
  after: Owners,
): readonly ControlledPath[] {
  if (patterns.length === 0) return [];
  const matcher = matcherOf(patterns);
  const covered = patterns.map((): string[] => []);
  for (const path of new Set(files)) for (const i of matcher.all(path)) covered[i]?.push(path);
  return patterns.map((pattern, index) => ({
    pattern,
    index,
    owned: grouped(covered[index] ?? [], before, after),
  }));
}
