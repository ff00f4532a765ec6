import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What `npm test` leaves behind, from the repository's root. */
export const RECORD = 'coverage/summary.json';

const COUNTS = z.object({ passed: z.number(), failed: z.number(), skipped: z.number() });
const FILE = z.object({
  ...COUNTS.shape,
  /** Commit that was checked out, and whether the tree held nothing else, before and after the run. */
  commit: z.string(),
  clean: z.boolean(),
  /** `guards` (types, lint, …), and each jest project that was run. */
  parts: z.record(z.string(), COUNTS),
});

export type TestRecord =
  | ({ readonly kind: 'record' } & z.infer<typeof FILE>)
  | { readonly kind: 'none'; readonly why: string };

/** The record of the last `npm test`, or why there is none that can be used. */
export async function readTestRecord(root: string): Promise<TestRecord> {
  try {
    const found = FILE.safeParse(JSON.parse(await readFile(join(root, RECORD), 'utf8')));
    if (found.success) return { kind: 'record', ...found.data };
    return {
      kind: 'none',
      why: `${RECORD} is no record of a run: ${z.prettifyError(found.error)}`,
    };
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return {
      kind: 'none',
      why: gone ? `there is no ${RECORD}` : `${RECORD}: ${(error as Error).message}`,
    };
  }
}
