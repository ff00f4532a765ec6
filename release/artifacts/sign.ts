import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Io } from '../../ops/frame/io.js';
import { runTool } from '../../ops/frame/process.js';
import { linesThatMatter } from '../../ops/frame/tool-failure.js';
import { releaseError } from '../errors.js';
import { SIGNATURE, SUMS } from './sums.js';

/** What a signature is for: one of another kind made with the same key is none of a release. */
const NAMESPACE = 'phase-mirror-release';

/** Signs SHA256SUMS with an SSH key (or its public half, where an agent holds the key). PM-8045. */
export async function signSums(io: Io, folder: string, key: string): Promise<void> {
  const result = await runTool(io, {
    command: 'ssh-keygen',
    args: ['-Y', 'sign', '-q', '-n', NAMESPACE, '-f', key, join(folder, SUMS)],
    title: 'ssh-keygen -Y sign',
    // Asks for nothing: a pass phrase comes from the agent or not at all.
    env: { SSH_ASKPASS_REQUIRE: 'never', DISPLAY: undefined },
  });
  if (result.exit !== 0 || !existsSync(join(folder, SIGNATURE))) {
    throw badSignature('SHA256SUMS cannot be signed', result.output);
  }
}

export interface Signers {
  /** File in the format of `ssh-keygen`'s ALLOWED SIGNERS. */
  readonly file: string;
  /** Who must have signed, as that file names them. */
  readonly identity: string;
}

/** Verifies the signature of SHA256SUMS. Throws PM-8045 for one that is missing, bad or somebody else's. */
export async function verifySignature(io: Io, folder: string, signers: Signers): Promise<string> {
  const signature = join(folder, SIGNATURE);
  if (!existsSync(signature)) throw badSignature(SIGNATURE, 'there is none');
  const { file, identity } = signers;
  const result = await runTool(io, {
    // ssh-keygen reads what was signed from its standard input, which our tools do not have.
    command: 'sh',
    args: [
      '-c',
      'exec ssh-keygen -Y verify -n "$1" -f "$2" -I "$3" -s "$4" < "$5"',
      'sh',
      NAMESPACE,
      file,
      identity,
      signature,
      join(folder, SUMS),
    ],
    title: 'ssh-keygen -Y verify',
  });
  if (result.exit !== 0) throw badSignature(SIGNATURE, result.output);
  return result.stdout.trim();
}

function badSignature(what: string, output: string): Error {
  return releaseError('PM-8045', { what, why: linesThatMatter(output).join('; ') });
}
