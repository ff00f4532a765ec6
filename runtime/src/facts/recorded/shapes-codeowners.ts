import type {
  CodeownersAt,
  CodeownersFacts,
  CodeownersFile,
  ControlledPath,
  OwnedFiles,
  OwnerEntry,
} from '../codeowners/codeowners.js';
import type { Owner } from '../codeowners/owner.js';
import type { BrokenLine } from '../codeowners/read-codeowners.js';
import { answerOf } from './shapes-answer.js';
import { quoted } from './shapes-places.js';
import {
  flag,
  listOf,
  objectId,
  objectOf,
  oneOf,
  optional,
  text,
  whole,
  type Shape,
} from './shape.js';

const index: Shape<number | null> = {
  problem: (value, at) => (value === null ? undefined : whole.problem(value, at)),
  withTexts: (value) => value,
};

const file = objectOf<CodeownersFile>({
  path: text,
  entries: listOf(
    objectOf<OwnerEntry>({
      ...quoted,
      pattern: text,
      owners: listOf(objectOf<Owner>({ text, kind: oneOf('user', 'team', 'email') })),
      matches: flag,
      decides: whole,
    }),
  ),
  broken: listOf(objectOf<BrokenLine>({ ...quoted, pattern: text, reason: text })),
  ignored: optional(text),
});
const at = answerOf(objectOf<CodeownersAt>({ commit: objectId, file: optional(file) }));
const owned = listOf(
  objectOf<OwnedFiles>({ now: index, after: index, files: whole, examples: listOf(text) }),
);

export const codeowners = objectOf<CodeownersFacts>({
  inForce: at,
  proposed: optional(at),
  changed: owned,
  removed: owned,
  controlled: listOf(objectOf<ControlledPath>({ pattern: text, index: whole, owned })),
});
