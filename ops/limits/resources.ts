import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Names of what the synthesised stacks make, by Terraform type. */
export type Planned = ReadonlyMap<string, readonly string[]>;

/** The attribute that names a resource in its service; the alias stands for its key, which has none. */
const NAMED_BY: Readonly<Record<string, string>> = {
  aws_cloudtrail: 'name',
  aws_cloudwatch_composite_alarm: 'alarm_name',
  aws_cloudwatch_metric_alarm: 'alarm_name',
  aws_dynamodb_table: 'name',
  aws_iam_policy: 'name',
  aws_iam_role: 'name',
  aws_kms_alias: 'name',
  aws_s3_bucket: 'bucket',
  aws_sns_topic: 'name',
};

/** Reads what a deploy would make from the synthesised stacks: no Terraform runs. */
export async function plannedResources(outdir: string): Promise<Planned> {
  const planned = new Map<string, string[]>();
  for (const stack of await readdir(join(outdir, 'stacks'))) {
    const text = await readFile(join(outdir, 'stacks', stack, 'cdk.tf.json'), 'utf8');
    const { resource = {} } = JSON.parse(text) as {
      readonly resource?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
    };
    for (const [type, members] of Object.entries(resource)) {
      const attribute = NAMED_BY[type];
      if (attribute === undefined) continue;
      const names = Object.entries(members).map(([id, given]) =>
        nameOf(given[attribute], type, id),
      );
      planned.set(type, [...(planned.get(type) ?? []), ...names]);
    }
  }
  return planned;
}

type Attributes = Readonly<Record<string, unknown>>;

/** A name that only Terraform would know counts as one more: nothing is taken for there already. */
const nameOf = (name: unknown, type: string, id: string): string =>
  typeof name === 'string' && !name.includes('${') ? name : `${type}.${id}`;
