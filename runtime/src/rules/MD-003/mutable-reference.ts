import type { Facts, Tree } from '../../facts/index.js';
import type { Evidence, Severity } from '../finding.js';
import { policyOf } from '../policy-in-force.js';
import { rolesOf, type RoleOfJob } from '../roles.js';
import { claimEvidence } from '../required-checks.js';
import type { Rule } from '../rule.js';
import { evidenceAt, judgeEach, treeRule, type TreeResult, type Violation } from '../violation.js';
import { mutableReferenceMeta as meta } from './mutable-reference-meta.js';
import type { MutableReference } from './reference.js';
import { referencesOf } from './references.js';

/** What decides about a change or ships it, and can itself be changed from outside. */
export const mutableReference: Rule = treeRule(meta, judge);

/** One reference, with the job in which it weighs most. */
interface Used {
  readonly reference: MutableReference;
  readonly by: RoleOfJob;
  readonly jobs: Set<RoleOfJob>;
}

const WEIGHT = { required: 2, release: 1, other: 0 } as const;

function judge(tree: Tree, facts: Facts): TreeResult {
  const { trustedOwners } = policyOf(facts).pins;
  const trusted = new Set(trustedOwners.map((owner) => owner.toLowerCase()));
  const used = new Map<string, Used>();
  for (const by of rolesOf(tree)) {
    for (const reference of referencesOf(tree, by.job, trusted)) {
      const known = used.get(reference.name);
      const jobs = known?.jobs ?? new Set();
      jobs.add(by);
      if (known === undefined || WEIGHT[by.role] > WEIGHT[known.by.role]) {
        used.set(reference.name, { reference, by, jobs });
      }
    }
  }
  return judgeEach(meta.id, [...used.values()], violation);
}

function violation({ reference, by, jobs }: Used): Violation {
  const { name, says, fix, at } = reference;
  const more = jobs.size - 1;
  const also = more === 0 ? '' : `; ${more} more ${more === 1 ? 'job has' : 'jobs have'} it`;
  return {
    subject: name,
    severity: severityOf(by, reference),
    confidence: reference.sure ? 'high' : 'medium',
    title: `${name} can become something else ${WHERE[by.role]}`,
    claim: claimOf(by),
    reality: evidenceAt(`${name} ${says}${also}`, at),
    why: 'Whoever controls it decides what runs with the rights of the job, and no line of this repository changes.',
    fix: `${fix} Owners whom you trust go under \`pins.trustedOwners\` in .phase-mirror.yml.`,
  };
}

const WHERE = {
  required: 'in a job that a required check hangs on',
  release: 'in a job that releases',
  other: 'in a job that nothing requires',
} as const;

function severityOf({ role }: RoleOfJob, { moves }: MutableReference): Severity {
  if (role === 'other') return 'info';
  return moves === 'branch' ? 'high' : 'medium';
}

function claimOf({ role, job, workflow, requirement }: RoleOfJob): Evidence {
  if (requirement !== undefined) return claimEvidence(requirement);
  const says =
    role === 'release'
      ? `the job ${job.id} of ${workflow.path} ships what others use`
      : `the job ${job.id} of ${workflow.path} runs what its lines name`;
  return evidenceAt(says, job.at);
}
