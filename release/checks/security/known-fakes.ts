import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { releaseError } from '../../errors.js';

/** Reviewed values that look like secrets and are none, by digest: the values themselves stand in tests. */
export const FAKES = 'release/known-fakes.json';

const FILE = z.strictObject({
  fakes: z.array(
    z.strictObject({
      reason: z.string().min(10),
      digests: z.array(z.string().regex(/^[0-9a-f]{16}$/)).min(1),
    }),
  ),
});

/** Digests of values that are known to be no secrets; none without a file. Throws PM-8007 for a file that cannot be used. */
export async function readKnownFakes(root: string): Promise<ReadonlySet<string>> {
  try {
    const { fakes } = FILE.parse(JSON.parse(await readFile(join(root, FAKES), 'utf8')));
    return new Set(fakes.flatMap(({ digests }) => digests));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Set();
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw releaseError('PM-8007', {
      what: FAKES,
      why,
      remedy: `Put ${FAKES} right as said; without it no value is known to be a fake.`,
      cause: error,
    });
  }
}
