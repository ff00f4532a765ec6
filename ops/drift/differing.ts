import type { LiveResource, PlannedValues } from '../terraform/show-plan.js';

type Values = Readonly<Record<string, unknown>>;

/**
 * Attributes that another resource sets: the state of the first has them as they were before the other
 * was made. Where the other is in the state, it is compared itself.
 */
const SET_BY_ANOTHER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_s3_bucket: {
    lifecycle_rule: 'aws_s3_bucket_lifecycle_configuration',
    logging: 'aws_s3_bucket_logging',
    object_lock_configuration: 'aws_s3_bucket_object_lock_configuration',
    policy: 'aws_s3_bucket_policy',
    server_side_encryption_configuration: 'aws_s3_bucket_server_side_encryption_configuration',
    versioning: 'aws_s3_bucket_versioning',
  },
  aws_sns_topic: { policy: 'aws_sns_topic_policy' },
};

/** What AWS counts or notes by itself. */
const NOBODYS: ReadonlySet<string> = new Set(['aws_iam_policy.attachment_count']);

/** Names of the attributes in which a resource differs from its state, without what others set. Pure. */
export function differing(
  { type, before, after }: PlannedValues,
  live: readonly LiveResource[],
): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.filter((name) => {
    if (canonical(before[name]) === canonical(after[name])) return false;
    if (NOBODYS.has(`${type}.${name}`)) return false;
    const other = SET_BY_ANOTHER[type]?.[name];
    if (other !== undefined && live.some((one) => one.type === other && belongs(one, after))) {
      return false;
    }
    return !(type === 'aws_iam_role' && isAttached(name, after, live));
  });
}

const belongs = ({ values }: LiveResource, owner: Values): boolean =>
  [values['bucket'], values['arn'], values['id']].some(
    (one) => one !== undefined && (one === owner['id'] || one === owner['arn']),
  );

/** A role's policies are resources of their own; one that none of them attached is drift. */
function isAttached(name: string, role: Values, live: readonly LiveResource[]): boolean {
  const own = live.filter(({ values }) => values['role'] === role['name']);
  const of = (type: string, attribute: string): readonly unknown[] =>
    own.filter((one) => one.type === type).map(({ values }) => values[attribute]);
  if (name === 'managed_policy_arns') {
    return sameSet(role[name], of('aws_iam_role_policy_attachment', 'policy_arn'));
  }
  if (name !== 'inline_policy') return false;
  const policies = (role[name] ?? []) as readonly { readonly name?: string }[];
  return sameSet(
    policies.map((policy) => policy.name),
    of('aws_iam_role_policy', 'name'),
  );
}

const sameSet = (a: unknown, b: readonly unknown[]): boolean =>
  canonical([...((a ?? []) as readonly unknown[])].sort()) === canonical([...b].sort());

/** JSON in which zero values are absent: Terraform's providers write null, 0, false, "" and [] for one another. */
function canonical(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (value === '' || value === 0 || value === false) return undefined;
  if (Array.isArray(value)) {
    return value.length === 0
      ? undefined
      : `[${value.map((one) => canonical(one) ?? 'null').join(',')}]`;
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([key, content]) => {
        const text = canonical(content);
        return text === undefined ? [] : [`${JSON.stringify(key)}:${text}`];
      });
    return entries.length === 0 ? undefined : `{${entries.join(',')}}`;
  }
  return typeof value === 'string'
    ? (ofJson(value) ?? JSON.stringify(value))
    : JSON.stringify(value);
}

/** Policies are JSON in a text, which AWS lays out anew. */
function ofJson(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return canonical(JSON.parse(text)) ?? '';
  } catch {
    return undefined;
  }
}
