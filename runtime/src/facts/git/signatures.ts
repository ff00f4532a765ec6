import { runtimeError } from '../../errors/index.js';
import { gitBytes, type Git } from './git.js';

/** The kind of signature that a commit carries. Whether it is good, and whose, only a keyring tells. */
export const SIGNATURES = ['none', 'openpgp', 'ssh', 'x509', 'other'] as const;
export type Signature = (typeof SIGNATURES)[number];

/** Reads the signatures of commits in one process, without running gpg. */
export async function readSignatures(
  git: Git,
  commits: readonly string[],
): Promise<ReadonlyMap<string, Signature>> {
  if (commits.length === 0) return new Map();
  const output = await gitBytes(git, ['cat-file', '--batch'], `${commits.join('\n')}\n`);
  const signatures = new Map<string, Signature>();
  let at = 0;
  for (const commit of commits) {
    const lineEnd = output.indexOf(0x0a, at);
    const line = output.toString('latin1', at, lineEnd < 0 ? at : lineEnd);
    const size = /^[0-9a-f]+ commit (\d+)$/.exec(line)?.[1];
    if (size === undefined) {
      throw runtimeError('PM-2002', {
        what: `git cat-file --batch in ${git.folder}`,
        why: line === '' ? 'the answer ends too early' : line,
      });
    }
    const start = lineEnd + 1;
    const end = start + Number(size);
    const header = output.indexOf('\n\n', start);
    const headerEnd = header < 0 || header > end ? end : header;
    signatures.set(commit, signatureIn(output.toString('latin1', start, headerEnd)));
    at = end + 1;
  }
  return signatures;
}

/** Lines of a value go on with a space, so a signed tag inside a merge is not taken for one. */
function signatureIn(header: string): Signature {
  const first = /^gpgsig(?:-sha256)? (.*)$/m.exec(header)?.[1];
  if (first === undefined) return 'none';
  return KINDS.find(([form]) => form.test(first))?.[1] ?? 'other';
}

const KINDS: readonly (readonly [RegExp, Signature])[] = [
  [/^-----BEGIN PGP (?:SIGNATURE|MESSAGE)-----/, 'openpgp'],
  [/^-----BEGIN SSH SIGNATURE-----/, 'ssh'],
  [/^-----BEGIN SIGNED MESSAGE-----/, 'x509'],
];
