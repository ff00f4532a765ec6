import * as z from 'zod';
import { patternProblem } from '../codeowners/pattern.js';
import { readOwner } from '../codeowners/owner.js';
import { schemaKeys, type KeyPath } from '../nodes/checked.js';

/** Rule or sub-check. */
const check = z
  .string()
  .regex(/^MD-[0-9]{3}(\.[0-9]{1,2})?$/, 'must be a rule or sub-check such as MD-001 or MD-001.2')
  .meta({ examples: ['MD-001', 'MD-001.2'] });
const context = z
  .string()
  .min(1, 'must not be empty')
  .describe('Name of a status check, compared with case; `*` stands for any characters.');
const pattern = z
  .string()
  .min(1, 'must not be empty')
  .refine((text) => patternProblem(text) === undefined, {
    error: ({ input }) => patternProblem(String(input)) ?? 'is no pattern',
  })
  .describe('Pattern of paths as in CODEOWNERS.');
const limit = z.number().int().min(0).max(10_000).optional();
const severity = z.enum(['critical', 'high', 'medium', 'low', 'info']);
const flag = z.boolean().default(false);

const suppression = z.strictObject({
  check,
  subject: z
    .string()
    .min(1, 'must not be empty')
    .optional()
    .describe('What the finding is about, as the report names it; without it every subject.'),
  owner: z
    .string()
    .refine((text) => readOwner(text) !== undefined, {
      error: 'must be @user, @org/team or an e-mail address',
    })
    .describe('Who answers for it: @user, @org/team or an e-mail address.'),
  reason: z.string().trim().min(1, 'must say why').describe('Why it is right to look away.'),
  expires: z.iso
    .date('must be a date such as 2027-01-31')
    .describe('The last day, UTC, on which it holds.'),
});

