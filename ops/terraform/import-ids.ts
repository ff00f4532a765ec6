import type { Scope } from '../../runtime/src/names/index.js';
import type { PlannedValues } from './show-plan.js';

/** Looks up ids that AWS gave and no name tells. */
export interface IdFinder {
  /** Key id of the enabled key that carries these tags. */
  key(tags: Readonly<Record<string, string>>): Promise<string | undefined>;
  backupPlan(name: string): Promise<string | undefined>;
  /** `<plan id>|<selection id>`. */
  backupSelection(name: string): Promise<string | undefined>;
}

type IdOf = (
  values: PlannedValues['after'],
  scope: Pick<Scope, 'account' | 'region'>,
  find: IdFinder,
) => string | undefined | Promise<string | undefined>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const attribute =
  (name: string): IdOf =>
  (values) =>
    text(values[name]);

const arn =
  (make: (name: string, scope: Pick<Scope, 'account' | 'region'>, path: string) => string): IdOf =>
  (values, scope) => {
    const name = text(values['name']);
    return name === undefined ? undefined : make(name, scope, text(values['path']) ?? '/');
  };

/**
 * Import ids of the types whose creation fails, or makes a second one, when the object is already
 * there. All other types (alarms, policies, bucket settings) are set, not created: their creation
 * takes over what exists.
 */
const IDS: Readonly<Record<string, IdOf>> = {
  aws_backup_plan: (values, _, find) => {
    const name = text(values['name']);
    return name === undefined ? undefined : find.backupPlan(name);
  },
  aws_backup_selection: (values, _, find) => {
    const name = text(values['name']);
    return name === undefined ? undefined : find.backupSelection(name);
  },
  aws_backup_vault: attribute('name'),
  aws_cloudtrail: arn(
    (name, { account, region }) => `arn:aws:cloudtrail:${region}:${account}:trail/${name}`,
  ),
  aws_cloudwatch_log_group: attribute('name'),
  aws_dynamodb_table: attribute('name'),
  aws_iam_openid_connect_provider: (values, { account }) => {
    const url = text(values['url']);
    return url === undefined
      ? undefined
      : `arn:aws:iam::${account}:oidc-provider/${url.replace(/^https?:\/\//, '')}`;
  },
  aws_iam_policy: arn((name, { account }, path) => `arn:aws:iam::${account}:policy${path}${name}`),
  aws_iam_role: attribute('name'),
  aws_kms_alias: attribute('name'),
  aws_kms_key: (values, _, find) => find.key(tagsOf(values)),
  aws_s3_bucket: attribute('bucket'),
  aws_sns_topic: arn((name, { account, region }) => `arn:aws:sns:${region}:${account}:${name}`),
  // The import of a secret would read its value into plan and state: see stray-secrets.ts.
  aws_ssm_parameter: (values) =>
    values['type'] === 'SecureString' ? undefined : text(values['name']),
};

export const ADOPTABLE_TYPES: readonly string[] = Object.keys(IDS);

/** The id under which an object that is to be created would already exist; undefined: none known. */
export async function importId(
  { type, after }: Pick<PlannedValues, 'type' | 'after'>,
  scope: Pick<Scope, 'account' | 'region'>,
  find: IdFinder,
): Promise<string | undefined> {
  return IDS[type]?.(after, scope, find);
}

/** All tags of a resource, those of the provider included. */
export function tagsOf(values: PlannedValues['after']): Readonly<Record<string, string>> {
  const tags = values['tags_all'] ?? values['tags'];
  return typeof tags === 'object' && tags !== null ? (tags as Record<string, string>) : {};
}

/** The tags that say whose something is. */
const OWNERSHIP = ['Project', 'Environment', 'Stack'] as const;

/**
 * Whether an existing object is the one that is to be created. One without any tags was left between
 * its creation and its tagging; its name is ours alone.
 */
export function isOurs(
  existing: PlannedValues['before'],
  planned: PlannedValues['after'],
): boolean {
  const has = tagsOf(existing);
  const wants = tagsOf(planned);
  if (Object.keys(has).length === 0) return true;
  return OWNERSHIP.every((tag) => has[tag] === wants[tag]);
}
