import {
  DescribeBackupVaultCommand,
  GetBackupPlanCommand,
  paginateListBackupPlans,
  paginateListBackupSelections,
  paginateListBackupVaults,
} from '@aws-sdk/client-backup';
import {
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import {
  GetDashboardCommand,
  GetMetricStatisticsCommand,
  paginateDescribeAlarms,
  paginateListDashboards,
  paginateListMetrics,
} from '@aws-sdk/client-cloudwatch';
import {
  DescribeMetricFiltersCommand,
  GetLogEventsCommand,
  paginateDescribeLogGroups,
  paginateDescribeLogStreams,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListBackupsCommand,
  ListTagsOfResourceCommand,
  paginateListTables,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import {
  GetOpenIDConnectProviderCommand,
  ListOpenIDConnectProvidersCommand,
  paginateGetAccountAuthorizationDetails,
} from '@aws-sdk/client-iam';
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  ListResourceTagsCommand,
  paginateListAliases,
  paginateListKeys,
} from '@aws-sdk/client-kms';
import {
  GetTopicAttributesCommand,
  paginateListSubscriptions,
  paginateListTopics,
} from '@aws-sdk/client-sns';
import { paginateDescribeParameters, paginateGetParameterHistory } from '@aws-sdk/client-ssm';
import type { AwsClients } from '../../../ops/aws/clients.js';
import { orNone, readBuckets, type Note } from './emulator-buckets.js';

type Read = (aws: AwsClients, note: Note) => Promise<void>;

async function readTables({ dynamodb: client }: AwsClients, note: Note): Promise<void> {
  for await (const { TableNames = [] } of paginateListTables({ client }, {})) {
    for (const TableName of TableNames) {
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      note(`table ${TableName}`, Table);
      const recovery = new DescribeContinuousBackupsCommand({ TableName });
      const { ContinuousBackupsDescription: backups } = await client.send(recovery);
      // Its window of restorable times moves with the clock.
      note(`table ${TableName} recovery`, {
        status: backups?.ContinuousBackupsStatus,
        pointInTime: backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
      });
      note(
        `table ${TableName} time to live`,
        await client.send(new DescribeTimeToLiveCommand({ TableName })),
      );
      const tags = new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn });
      note(`table ${TableName} tags`, (await client.send(tags)).Tags);
      const keys = (Table?.KeySchema ?? []).map(({ AttributeName }) => AttributeName ?? '');
      for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
        for (const item of Items) {
          note(`item ${TableName} ${JSON.stringify(keys.map((key) => item[key]))}`, item);
        }
      }
    }
  }
  const { BackupSummaries = [] } = await client.send(new ListBackupsCommand({}));
  for (const backup of BackupSummaries) note(`table backup ${backup.BackupArn ?? ''}`, backup);
}

async function readParameters({ ssm: client }: AwsClients, note: Note): Promise<void> {
  for await (const { Parameters = [] } of paginateDescribeParameters({ client }, {})) {
    for (const parameter of Parameters) {
      const { Name = '' } = parameter;
      note(`parameter ${Name}`, parameter);
      const query = { Name, WithDecryption: true };
      for await (const page of paginateGetParameterHistory({ client }, query)) {
        for (const version of page.Parameters ?? []) {
          note(`parameter ${Name} version ${version.Version ?? ''}`, version);
        }
      }
    }
  }
}

async function readKeys({ kms: client }: AwsClients, note: Note): Promise<void> {
  for await (const { Keys = [] } of paginateListKeys({ client }, {})) {
    for (const { KeyId } of Keys) {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
      note(`key ${KeyId ?? ''}`, [
        KeyMetadata,
        (await orNone(client.send(new GetKeyPolicyCommand({ KeyId }))))?.Policy,
        (await client.send(new ListResourceTagsCommand({ KeyId }))).Tags,
        (await client.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled,
      ]);
    }
  }
  for await (const { Aliases = [] } of paginateListAliases({ client }, {})) {
    for (const alias of Aliases) note(`key alias ${alias.AliasName ?? ''}`, alias);
  }
}

async function readIdentities({ iam: client }: AwsClients, note: Note): Promise<void> {
  const filter = { Filter: ['Role', 'User', 'Group', 'LocalManagedPolicy'] } as const;
  const pages = paginateGetAccountAuthorizationDetails({ client }, { Filter: [...filter.Filter] });
  for await (const page of pages) {
    for (const role of page.RoleDetailList ?? []) note(`role ${role.RoleName ?? ''}`, role);
    for (const user of page.UserDetailList ?? []) note(`user ${user.UserName ?? ''}`, user);
    for (const group of page.GroupDetailList ?? []) note(`group ${group.GroupName ?? ''}`, group);
    for (const policy of page.Policies ?? []) note(`policy ${policy.Arn ?? ''}`, policy);
  }
  const { OpenIDConnectProviderList = [] } = await client.send(
    new ListOpenIDConnectProvidersCommand({}),
  );
  for (const { Arn } of OpenIDConnectProviderList) {
    const provider = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: Arn });
    note(`identity provider ${Arn ?? ''}`, await client.send(provider));
  }
}

const DAY_MS = 24 * 3600 * 1000;

