import type {
  CalibrationContribution,
  CalibrationStore,
  ContributionOutcome,
} from '../stores/ports.js';
import type { Anonymizer } from './anonymizer.js';
import type { ConsentAnswer, ConsentGate } from './consent.js';

/** What an organisation would give. Its name goes no further than here. */
export interface Gift extends Omit<CalibrationContribution, 'organisations'> {
  /** A GitHub login. */
  readonly organisation: string;
}

export type GiftOutcome =
  | { readonly outcome: ContributionOutcome }
  | { readonly outcome: 'refused'; readonly consent: Exclude<ConsentAnswer, { valid: true }> };

/**
 * Contributes to the aggregates if the organisation has consented to `rule_calibration`, and records
 * nothing otherwise: neither when it has not, nor when that cannot be read. Throws what the store throws.
 */
export async function giveToCalibration(
  { organisation, ...gift }: Gift,
  parts: {
    readonly anonymizer: Anonymizer;
    readonly consent: ConsentGate;
    readonly store: Pick<CalibrationStore, 'contribute'>;
  },
): Promise<GiftOutcome> {
  const organisations = parts.anonymizer.candidates(organisation);
  const consent = await consentOf(organisations, parts.consent);
  if (!consent.valid) return { outcome: 'refused', consent };
  return { outcome: await parts.store.contribute({ ...gift, organisations }) };
}

/**
 * A consent is kept under the salt that it was given under; what an organisation said last is under the
 * newest of them. One that cannot be read may be the newest: then there is none.
 */
async function consentOf(
  organisations: readonly string[],
  gate: ConsentGate,
): Promise<ConsentAnswer> {
  const answers = await Promise.all(
    organisations.map(async (id) => {
      const asked = await gate.checkConsent(id, ['rule_calibration']);
      return asked.get('rule_calibration') as ConsentAnswer;
    }),
  );
  const spoken = answers.find((answer) => answer.valid || answer.reason !== 'none');
  return spoken ?? (answers[0] as ConsentAnswer);
}
