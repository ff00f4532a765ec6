import { DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { paginateListTables } from '@aws-sdk/client-dynamodb';
import {
  GetAccountSummaryCommand,
  paginateListPolicies,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import { paginateListAliases } from '@aws-sdk/client-kms';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { paginateListTopics } from '@aws-sdk/client-sns';
import type { AwsClients } from '../aws/clients.js';
import { serviceQuota } from './service-quota.js';

/** One quota of the account that a deploy uses up. */
export interface QuotaSpec {
  /** `dynamodb tables`, stable: reports are compared by it. */
  readonly id: string;
  /** Terraform types whose resources count. */
  readonly types: readonly string[];
  /** Names of what there is in the account, of everybody's. */
  readonly present: (clients: AwsClients) => Promise<readonly string[]>;
  readonly quota: (clients: AwsClients) => Promise<number>;
}

/** The quotas that the stacks' resources count towards. */
export const QUOTAS: readonly QuotaSpec[] = [
  {
    id: 'dynamodb tables',
    types: ['aws_dynamodb_table'],
    present: ({ dynamodb }) =>
      all(paginateListTables({ client: dynamodb }, {}), (page) => page.TableNames),
    quota: of('dynamodb', 'L-F98FE922', /^maximum number of tables$/i),
  },
  {
    id: 'cloudwatch alarms',
    types: ['aws_cloudwatch_metric_alarm', 'aws_cloudwatch_composite_alarm'],
    present: ({ cloudwatch }) =>
      all(
        paginateDescribeAlarms(
          { client: cloudwatch },
          { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 },
        ),
        (page) =>
          [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])].map((a) => a.AlarmName),
      ),
    quota: of('monitoring', 'L-2FF78D7B', /^number of alarms|^alarms/i),
  },
  {
    id: 'sns topics',
    types: ['aws_sns_topic'],
    present: ({ sns }) =>
      all(paginateListTopics({ client: sns }, {}), (page) =>
        page.Topics?.map(({ TopicArn }) => TopicArn?.split(':').at(-1)),
      ),
    quota: of('sns', 'L-61103206', /^topics per account$/i),
  },
  {
    // Every key of the stacks has one alias; AWS's own keys count for nothing.
    id: 'kms keys',
    types: ['aws_kms_alias'],
    present: async ({ kms }: AwsClients): Promise<readonly string[]> =>
      (
        await all(paginateListAliases({ client: kms }, {}), (page) =>
          page.Aliases?.map(({ AliasName }) => AliasName),
        )
      ).filter((name) => !name.startsWith('alias/aws/')),
    quota: of('kms', 'L-C2F1777E', /^(customer master keys|kms keys)/i),
  },
  {
    id: 's3 buckets',
    types: ['aws_s3_bucket'],
    present: ({ s3 }) => buckets(s3),
    quota: of('s3', 'L-DC2B2D3D', /^(general purpose )?buckets$/i),
  },
  {
    // Service Quotas does not list it everywhere; AWS grants nobody more.
    id: 'cloudtrail trails',
    types: ['aws_cloudtrail'],
    present: async ({ cloudtrail }: AwsClients): Promise<readonly string[]> => {
      const { trailList } = await cloudtrail.send(
        new DescribeTrailsCommand({ includeShadowTrails: true }),
      );
      return (trailList ?? []).map(({ Name = '' }) => Name);
    },
    quota: () => Promise.resolve(TRAILS_PER_REGION),
  },
  {
    id: 'iam roles',
    types: ['aws_iam_role'],
    present: ({ iam }) =>
      all(paginateListRoles({ client: iam }, {}), (page) =>
        page.Roles?.map(({ RoleName }) => RoleName),
      ),
    quota: summary('RolesQuota'),
  },
  {
    id: 'iam policies',
    types: ['aws_iam_policy'],
    present: ({ iam }) =>
      all(paginateListPolicies({ client: iam }, { Scope: 'Local' }), (page) =>
        page.Policies?.map(({ PolicyName }) => PolicyName),
      ),
    quota: summary('PoliciesQuota'),
  },
];

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html */
const TRAILS_PER_REGION = 5;

function of(service: string, code: string, name: RegExp): QuotaSpec['quota'] {
  return ({ quotas }) => serviceQuota(quotas, { service, code, name });
}

/** IAM's own: its quotas are of the account, whatever the region. */
function summary(key: 'RolesQuota' | 'PoliciesQuota'): QuotaSpec['quota'] {
  return async ({ iam }) => {
    const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
    const value = SummaryMap?.[key];
    if (value !== undefined) return value;
    throw Object.assign(new Error(`the account summary has no ${key}`), { name: 'Missing' });
  };
}

async function buckets(s3: AwsClients['s3']): Promise<readonly string[]> {
  const names: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(
      new ListBucketsCommand({
        MaxBuckets: 1000,
        ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
      }),
    );
    names.push(...(page.Buckets ?? []).map(({ Name = '' }) => Name));
    ContinuationToken = page.ContinuationToken;
  } while (ContinuationToken !== undefined);
  return names;
}

async function all<Page>(
  pages: AsyncIterable<Page>,
  take: (page: Page) => readonly (string | undefined)[] | undefined,
): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const page of pages) {
    names.push(...(take(page) ?? []).filter((name) => name !== undefined));
  }
  return names;
}
