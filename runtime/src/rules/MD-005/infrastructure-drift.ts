import {
  plannedResources,
  resourceKind,
  type PlannedResource,
} from '../../drift/resource-fields.js';
import { gapsOf, type Facts } from '../../facts/index.js';
import type { RuleResult, Severity } from '../finding.js';
import type { Rule } from '../rule.js';
import { findingOf, judgeEach, type Violation } from '../violation.js';
import { placeOfDrift } from './accepted.js';
import { infrastructureDriftMeta } from './infrastructure-drift-meta.js';

const CHECK = infrastructureDriftMeta.id;

/** Resources that somebody changed or deleted past Terraform, as a plan found them. */
export const infrastructureDrift: Rule = {
  meta: infrastructureDriftMeta,
  judge(facts): RuleResult {
    if (facts.change.mode !== 'drift') return { findings: [], unknowns: [], judged: 0 };
    const place = placeOfDrift(facts);
    const { violations, judged } = judgeEach(CHECK, plannedResources(facts), judgeOne);
    return {
      // Terraform says nothing of lines: it is shown where the branch is claimed to be protected.
      findings: violations.map((one) => ({ ...findingOf(CHECK, one, false), place })),
      unknowns: questions(facts),
      judged,
    };
  },
};

function questions({ plans }: Facts): RuleResult['unknowns'] {
  return (plans ?? []).flatMap(gapsOf).map(({ reason }) => ({
    check: CHECK,
    subject: 'infrastructure',
    reason,
    remedy:
      'Make it again: `terraform plan -refresh-only -out p.tfplan && terraform show -json p.tfplan`.',
  }));
}

function judgeOne({ plan, resource, subject }: PlannedResource): Violation | undefined {
  const { address, type, state, attributes, pointer } = resource;
  if (state === 'same') return undefined;
  const { what, protects } = resourceKind(type);
  const gone = state === 'deleted';
  return {
    subject,
    severity: severityOf(protects, gone),
    confidence: 'high',
    title: `${address} was ${state} outside of Terraform`,
    claim: { says: `the Terraform state holds ${address} as it was applied`, quote: '' },
    reality: {
      says: gone ? 'it is not there any more' : `it differs in ${attributes.join(', ')}`,
      quote: '',
      api: `terraform show -json ${plan.file}#${pointer ?? ''}`,
    },
    why: protects
      ? `It is one of the ${what}: what protects was changed where no review sees it, and no plan asked for it.`
      : 'What stands is not what the code says, and the next apply undoes it or builds upon it unseen.',
    fix: `Find out who changed it (CloudTrail), then \`terraform apply\` to put it back; or write the change into the code and apply that.`,
  };
}

function severityOf(protects: boolean, gone: boolean): Severity {
  if (protects) return 'high';
  return gone ? 'medium' : 'low';
}
