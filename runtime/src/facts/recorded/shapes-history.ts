import {
  REVIEW_STATES,
  type EventFacts,
  type GroupFacts,
  type PullEnd,
  type PullFacts,
  type PushFacts,
  type ReviewFacts,
} from '../event-facts.js';
import type { ChangedFile, Commit } from '../git/commits.js';
import type { MailmapEntry } from '../git/mailmap.js';
import type { CommitMachine, Person, Trailer } from '../git/people.js';
import { SIGNATURES } from '../git/signatures.js';
import type { Account } from '../github/account.js';
import { flag, listOf, objectId, objectOf, oneOf, optional, text, whole } from './shape.js';

// A field added to a type of commits or events is added here as well: tsc names the shape that lacks it.

export const account = objectOf<Account>({
  login: text,
  id: optional(whole),
  type: optional(text),
});
const person = objectOf<Person>({ name: text, email: text, account: optional(account) });
const machine = objectOf<CommitMachine>({
  machine: text,
  kind: oneOf('agent', 'maintenance', 'automation'),
  by: oneOf('id', 'login', 'trailer'),
  where: oneOf('author', 'committer', 'trailer'),
});

export const commit = objectOf<Commit>({
  id: objectId,
  parents: listOf(objectId),
  author: person,
  committer: person,
  subject: text,
  trailers: listOf(objectOf<Trailer>({ key: text, value: text, account: optional(account) })),
  machines: listOf(machine),
  signature: oneOf(...SIGNATURES),
});

export const mailmapEntry = objectOf<MailmapEntry>({
  email: text,
  name: optional(text),
  to: text,
});

export const changedFile = objectOf<ChangedFile>({
  path: text,
  kind: oneOf('added', 'modified', 'deleted', 'renamed', 'copied', 'type-changed'),
  from: optional(text),
});

const end = objectOf<PullEnd>({ ref: text, commit: objectId, repository: optional(text) });
export const pull = objectOf<PullFacts>({
  number: whole,
  author: account,
  draft: flag,
  merged: flag,
  assignees: listOf(account),
  labels: listOf(text),
  head: end,
  base: end,
  autoMerge: optional(account),
});

export const event = objectOf<EventFacts>({
  name: text,
  action: optional(text),
  sender: optional(account),
  pull: optional(pull),
  review: optional(
    objectOf<ReviewFacts>({ author: account, state: oneOf(...REVIEW_STATES), commit: objectId }),
  ),
  group: optional(
    objectOf<GroupFacts>({ headRef: text, head: objectId, baseRef: text, base: objectId }),
  ),
  push: optional(objectOf<PushFacts>({ ref: text, forced: flag, deleted: flag })),
  schedule: optional(text),
});
