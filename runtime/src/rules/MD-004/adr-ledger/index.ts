import { gapsOf, valueOf, type Answer, type Facts } from '../../../facts/index.js';
import { ledgerOf } from '../../decisions.js';
import type { Finding, RuleResult, Unknown } from '../../finding.js';
import type { Rule } from '../../rule.js';
import { claimedBefore, findingOf, type TreeResult } from '../../violation.js';
import { contradictions } from './contradictions.js';
import { ledgerFaults } from './faults.js';
import { adrLedgerMeta } from './meta.js';

const CHECK = adrLedgerMeta.id;

/**
 * What ADRs say of themselves in front matter, against each other and against the repository. `isRule`
 * tells whether a rule or sub-check of that id exists.
 */
export function adrLedger(isRule: (id: string) => boolean): Rule {
  return {
    meta: adrLedgerMeta,
    judge(facts): RuleResult {
      const { adrs } = facts;
      const left = adrs.proposed ?? adrs.inForce;
      const ledger = ledgerOf(valueOf(left));
      const found = ledger === undefined ? [] : ledgerFaults(ledger, isRule);
      const before = ledgerOf(valueOf(adrs.inForce));
      const stood =
        before === undefined
          ? undefined
          : new Set(ledgerFaults(before, isRule).map(({ subject }) => subject));
      const faults = found.map((violation) => {
        const isNew = adrs.proposed !== undefined && stood?.has(violation.subject) === false;
        return findingOf(CHECK, violation, isNew);
      });
      const enforced = contradictions(facts.head, facts);
      return {
        findings: [...faults, ...introducedIn(enforced, facts)],
        unknowns: [...enforced.unknowns, ...unread(left)],
        judged: (ledger?.adrs.length ?? 0) + enforced.judged,
      };
    },
  };
}

function introducedIn({ violations }: TreeResult, facts: Facts): readonly Finding[] {
  const before = violations.length === 0 ? undefined : claimedBefore(facts);
  const old = before === undefined ? undefined : contradictions(before, facts).violations;
  const known = new Set(old?.map(({ subject }) => subject));
  return violations.map((violation) =>
    findingOf(CHECK, violation, old !== undefined && !known.has(violation.subject)),
  );
}

/** A front matter that cannot be read may decide anything. */
function unread(answer: Answer<unknown>): readonly Unknown[] {
  return gapsOf(answer)
    .filter(({ place }) => place !== undefined)
    .map(({ reason, place }) => ({
      check: CHECK,
      subject: place?.path ?? 'ADRs',
      reason,
      remedy: 'Correct the front matter at the place shown.',
      ...(place === undefined ? {} : { place }),
    }));
}
