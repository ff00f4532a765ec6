import type { Answer } from '../answer.js';
import type { MergeQueue, RequiredCheck } from '../claims/claim.js';
import type { ChangedFile, Commit, Person } from '../git/commits.js';
import {
  FACTS_SCHEMA,
  MODES,
  type BranchClaim,
  type Change,
  type Facts,
  type ReportedCheck,
  type Tree,
} from '../snapshot.js';
import {
  flag,
  listOf,
  objectId,
  objectOf,
  oneOf,
  optional,
  text,
  variantOf,
  whole,
  type Shape,
} from './shape.js';
import { gap, quoted } from './shapes-places.js';
import { workflow } from './shapes-workflows.js';

// A field added to a type of the snapshot is added here as well: tsc names the shape that lacks it.

const gaps = listOf(gap);

export function answerOf<T>(value: Shape<T>): Shape<Answer<T>> {
  type State<S> = Extract<Answer<T>, { readonly state: S }>;
  const shapes = {
    known: objectOf<{ state: 'known'; value: T }>({ state: oneOf('known'), value }),
    partial: objectOf<{ state: 'partial'; value: T }>({
      state: oneOf('partial'),
      value,
      gaps,
    } as never),
    unknown: objectOf<State<'unknown'>>({ state: oneOf('unknown'), gaps }),
  };
  return variantOf<Answer<T>, 'state'>('state', shapes as never);
}

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
  skip: optional(objectOf<Skip>({ always: flag, file: text, job: text, reports: flag })),
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

const claim = objectOf<BranchClaim>({
  kind: oneOf('branch-protection', 'ruleset'),
  path: text,
  name: optional(text),
  target: objectOf<BranchClaim['target']>({ include: listOf(text), exclude: listOf(text) }),
  enforcement: oneOf('active', 'evaluate', 'disabled'),
  strict: optional(flag),
  checks: listOf(objectOf<RequiredCheck>({ ...quoted, context: text, app: optional(whole) })),
  mergeQueue: optional(
    objectOf<MergeQueue>({
      ...quoted,
      groupingStrategy: optional(text),
      maxEntriesToMerge: optional(whole),
      checkResponseTimeoutMinutes: optional(whole),
    }),
  ),
  foreignWorkflows: flag,
  about: oneOf('yes', 'no', 'unknown'),
});

const tree = objectOf<Tree>({
  commit: objectId,
  workflows: answerOf(listOf(workflow)),
  checks: answerOf(listOf(check)),
  claims: answerOf(listOf(claim)),
});

const person = objectOf<Person>({ name: text, email: text });
const commit = objectOf<Commit>({
  id: objectId,
  parents: listOf(objectId),
  author: person,
  committer: person,
  subject: text,
  trailers: listOf(objectOf<Commit['trailers'][number]>({ key: text, value: text })),
});

const changedFile = objectOf<ChangedFile>({
  path: text,
  kind: oneOf('added', 'modified', 'deleted', 'renamed', 'copied', 'type-changed'),
  from: optional(text),
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
  gaps,
});

/** The snapshot as a file holds it. */
export const factsShape: Shape<Facts> = objectOf<Facts>({
  schema: oneOf(FACTS_SCHEMA),
  change,
  head: tree,
  before: optional(answerOf(tree)),
});
