import type {
  Adr,
  AdrLedger,
  AdrProblem,
  CitedFile,
  Enforces,
  EveryPath,
  StatedText,
} from '../adr/adr.js';
import type { AdrFacts } from '../collect-adrs.js';
import { flag, listOf, objectId, objectOf, optional, text, whole } from './shape.js';
import { answerOf } from './shapes-answer.js';
import { quoted } from './shapes-places.js';

// A field added to a type of an ADR is added here as well: tsc names the shape that lacks it.

const stated = objectOf<StatedText>({ ...quoted, value: text });

const adr = objectOf<Adr>({
  path: text,
  number: whole,
  status: stated,
  state: text,
  date: optional(stated),
  owners: listOf(text),
  supersedes: listOf(stated),
  supersededBy: listOf(stated),
  enforces: optional(
    objectOf<Enforces>({
      everyPath: optional(objectOf<EveryPath>({ ...quoted, checks: listOf(text) })),
      mergeQueue: optional(objectOf(quoted)),
      rules: listOf(stated),
      files: listOf(objectOf<CitedFile>({ ...quoted, value: text, exists: flag })),
    }),
  ),
  problems: listOf(objectOf<AdrProblem>({ ...quoted, reason: text })),
});

const ledger = answerOf(
  objectOf<AdrLedger>({ commit: objectId, adrs: listOf(adr), unlisted: whole }),
);

export const adrFacts = objectOf<AdrFacts>({ inForce: ledger, proposed: optional(ledger) });
