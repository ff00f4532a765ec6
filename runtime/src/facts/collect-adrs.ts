import type { AdrLedger } from './adr/adr.js';
import { readAdr, type ReadAdr } from './adr/read-adr.js';
import { gapsOf, known, seen, unknown, valueOf, type Answer, type Gap } from './answer.js';
import type { Git } from './git/git.js';
import { listTree, type TreeEntry } from './git/tree.js';
import { readFiles } from './read-files.js';
import { unlessMissing } from './unless-missing.js';

/** The decisions of a change: those that hold, and those that it would leave. */
export interface AdrFacts {
  /** Of the tip of the branch that the change goes to; of the head where no change is judged. */
  readonly inForce: Answer<AdrLedger>;
  /** With the change; absent where it leaves the ADRs as they are, or where no change is judged. */
  readonly proposed?: Answer<AdrLedger>;
}

/** Folders in which ADR tools keep their files. */
const FOLDERS = ['docs/adr', 'doc/adr', 'docs/decisions', 'doc/decisions'];
/** `0007-title.md`, `ADR-7 title.md`. */
const NAME = /^(?:adr[-_ ]?)?(\d{1,6})[-_ .].*\.md$/i;

/** Reads the ADRs; a change is judged by those of the branch that it goes to (ADR 0010). */
export async function collectAdrs(
  git: Git,
  { head, base }: { readonly head: string; readonly base?: Answer<string> },
): Promise<AdrFacts> {
  const own = await listAdrs(git, head);
  const after = await readLedger(git, head, own);
  if (base === undefined) return { inForce: after };
  const commit = valueOf(base);
  if (commit === undefined) return { inForce: unknown(...gapsOf(base)), proposed: after };
  const theirs = await unlessMissing(commit, async () => known(await listAdrs(git, commit)));
  const entries = valueOf(theirs);
  if (entries === undefined) return { inForce: unknown(...gapsOf(theirs)), proposed: after };
  const inForce = await unlessMissing(commit, () => readLedger(git, commit, entries));
  return isSame(own, entries) ? { inForce } : { inForce, proposed: after };
}

async function listAdrs(git: Git, commit: string): Promise<readonly TreeEntry[]> {
  return (await listTree(git, commit, FOLDERS)).filter(({ path }) => numberOf(path) !== undefined);
}

function numberOf(path: string): number | undefined {
  const folder = FOLDERS.find((one) => path.startsWith(`${one}/`));
  const name = folder === undefined ? '' : path.slice(folder.length + 1);
  const digits = name.includes('/') ? undefined : NAME.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function isSame(a: readonly TreeEntry[], b: readonly TreeEntry[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ path, blob }, i) => path === b[i]?.path && blob === b[i].blob)
  );
}

async function readLedger(
  git: Git,
  commit: string,
  entries: readonly TreeEntry[],
): Promise<Answer<AdrLedger>> {
  const adrs: ReadAdr[] = [];
  const gaps: Gap[] = [];
  let unlisted = 0;
  for (const { entry, content } of await readFiles(git, entries)) {
    const read =
      'code' in content ? content : await readAdr(content, numberOf(entry.path) as number);
    if (read === undefined) unlisted += 1;
    else if ('code' in read) gaps.push(read);
    else adrs.push(read);
  }
  const cited = [...new Set(adrs.flatMap((adr) => adr.enforces?.files ?? []).map(bare))];
  const tracked = cited.length === 0 ? [] : await listTree(git, commit, cited);
  const exists = (path: string): boolean =>
    tracked.some((entry) => entry.path === path || entry.path.startsWith(`${path}/`));
  const ledger: AdrLedger = {
    commit,
    unlisted,
    adrs: adrs.map(({ enforces, ...adr }) =>
      enforces === undefined
        ? adr
        : {
            ...adr,
            enforces: {
              ...enforces,
              files: enforces.files.map((file) => ({ ...file, exists: exists(bare(file)) })),
            },
          },
    ),
  };
  return seen(ledger, gaps);
}

/** A folder may be written with a slash behind it. */
const bare = ({ value }: { readonly value: string }): string => value.replace(/\/+$/, '');
