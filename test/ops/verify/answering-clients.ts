import { awsClients, type AwsClients } from '../../../ops/aws/clients.js';
import type { World } from './world.js';

type Input = Readonly<Record<string, unknown>>;

export interface AnsweringClients {
  readonly clients: AwsClients;
  /** Names of the commands sent, in order. */
  readonly sent: readonly string[];
  /** Commands that answer with this error instead. */
  readonly errors: Map<string, Error>;
}

/** Error of an AWS service, as the SDK throws it. */
export function serviceError(name: string, httpStatusCode = 400, message = name): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

/** The SDK's real clients with the network replaced by a world. */
export function answeringClients(world: World): AnsweringClients {
  const env = {
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  };
  const clients = awsClients(env, 'eu-central-1');
  const sent: string[] = [];
  const errors = new Map<string, Error>();
  const send = (command: { readonly constructor: { readonly name: string }; input: Input }) => {
    const name = command.constructor.name.replace(/Command$/, '');
    sent.push(name);
    const error = errors.get(name);
    if (error !== undefined) return Promise.reject(error);
    return new Promise((resolve) => resolve(answer(world, name, command.input)));
  };
  for (const client of [
    clients.backup,
    clients.cloudtrail,
    clients.cloudwatch,
    clients.logs,
    clients.dynamodb,
    clients.iam,
    clients.kms,
    clients.s3,
    clients.sns,
    clients.ssm,
    clients.sts,
  ]) {
    (client as { send: unknown }).send = send;
  }
  return { clients, sent, errors };
}

function of<T>(all: Readonly<Record<string, T>>, name: unknown, error: string): T {
  const found = all[String(name)];
  if (found === undefined) throw serviceError(error, 404);
  return found;
}

function configured<T>(value: T | undefined, error: string): T {
  if (value === undefined) throw serviceError(error, 404);
  return value;
}

const pairs = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