/** The policy file. The JSON Schema in docs/schema and the type `Policy` are made from it. */
export const policySchema = z.strictObject({
  strictness: z
    .enum(['standard', 'strict'])
    .default('standard')
    .describe(
      'Findings let through: standard 0 critical, 3 high, 10 medium; strict 0, 0, 5. --strictness can only make it stricter.',
    ),
  thresholds: z
    .strictObject({ critical: limit, high: limit, medium: limit })
    .default({})
    .describe('Findings of a severity that a change may have, in place of those of `strictness`.'),
  mustVerify: z
    .array(
      z.union([
        check,
        z.literal('facts'),
        z.strictObject({
          check: z.union([check, z.literal('facts')]),
          subject: z.string().min(1, 'must not be empty'),
        }),
      ]),
    )
    .max(1000)
    .default([])
    .describe(
      'Questions that must have an answer: under `strict` an unknown answer to one blocks. `facts` is what could not be read.',
    ),
  externalContexts: z
    .array(context)
    .max(1000)
    .default([])
    .describe(
      'Required checks that other apps or commit statuses report, and no workflow here (MD-001.1).',
    ),
  allowSkip: z
    .array(context)
    .max(1000)
    .default([])
    .describe('Required checks that may be skipped, and so be green, on purpose (MD-001.5).'),
  queueStubs: z
    .array(context)
    .max(1000)
    .default([])
    .describe(
      'Required checks whose job in the merge queue does nothing on purpose (MD-001.7, MD-102.4).',
    ),
  deterministicJobs: z
    .array(context)
    .max(1000)
    .default([])
    .describe(
      'Checks whose jobs are claimed to answer the same for the same commit: nothing in them may hide a failure (MD-003.4).',
    ),
  reproducibleJobs: z
    .array(context)
    .max(1000)
    .default([])
    .describe(
      'Checks whose jobs are claimed to run in an environment that can be built again: runner, toolchain and dependencies are pinned (MD-003.5).',
    ),
  modelConsumers: z
    .array(pattern)
    .max(1000)
    .default([])
    .describe(
      'YAML and JSON files that configure who acts on the answers of a model: each has a threshold, an abstain and a fallback (MD-003.6).',
    ),
  require: z
    .strictObject({
      checks: flag.describe('Branches have required checks (MD-001.10).'),
      mergeQueue: flag.describe('Merges go through a merge queue (MD-102.9).'),
      everyEntryVerified: flag.describe(
        'Every entry of the queue is verified, not only its head (MD-102.3).',
      ),
      noBypass: flag.describe('Nobody may bypass queue, checks or review (MD-102.7).'),
      leastPrivilege: flag.describe(
        'Workflows have no permission that they do not need (MD-002.3).',
      ),
      signedCommits: flag.describe('Every commit is signed (MD-004.4).'),
      pullRequests: flag.describe(
        'Every commit of the branch comes through a pull request (MD-004.4).',
      ),
      matchingAuthors: flag.describe(
        'Who wrote, committed and proposed a commit is one account, or is named as co-author (MD-004.5).',
      ),
    })
    .prefault({})
    .describe('What this repository claims beside what GitHub enforces; rules hold it to that.'),
  autonomy: z
    .strictObject({
      controlledPaths: z
        .array(pattern)
        .max(1000)
        .default([])
        .describe(
          'Paths that no agent may change without the approval of a person (MD-002.1, MD-002.6, MD-004.8).',
        ),
      autoMerge: z
        .array(z.enum(['digest', 'patch', 'minor', 'major']))
        .max(4)
        .optional()
        .describe(
          'Kinds of updates that bots may merge by themselves; without it any kind (MD-002.5).',
        ),
    })
    .prefault({}),
  allowBotApproval: z
    .array(
      z.strictObject({
        bot: z
          .string()
          .min(1, 'must not be empty')
          .describe('Login of the bot, for example `renovate[bot]`.'),
        paths: z.array(pattern).min(1, 'must name the paths').max(1000),
      }),
    )
    .max(100)
    .default([])
    .describe('Bots whose approval may count, and the paths that it may count for (MD-002.2).'),
  references: z
    .array(
      z.strictObject({
        trailer: z
          .string()
          .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'must be the key of a trailer, such as Ticket')
          .describe('Key of the trailer, in any case: `Ticket`, `Refs`, `ADR`.'),
        pattern: z
          .string()
          .min(1, 'must not be empty')
          .max(500)
          .optional()
          .describe('What its whole value must match, in RE2 syntax: `[A-Z]+-[0-9]+`.'),
        decision: flag.describe('Its value must be the number or file of an ADR in force.'),
        paths: z
          .array(pattern)
          .min(1, 'must name the paths')
          .max(1000)
          .optional()
          .describe('Only changes there need it; without it every change.'),
      }),
    )
    .max(50)
    .default([])
    .describe('Trailers that some commit of a change must carry (MD-004.4).'),
  disclosure: z
    .enum(['require', 'forbid'])
    .optional()
    .describe(
      'Whether changes of agents must, or must not, carry an attribution trailer (MD-002.8).',
    ),
  pins: z
    .strictObject({
      trustedOwners: z
        .array(z.string().regex(/^[A-Za-z0-9-]{1,100}$/, 'must be a user or organisation'))
        .max(100)
        .default([])
        .describe(
          'Owners of actions, workflows and images that need not be pinned to a commit or digest, for example your own organisation (MD-003.1).',
        ),
    })
    .prefault({}),
  suppress: z
    .array(suppression)
    .max(1000)
    .default([])
    .describe(
      'Findings that are let through for a time; every one is counted in the report (MD-004.7).',
    ),
  severity: z
    .record(check, severity)
    .default({})
    .describe('Severity of a sub-check, or of a whole rule, in place of its own.'),
  redaction: z
    .strictObject({
      patterns: z
        .array(
          z.strictObject({
            name: z
              .string()
              .regex(
                /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
                'must be lower-case letters, digits and inner hyphens',
              ),
            flags: z.literal('i').optional().describe('`i`: upper and lower case are the same.'),
            pattern: z
              .string()
              .min(1, 'must not be empty')
              .max(500)
              .describe('Regular expression in RE2 syntax: linear time, no look-around.'),
          }),
        )
        .max(50)
        .default([]),
    })
    .prefault({})
    .describe('Secrets of a form of your own that reports must not show.'),
});

/** JSON Schema (draft 07, which editors know best) of the file as people write it. */
export function policyJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(policySchema, { target: 'draft-7', io: 'input' });
  return {
    $schema,
    $id: 'https://schemas.phase-mirror.dev/phase-mirror/policy@1.json',
    title: 'Policy of phase-mirror (.phase-mirror.yml)',
    ...rest,
  };
}

/** The keys that a mapping at a path may have. */
export function keysAt(path: KeyPath): readonly string[] {
  return schemaKeys(policyJsonSchema(), path);
}
