import type { Gap } from './answer.js';
import type { Git } from './git/git.js';
import { readBlobs, type TreeEntry } from './git/tree.js';
import { decodeUtf8, textFile, type TextFile } from './text.js';

/** GitHub's workflow parser: ParseOptions.MaxFileSize. */
const MAX_BYTES = 1024 * 1024;

export interface FoundFile {
  readonly entry: TreeEntry;
  readonly content: TextFile | Gap;
}

/** The texts of files of a commit; what GitHub would not read is a gap. */
export async function readFiles(
  git: Git,
  entries: readonly TreeEntry[],
): Promise<readonly FoundFile[]> {
  const readable = entries.filter((e) => e.kind === 'file' && e.size <= MAX_BYTES);
  const blobs = await readBlobs(
    git,
    readable.map((e) => e.blob),
  );
  return entries.map((entry) => {
    const bytes = blobs.get(entry.blob);
    const gap = (code: Gap['code'], why: string): FoundFile => ({
      entry,
      content: { code, reason: `${entry.path}: ${why}`, place: { path: entry.path, line: 1 } },
    });
    if (entry.kind !== 'file')
      return gap('file-symbolic-link', `it is a ${entry.kind.replace('-', ' ')}`);
    if (entry.size > MAX_BYTES || bytes === undefined) {
      return gap('file-too-large', `it has ${entry.size} bytes; GitHub reads ${MAX_BYTES}`);
    }
    const text = decodeUtf8(bytes);
    if (text === undefined) return gap('file-not-utf8', 'its bytes are not UTF-8');
    return { entry, content: textFile(entry.path, text) };
  });
}