async function readSignals({ cloudwatch: client }: AwsClients, note: Note): Promise<void> {
  const types = { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] } as const;
  const alarms = paginateDescribeAlarms({ client }, { AlarmTypes: [...types.AlarmTypes] });
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of alarms) {
    for (const alarm of [...MetricAlarms, ...CompositeAlarms]) {
      note(`alarm ${alarm.AlarmName ?? ''}`, alarm);
    }
  }
  for await (const { DashboardEntries = [] } of paginateListDashboards({ client }, {})) {
    for (const { DashboardName } of DashboardEntries) {
      const { DashboardBody } = await client.send(new GetDashboardCommand({ DashboardName }));
      note(`dashboard ${DashboardName ?? ''}`, DashboardBody);
    }
  }
  // Whole days on both sides, so that every sample is in one bucket whenever it is asked.
  const day = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const span = { StartTime: new Date(day - DAY_MS), EndTime: new Date(day + 2 * DAY_MS) };
  const metrics = new Map<string, unknown>();
  for await (const { Metrics = [] } of paginateListMetrics({ client }, {})) {
    for (const { Namespace, MetricName, Dimensions } of Metrics) {
      // What AWS measures of itself is nobody's write.
      if (Namespace?.startsWith('AWS/') === true) continue;
      const asked = new GetMetricStatisticsCommand({
        ...{ Namespace, MetricName, Dimensions, ...span },
        Period: (3 * DAY_MS) / 1000,
        Statistics: ['SampleCount', 'Sum'],
      });
      const { Datapoints = [] } = await client.send(asked);
      const samples = Datapoints.map(({ SampleCount, Sum }) => ({ SampleCount, Sum }));
      // It lists a metric as often as it was put.
      metrics.set(`metric ${JSON.stringify([Namespace, MetricName, Dimensions])}`, samples);
    }
  }
  for (const [name, samples] of metrics) note(name, samples);
}

async function readLogs({ logs: client }: AwsClients, note: Note): Promise<void> {
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, {})) {
    for (const group of logGroups) {
      const { logGroupName } = group;
      note(`log group ${logGroupName ?? ''}`, group);
      for await (const { logStreams = [] } of paginateDescribeLogStreams(
        { client },
        { logGroupName },
      )) {
        for (const { logStreamName } of logStreams) {
          const asked = { logGroupName, logStreamName, startFromHead: true };
          const { events } = await client.send(new GetLogEventsCommand(asked));
          note(`log stream ${logGroupName ?? ''} ${logStreamName ?? ''}`, events);
        }
      }
    }
  }
  const { metricFilters = [] } = await client.send(new DescribeMetricFiltersCommand({}));
  for (const filter of metricFilters) {
    note(`metric filter ${filter.logGroupName ?? ''} ${filter.filterName ?? ''}`, filter);
  }
}

async function readTopics({ sns: client }: AwsClients, note: Note): Promise<void> {
  for await (const { Topics = [] } of paginateListTopics({ client }, {})) {
    for (const { TopicArn } of Topics) {
      const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
      note(`topic ${TopicArn ?? ''}`, Attributes);
    }
  }
  for await (const { Subscriptions = [] } of paginateListSubscriptions({ client }, {})) {
    for (const one of Subscriptions) note(`subscription ${one.SubscriptionArn ?? ''}`, one);
  }
}

async function readTrails({ cloudtrail: client }: AwsClients, note: Note): Promise<void> {
  const { trailList = [] } = await client.send(new DescribeTrailsCommand({}));
  for (const trail of trailList) {
    const status = await client.send(new GetTrailStatusCommand({ Name: trail.TrailARN }));
    const selectors = new GetEventSelectorsCommand({ TrailName: trail.TrailARN });
    note(`trail ${trail.TrailARN ?? ''}`, [
      trail,
      status.IsLogging,
      (await client.send(selectors)).EventSelectors,
    ]);
  }
}

/** Recovery points are not read: the emulator makes none of its own and does not list them. */
async function readBackups({ backup: client }: AwsClients, note: Note): Promise<void> {
  for await (const { BackupVaultList = [] } of paginateListBackupVaults({ client }, {})) {
    for (const { BackupVaultName } of BackupVaultList) {
      const vault = await client.send(new DescribeBackupVaultCommand({ BackupVaultName }));
      note(`backup vault ${BackupVaultName ?? ''}`, vault);
    }
  }
  for await (const { BackupPlansList = [] } of paginateListBackupPlans({ client }, {})) {
    for (const { BackupPlanId } of BackupPlansList) {
      const plan = await client.send(new GetBackupPlanCommand({ BackupPlanId }));
      note(`backup plan ${BackupPlanId ?? ''}`, plan);
      const pages = paginateListBackupSelections({ client }, { BackupPlanId });
      for await (const { BackupSelectionsList = [] } of pages) {
        for (const one of BackupSelectionsList) {
          note(`backup selection ${one.SelectionId ?? ''}`, one);
        }
      }
    }
  }
}

/** Every service of the house. */
export const EMULATOR_READS: readonly Read[] = [
  readTables,
  readBuckets,
  readParameters,
  readKeys,
  readIdentities,
  readSignals,
  readLogs,
  readTopics,
  readTrails,
  readBackups,
];
