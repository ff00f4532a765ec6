import {
  gapsOf,
  SAFEGUARDS,
  valueOf,
  type Facts,
  type ModelConsumer,
  type Tree,
} from '../../facts/index.js';
import { policyEvidence, policyOf } from '../policy-in-force.js';
import type { Rule } from '../rule.js';
import {
  evidenceAt,
  judgeEach,
  NOTHING_JUDGED,
  treeRule,
  type TreeResult,
  type Violation,
} from '../violation.js';
import { unsafeConsumerMeta as meta } from './declared-meta.js';

/** A declared consumer of a model's answers that acts on every answer. */
export const unsafeConsumer: Rule = treeRule(meta, judge);

function judge(tree: Tree, facts: Facts): TreeResult {
  if (policyOf(facts).modelConsumers.length === 0 || tree.consumers === undefined) {
    return NOTHING_JUDGED;
  }
  const result = judgeEach(meta.id, valueOf(tree.consumers) ?? [], (one) => judgeOne(facts, one));
  const unknowns = gapsOf(tree.consumers).map(({ reason, place }) => ({
    check: meta.id,
    subject: place?.path ?? 'modelConsumers',
    reason,
    remedy: 'Correct the file, or `modelConsumers` in .phase-mirror.yml.',
    ...(place === undefined ? {} : { place }),
  }));
  return { ...result, unknowns: [...result.unknowns, ...unknowns] };
}

const MEANS = {
  threshold: 'a threshold above 0 (a key with `threshold` or `min_confidence`)',
  abstain: 'what it does when it is not sure (a key with `abstain`)',
  fallback: 'what it does without the model (a key with `fallback`)',
} as const;

function judgeOne(facts: Facts, consumer: ModelConsumer): Violation | undefined {
  const { path, pointer, has } = consumer;
  const missing = SAFEGUARDS.filter((one) => !has.includes(one));
  if (missing.length === 0) return undefined;
  const words = missing.map((one) => (one === 'abstain' ? 'an abstain' : `a ${one}`)).join(', ');
  const part = pointer === '' ? path : `${path}#${pointer}`;
  return {
    subject: part,
    severity: 'medium',
    confidence: 'high',
    title: `${part} acts on a model without ${words}`,
    claim: policyEvidence(facts, '/modelConsumers', 'consumers of a model know when not to act'),
    reality: evidenceAt(`${part} has no ${missing.join(', no ')}`, consumer),
    why: 'A model answers also where it does not know. Without a limit each of its answers is acted on as if it were certain.',
    fix: `Give it ${missing.map((one) => MEANS[one]).join('; ')}.`,
  };
}
