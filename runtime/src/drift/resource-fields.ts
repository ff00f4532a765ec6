import { valueOf, type Facts, type PlanFacts, type PlanResource } from '../facts/index.js';
import type { FieldDrift } from './compare.js';
import type { FieldKind } from './field.js';

/** What a kind of resource stands for, and how much hangs on it. */
export interface ResourceKind {
  readonly types: RegExp;
  /** Plural, in a sentence. */
  readonly what: string;
  readonly weight: FieldKind['weight'];
  /** Whether it protects something: a change of it outside of Terraform is then no mere untidiness. */
  readonly protects: boolean;
}

/** By the type of the resource; the first that matches. */
const KINDS: readonly ResourceKind[] = [
  { types: /^aws_kms_/, what: 'keys', weight: 3, protects: true },
  { types: /^aws_iam_/, what: 'permissions', weight: 3, protects: true },
  { types: /^aws_dynamodb_/, what: 'tables', weight: 3, protects: true },
  { types: /^aws_s3_(?:bucket|account)/, what: 'buckets', weight: 3, protects: true },
  { types: /^aws_(?:cloudtrail|backup_)/, what: 'audit and backup', weight: 3, protects: true },
  {
    types: /^github_(?:branch_protection|repository_ruleset|organization_ruleset)/,
    what: 'branch protection',
    weight: 3,
    protects: true,
  },
  {
    types: /^aws_(?:cloudwatch_(?:metric_alarm|composite_alarm|log_metric_filter)|sns_)/,
    what: 'alarms',
    weight: 2,
    protects: true,
  },
  { types: /^aws_(?:ssm_parameter|secretsmanager_)/, what: 'secrets', weight: 2, protects: true },
  { types: /^/, what: 'other resources', weight: 1, protects: false },
];

export function resourceKind(type: string): ResourceKind {
  return KINDS.find(({ types }) => types.test(type)) as ResourceKind;
}

/** A resource of a plan, and how it is called. */
export interface PlannedResource {
  readonly plan: PlanFacts;
  readonly resource: PlanResource;
  /** Its address; behind the file of its plan where several plans are judged. */
  readonly subject: string;
}

/** The resources of all plans, in their order. */
export function plannedResources({ plans }: Facts): readonly PlannedResource[] {
  const read = (plans ?? []).flatMap((answer) => valueOf(answer) ?? []);
  return read.flatMap((plan) =>
    plan.resources.map((resource) => ({
      plan,
      resource,
      subject: (plans ?? []).length > 1 ? `${plan.file} ${resource.address}` : resource.address,
    })),
  );
}

/** The resources of a plan as fields: what was changed outside of Terraform is weaker, by its weight. */
export function resourceDrift(facts: Facts): readonly FieldDrift[] {
  return plannedResources(facts).map(({ resource, subject }) => ({
    field: fieldOf(resourceKind(resource.type).weight),
    subject,
    outcome: resource.state === 'same' ? 'same' : 'weakened',
    was: 'applied',
    is: resource.state === 'deleted' ? undefined : resource.state,
  }));
}

const fieldOf = (weight: FieldKind['weight']): FieldKind => ({
  kind: 'resource',
  check: 'MD-005.7',
  weight,
  order: (was, is) => (was === is ? 'same' : 'weakened'),
  noun: (address) => `resource ${address}`,
  says: (address, value) => `${address} is ${value === undefined ? 'gone' : String(value)}`,
  read: () => undefined,
});
