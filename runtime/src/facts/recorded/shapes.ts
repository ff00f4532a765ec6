import {
  FACTS_SCHEMA,
  MODES,
  type Change,
  type Facts,
  type ReportedCheck,
  type Tree,
} from '../snapshot.js';
import { flag, listOf, objectId, objectOf, oneOf, optional, text, type Shape } from './shape.js';
import { answerOf } from './shapes-answer.js';
import { adrFacts } from './shapes-adrs.js';
import { accepted } from './shapes-baseline.js';
import { changedFile, commit, event, mailmapEntry } from './shapes-history.js';
import { live } from './shapes-live.js';
import { codeowners } from './shapes-codeowners.js';
import { consumer } from './shapes-models.js';
import { gap } from './shapes-places.js';
import { ignore, policyFacts } from './shapes-policy.js';
import { claim } from './shapes-claims.js';
import { plans } from './shapes-plan.js';
import { action, workflow } from './shapes-workflows.js';

// A field added to a type of the snapshot is added here as well: tsc names the shape that lacks it.

const gaps = listOf(gap);

const check = objectOf<ReportedCheck>({
  segments: listOf(
    objectOf<ReportedCheck['segments'][number]>({
      file: text,
      job: text,
      pieces: listOf(text),
      uncut: optional(text),
    }),
  ),
  certain: flag,
  when: oneOf('always', 'run', 'skipped'),
  skip: optional(
    objectOf<NonNullable<ReportedCheck['skip']>>({
      always: flag,
      file: text,
      job: text,
      reports: flag,
    }),
  ),
  workflow: text,
  starts: listOf(
    objectOf<ReportedCheck['starts'][number]>({
      event: text,
      reach: objectOf<ReportedCheck['starts'][number]['reach']>({
        pullRequest: oneOf('yes', 'by-hand', 'no'),
        mergeGroup: oneOf('yes', 'no'),
        filtered: flag,
      }),
    }),
  ),
});

const tree = objectOf<Tree>({
  commit: objectId,
  workflows: answerOf(listOf(workflow)),
  checks: answerOf(listOf(check)),
  claims: answerOf(listOf(claim)),
  actions: optional(answerOf(listOf(action))),
  lockFiles: optional(listOf(text)),
  consumers: optional(answerOf(listOf(consumer))),
});

const change = objectOf<Change>({
  repository: text,
  mode: oneOf(...MODES),
  branch: answerOf(objectOf<{ name: string; source: string }>({ name: text, source: text })),
  head: objectId,
  base: optional(
    answerOf(
      objectOf<{ commit: string; kind: 'merge-base' | 'base' }>({
        commit: objectId,
        kind: oneOf('merge-base', 'base'),
      }),
    ),
  ),
  commits: answerOf(listOf(commit)),
  files: answerOf(listOf(changedFile)),
  mailmap: optional(listOf(mailmapEntry)),
  event: optional(event),
  asOf: text,
  gaps,
});

/** The snapshot as a file holds it. */
export const factsShape: Shape<Facts> = objectOf<Facts>({
  schema: oneOf(FACTS_SCHEMA),
  change,
  policy: policyFacts,
  ignores: listOf(ignore),
  adrs: adrFacts,
  codeowners,
  head: tree,
  before: optional(answerOf(tree)),
  live: optional(live),
  accepted: optional(answerOf(accepted)),
  plans: optional(plans),
});
