import type { PolicyFacts } from '../collect-policy.js';
import type { InlineIgnore } from '../ignores/ignore.js';
import {
  BUILT_IN_POLICY,
  type Policy,
  type PolicyFile,
  type PolicyInForce,
  type Suppression,
} from '../policy-file/policy.js';
import { answerOf } from './shapes-answer.js';
import { quoted } from './shapes-places.js';
import {
  flag,
  listOf,
  objectId,
  objectOf,
  oneOf,
  optional,
  position,
  text,
  whole,
  type Shape,
} from './shape.js';

// A field added to the policy is added here as well: tsc names the shape that lacks it.

/** An object with any keys, which stay as they are. */
function mapOf<T>(item: Shape<T>): Shape<Record<string, T>> {
  return {
    problem(value, at) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        return { at, why: 'an object is expected' };
      }
      return Object.entries(value)
        .map(([key, one]) => item.problem(one, `${at}/${key}`))
        .find((problem) => problem !== undefined);
    },
    withTexts: (value, change) =>
      Object.fromEntries(
        Object.entries(value).map(([key, one]) => [key, item.withTexts(one, change)]),
      ),
  };
}

/** A text that redaction must not change, for it is a pattern and no text of anybody. */
const pattern: Shape<string> = {
  problem: (value, at) => text.problem(value, at),
  withTexts: (value) => value,
};

/** A list that the schema makes mutable. */
const list = <T>(item: Shape<T>): Shape<T[]> => listOf(item) as Shape<T[]>;

const question: Shape<Policy['mustVerify'][number]> = {
  problem: (value, at) =>
    typeof value === 'string' ? text.problem(value, at) : subjectQuestion.problem(value, at),
  withTexts: (value, change) =>
    typeof value === 'string' ? value : subjectQuestion.withTexts(value, change),
};
const subjectQuestion = objectOf<{ check: string; subject: string }>({
  check: pattern,
  subject: text,
});

const flags = objectOf<Policy['require']>(
  Object.fromEntries(Object.keys(BUILT_IN_POLICY.require).map((key) => [key, flag])) as never,
);
const limit = optional(whole);

const policy = objectOf<Policy>({
  strictness: oneOf('standard', 'strict'),
  thresholds: objectOf<Policy['thresholds']>({ critical: limit, high: limit, medium: limit }),
  mustVerify: list(question),
  externalContexts: list(text),
  allowSkip: list(text),
  queueStubs: list(text),
  deterministicJobs: list(text),
  reproducibleJobs: list(text),
  modelConsumers: list(text),
  require: flags,
  autonomy: objectOf<Policy['autonomy']>({
    controlledPaths: list(text),
    autoMerge: optional(list(oneOf('digest', 'patch', 'minor', 'major'))),
  }),
  allowBotApproval: list(
    objectOf<Policy['allowBotApproval'][number]>({ bot: text, paths: list(text) }),
  ),
  references: list(
    objectOf<Policy['references'][number]>({
      trailer: text,
      pattern: optional(pattern),
      decision: flag,
      paths: optional(list(text)),
    }),
  ),
  disclosure: optional(oneOf('require', 'forbid')),
  pins: objectOf<Policy['pins']>({ trustedOwners: list(text) }),
  suppress: list(
    objectOf<Suppression>({
      check: pattern,
      subject: optional(text),
      owner: text,
      reason: text,
      expires: pattern,
    }),
  ),
  severity: mapOf(oneOf('critical', 'high', 'medium', 'low', 'info')),
  redaction: objectOf<Policy['redaction']>({
    patterns: list(
      objectOf<Policy['redaction']['patterns'][number]>({
        name: text,
        flags: optional(oneOf('i')),
        pattern,
      }),
    ),
  }),
});

const file = objectOf<PolicyFile>({ path: text, policy, at: mapOf(objectOf(quoted)) });

export const ignore = objectOf<InlineIgnore>({
  ...quoted,
  checks: listOf(pattern),
  reason: text,
  line: position,
  accepted: oneOf('yes', 'no', 'unknown'),
});

export const policyFacts = objectOf<PolicyFacts>({
  inForce: answerOf(
    objectOf<PolicyInForce>({
      from: oneOf('base', 'head'),
      commit: objectId,
      file: optional(file),
    }),
  ),
  proposed: optional(file),
});
