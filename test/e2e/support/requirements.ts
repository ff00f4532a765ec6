import { fileURLToPath } from 'node:url';
import { maskedIo, type Io } from '../../../ops/frame/io.js';
import { renderError } from '../../../runtime/src/errors/index.js';
import { detectTools } from '../../../ops/tools/detect.js';
import { missingTools } from '../../../ops/tools/missing.js';

/** Folder of the checkout under test. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '');

/** What the end-to-end tests lack on this machine, and how to install it; undefined for nothing. */
export async function missingForE2e(env: Io['env']): Promise<string | undefined> {
  const { stdout, stderr, stdin } = process;
  const io = maskedIo({ stdout, stderr, stdin, env, root: ROOT });
  const error = missingTools(await detectTools(io, ['git', 'terraform', 'python']));
  return error === undefined ? undefined : renderError(error);
}

/** Throws what is missing. A test that needs Terraform fails without it; it never skips. */
export async function requireTools(): Promise<void> {
  const missing = await missingForE2e(process.env);
  if (missing !== undefined) throw new Error(missing);
}
