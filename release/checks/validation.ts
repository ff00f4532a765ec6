import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../ops/frame/whole-file.js';
import { z } from 'zod';
import type { ExitCode } from '../../runtime/src/errors/index.js';
import { releaseError } from '../errors.js';
import { CATEGORIES } from './check.js';
import { exitOf, type Verdict } from './runner.js';
import { countsOf } from './table.js';

const ENTRY = z.object({
  id: z.string(),
  category: z.enum(CATEGORIES),
  question: z.string(),
  outcome: z.enum(['pass', 'fail', 'could-not-run', 'waived', 'not-applicable']),
  why: z.string(),
  remedy: z.string(),
  commands: z.array(z.string()),
  subjects: z.array(z.string()),
  ms: z.number(),
  /** When it was examined, UTC. */
  at: z.iso.datetime(),
  /** Path of the evidence from the folder of this file, and the SHA-256 of its bytes. */
  evidence: z.object({ path: z.string(), sha256: z.string() }),
});

const FILE = z.object({
  schema: z.literal(1),
  version: z.string().nullable(),
  environment: z.string(),
  commit: z.string(),
  /** False when the tree held anything that is not in the commit. */
  clean: z.boolean(),
  at: z.iso.datetime(),
  /** Every check that there is was examined on this commit. */
  complete: z.boolean(),
  exit: z.number(),
  counts: z.record(z.string(), z.number()),
  checks: z.array(ENTRY),
});
/** `.release/<version>/validation.json`: what the changelog and the plan of a release read. */
export type Validation = z.infer<typeof FILE>;

export const VALIDATION = 'validation.json';

/** The validation kept in the folder; undefined where there is none. Throws PM-8009 for what is none. */
export async function readValidation(folder: string): Promise<Validation | undefined> {
  const path = join(folder, VALIDATION);
  try {
    return FILE.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw releaseError('PM-8009', { what: path, why, cause: error });
  }
}

/** Of what the verdicts are: the commit and all that makes them comparable. */
export interface Subject {
  readonly version: string | null;
  readonly environment: string;
  readonly commit: string;
  readonly clean: boolean;
  readonly now: number;
  /** Ids of every check that there is, in the order of the table. */
  readonly known: readonly string[];
}

/**
 * Writes the evidence of each check and the validation beside it. Checks that were examined before on the
 * same commit, both times with a clean tree, stay in it: `--only` looks again at what it names.
 */
export async function keepValidation(
  folder: string,
  verdicts: readonly Verdict[],
  subject: Subject,
): Promise<Validation> {
  const { version, environment, commit, clean, now, known } = subject;
  const at = new Date(now).toISOString();
  const before = await readValidation(folder).catch(() => undefined);
  const same =
    before?.commit === commit && before.clean && clean && before.environment === environment;
  if (!same) await rm(join(folder, 'evidence'), { recursive: true, force: true });
  const examined = new Map<string, Validation['checks'][number]>(
    (same ? before.checks : []).map((entry) => [entry.id, entry]),
  );
  for (const { evidence, commands, subjects, ...verdict } of verdicts) {
    const path = `evidence/${verdict.id}.txt`;
    const text = `${verdict.question}\n${verdict.outcome}: ${verdict.why}\n\n${evidence}\n`;
    writeWhole(join(folder, path), text);
    const sha256 = createHash('sha256').update(text).digest('hex');
    examined.set(verdict.id, {
      ...verdict,
      commands: [...commands],
      subjects: [...subjects],
      at,
      evidence: { path, sha256 },
    });
  }
  const checks = known.flatMap((id) => examined.get(id) ?? []);
  const validation: Validation = {
    schema: 1,
    version,
    environment,
    commit,
    clean,
    at,
    complete: checks.length === known.length,
    exit: exitOf(checks) satisfies ExitCode,
    counts: countsOf(checks),
    checks,
  };
  writeWhole(join(folder, VALIDATION), `${JSON.stringify(validation, null, 2)}\n`);
  return validation;
}