function answer(world: World, command: string, input: Input): unknown {
  const table = () => of(world.tables, input['TableName'], 'ResourceNotFoundException');
  const bucket = () => of(world.buckets, input['Bucket'], 'NoSuchBucket');
  const object = () => of(world.objects, input['Key'], 'NoSuchKey');
  const role = () => of(world.roles, input['RoleName'], 'NoSuchEntityException');
  const trail = () =>
    of(world.trails, input['Name'] ?? input['TrailName'], 'TrailNotFoundException');
  const key = () => {
    const named = String(input['KeyId']);
    const found = Object.entries(world.keys).find(
      ([alias, { meta }]) => alias === named || meta.KeyId === named,
    );
    return configured(found?.[1], 'NotFoundException');
  };
  const tagsOf = (...names: readonly string[]) => {
    const id = names.map((name) => input[name]).find((value) => value !== undefined);
    return of(world.tags, id, 'ResourceNotFoundException');
  };
  const vault = () => of(world.vaults, input['BackupVaultName'], 'ResourceNotFoundException');
  const plan = () => of(world.plans, input['BackupPlanId'], 'ResourceNotFoundException');
  const answers: Readonly<Record<string, () => unknown>> = {
    GetCallerIdentity: () => ({ Account: world.account }),
    DescribeTable: () => ({ Table: table().table }),
    DescribeContinuousBackups: () => ({
      ContinuousBackupsDescription: { PointInTimeRecoveryDescription: table().recovery },
    }),
    DescribeTimeToLive: () => ({ TimeToLiveDescription: table().ttl }),
    GetItem: () => (table(), {}),
    HeadBucket: () => (bucket(), {}),
    ListObjectsV2: () => (bucket(), {}),
    GetBucketVersioning: () => ({ Status: bucket().versioning }),
    GetBucketEncryption: () => ({
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: configured(
              bucket().encryption,
              'ServerSideEncryptionConfigurationNotFoundError',
            ),
          },
        ],
      },
    }),
    GetPublicAccessBlock: () => ({
      PublicAccessBlockConfiguration: configured(
        bucket().block,
        'NoSuchPublicAccessBlockConfiguration',
      ),
    }),
    GetBucketPolicy: () => ({ Policy: configured(bucket().policy, 'NoSuchBucketPolicy') }),
    GetBucketPolicyStatus: () => {
      configured(bucket().policy, 'NoSuchBucketPolicy');
      return { PolicyStatus: { IsPublic: bucket().public } };
    },
    GetBucketAcl: () => ({ Grants: bucket().grants }),
    GetBucketLifecycleConfiguration: () => {
      const { lifecycle } = bucket();
      if (lifecycle.length === 0) throw serviceError('NoSuchLifecycleConfiguration', 404);
      return { Rules: lifecycle };
    },
    GetBucketLogging: () => {
      const { logTarget } = bucket();
      return logTarget === undefined ? {} : { LoggingEnabled: { TargetBucket: logTarget } };
    },
    HeadObject: () => ({ ServerSideEncryption: object().encryption, SSEKMSKeyId: object().keyId }),
    GetObject: () => ({
      Body: { transformToString: () => Promise.resolve(object().text) },
    }),
    DescribeKey: () => ({ KeyMetadata: key().meta }),
    GetKeyRotationStatus: () => ({ KeyRotationEnabled: key().rotates }),
    GetKeyPolicy: () => ({ Policy: key().policy }),
    DescribeParameters: () => ({
      Parameters: world.parameters.map(({ Name, Type, KeyId }) => ({ Name, Type, KeyId })),
    }),
    GetParameters: () => ({
      Parameters: world.parameters.filter((p) => (input['Names'] as string[]).includes(p.Name)),
    }),
    GetParameter: () => ({
      Parameter: configured(
        world.parameters.find((p) => p.Name === input['Name']),
        'ParameterNotFound',
      ),
    }),
    GetRole: () => ({
      Role: {
        AssumeRolePolicyDocument: encodeURIComponent(role().trust),
        PermissionsBoundary: { PermissionsBoundaryArn: role().boundary },
        Tags: pairs(tagsOf('RoleName')),
      },
    }),
    ListAttachedRolePolicies: () => ({
      AttachedPolicies: role().attached.map((PolicyArn) => ({ PolicyArn })),
    }),
    ListRolePolicies: () => ({ PolicyNames: role().inline.map((_, i) => String(i)) }),
    GetRolePolicy: () => ({
      PolicyDocument: encodeURIComponent(role().inline[Number(input['PolicyName'])] ?? ''),
    }),
    GetPolicy: () => {
      of(world.policies, input['PolicyArn'], 'NoSuchEntityException');
      return { Policy: { DefaultVersionId: 'v3' } };
    },
    GetPolicyVersion: () => ({
      PolicyVersion: {
        Document: encodeURIComponent(of(world.policies, input['PolicyArn'], 'NoSuchEntity')),
      },
    }),
    ListOpenIDConnectProviders: () => ({
      OpenIDConnectProviderList: Object.keys(world.providers).map((Arn) => ({ Arn })),
    }),
    GetOpenIDConnectProvider: () => ({
      ClientIDList: of(world.providers, input['OpenIDConnectProviderArn'], 'NoSuchEntityException'),
    }),
    GetTrail: () => ({ Trail: trail().trail }),
    GetTrailStatus: () => trail().status,
    GetEventSelectors: () => trail().selectors,
    ListBackupVaults: () => ({
      BackupVaultList: Object.entries(world.vaults).map(([BackupVaultName, v]) => ({
        BackupVaultName,
        EncryptionKeyArn: v.key,
      })),
    }),
    GetBackupVaultAccessPolicy: () => ({
      Policy: configured(vault().policy, 'ResourceNotFoundException'),
    }),
    GetBackupVaultNotifications: () =>
      configured(vault().notifications, 'ResourceNotFoundException'),
    ListBackupPlans: () => ({
      BackupPlansList: Object.keys(world.plans).map((name) => ({
        BackupPlanName: name,
        BackupPlanId: name,
      })),
    }),
    GetBackupPlan: () => ({ BackupPlan: { Rules: plan().rules } }),
    ListBackupSelections: () => ({ BackupSelectionsList: [{ SelectionId: 's' }] }),
    GetBackupSelection: () => ({ BackupSelection: plan().selection }),
    GetTopicAttributes: () => ({
      Attributes: of(world.topics, input['TopicArn'], 'NotFoundException'),
    }),
    ListSubscriptionsByTopic: () => ({
      Subscriptions: world.subscriptions.filter((s) => s.TopicArn === input['TopicArn']),
    }),
    DescribeAlarms: () => ({ MetricAlarms: world.alarms, CompositeAlarms: world.composites }),
    GetDashboard: () => ({
      DashboardBody: of(world.dashboards, input['DashboardName'], 'ResourceNotFound'),
    }),
    ListTagsOfResource: () => ({ Tags: pairs(tagsOf('ResourceArn')) }),
    GetBucketTagging: () => ({
      TagSet: pairs(configured(world.tags[String(input['Bucket'])], 'NoSuchTagSet')),
    }),
    ListResourceTags: () => ({
      Tags: pairs(tagsOf('KeyId')).map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })),
    }),
    // Four services have a command of this name, two one of the next.
    ListTagsForResource: () => {
      const tags = tagsOf('ResourceId', 'ResourceArn', 'ResourceARN', 'resourceArn');
      return { TagList: pairs(tags), Tags: pairs(tags), tags };
    },
    ListTags: () => {
      const [trailArn] = (input['ResourceIdList'] as string[] | undefined) ?? [];
      const { [String(trailArn)]: ofTrail } = world.tags;
      if (trailArn === undefined) return { Tags: tagsOf('ResourceArn') };
      return { ResourceTagList: [{ TagsList: pairs(ofTrail ?? {}) }] };
    },
    DescribeLogGroups: () => ({ logGroups: world.logGroups }),
    DescribeMetricFilters: () => ({ metricFilters: world.filters }),
  };
  const given = answers[command];
  if (given === undefined) throw new Error(`no answer to ${command}`);
  return given();
}
