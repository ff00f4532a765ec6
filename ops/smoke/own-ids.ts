import { createHash } from 'node:crypto';
import type { Names } from '../../runtime/src/names/index.js';
import {
  blockKey,
  consentPartition,
  shardKey,
  SHARDS,
  verdictKey,
} from '../../runtime/src/stores/dynamodb/keys.js';

/**
 * Ids that only the smoke writes under, the same in every run: what a run that was killed left behind
 * is found by the next one. No rule of the oracle is of the family SM.
 */
export const RULE = 'SM-001';
export const CHECK = 'SM-001.1';
/** GitHub allows no dot in the name of an owner: nothing real is counted here. */
export const REPOSITORY = 'phase-mirror.smoke/evaluation';
export const BREAKER_REPOSITORY = 'phase-mirror.smoke/breaker';
export const BY = 'smoke';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Findings of direct calls; the evaluation's own have ids of their repository. */
export const FINDINGS: readonly string[] = [0, 1, 2].map((i) => digest(`${REPOSITORY} ${i}`));

/** Organisations in the anonymised form of the store, made of no salt, so that they never change. */
export const ORGANISATIONS = {
  consenting: `v1:${digest(`${REPOSITORY} consenting`)}`,
  expiring: `v1:${digest(`${REPOSITORY} expiring`)}`,
  silent: `v1:${digest(`${REPOSITORY} silent`)}`,
} as const;

/** A partition, or one item of it. */
export interface OwnPart {
  readonly table: string;
  readonly pk: string;
  readonly sk?: string;
}

/** Everywhere that a smoke may have written, now or in a run that died. */
export function ownParts(names: Names): readonly OwnPart[] {
  const { fpEvents, consent, blockCounter } = names.tables;
  return [
    ...SHARDS.map((shard) => ({ table: fpEvents.name, pk: shardKey(RULE, shard) })),
    ...FINDINGS.map((id) => ({ table: fpEvents.name, ...verdictKey(id) })),
    ...Object.values(ORGANISATIONS).map((id) => ({
      table: consent.name,
      pk: consentPartition(id),
    })),
    ...[REPOSITORY, BREAKER_REPOSITORY].map((repository) => ({
      table: blockCounter.name,
      pk: blockKey({ rule: RULE, repository, hour: '' }).pk,
    })),
  ];
}
