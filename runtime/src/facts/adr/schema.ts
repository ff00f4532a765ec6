import * as z from 'zod';
import { schemaKeys, type KeyPath } from '../nodes/checked.js';

const text = z.string().min(1, 'must not be empty');
const reference = z.union([text, z.int()]);
const texts = z.union([text, z.array(text)]);
const references = z.union([reference, z.array(reference)]);

const file = z
  .string()
  .regex(
    /^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\\:*?[\]\n]+$/,
    'must be a path from the root of the repository, without wildcards',
  );

const enforces = z
  .strictObject({
    checkRunsOn: z
      .literal('all paths')
      .optional()
      .describe('The checks run for every change: no filter of paths keeps them from starting.'),
    checks: z
      .array(text)
      .min(1, 'must name a check')
      .max(100)
      .optional()
      .describe('The checks that `checkRunsOn` is about; without it all that the branch requires.'),
    mergeQueue: z.literal(true).optional().describe('Merges go through a merge queue (MD-102.9).'),
    rules: z
      .array(
        z
          .string()
          .regex(/^MD-[0-9]{3}(\.[0-9]{1,2})?$/, 'must be a rule or sub-check such as MD-001.3'),
      )
      .max(100)
      .optional()
      .describe('Rules of phase-mirror by which the decision is held.'),
    files: z.array(file).max(100).optional().describe('Files and folders that it stands on.'),
  })
  .refine((block) => block.checks === undefined || block.checkRunsOn !== undefined, {
    error: '`checks` needs `checkRunsOn`',
    path: ['checks'],
  })
  .refine((block) => Object.keys(block).length > 0, { error: 'it demands nothing' });

/** The front matter of an ADR. Keys of other tools may stand beside these; `enforces` is strict. */
export const adrSchema = z.looseObject({
  status: text.describe(
    'proposed, accepted, rejected, deprecated or superseded; `superseded by 12` names the ADR.',
  ),
  date: text.optional().describe('When it was decided: 2026-11-22.'),
  owner: texts.optional().describe('Who answers for it; `deciders` and `decision-makers` do too.'),
  owners: texts.optional(),
  deciders: texts.optional(),
  'decision-makers': texts.optional(),
  supersedes: references.optional().describe('ADRs that it takes the place of: number or file.'),
  'superseded-by': references.optional().describe('ADRs that take its place: number or file.'),
  enforces: enforces
    .optional()
    .describe('What the decision demands, for a machine to hold the repository to.'),
});

export const enforcesSchema = enforces;

/** JSON Schema (draft 07) of the front matter. */
export function adrJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(adrSchema, { target: 'draft-7', io: 'input' });
  return {
    $schema,
    $id: 'https://schemas.phase-mirror.dev/phase-mirror/adr@1.json',
    title: 'Front matter of an ADR (docs/adr/*.md)',
    ...rest,
  };
}

/** The keys that a mapping at a path of the front matter may have. */
export function adrKeysAt(path: KeyPath): readonly string[] {
  return schemaKeys(adrJsonSchema(), path);
}
