import { BackupClient } from '@aws-sdk/client-backup';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { awsTarget, type AwsService, type AwsTarget } from './target.js';

/** The AWS clients of a runbook; each is made when it is first asked for. */
export interface AwsClients {
  readonly target: AwsTarget;
  readonly backup: BackupClient;
  readonly cloudtrail: CloudTrailClient;
  readonly cloudwatch: CloudWatchClient;
  readonly logs: CloudWatchLogsClient;
  readonly dynamodb: DynamoDBClient;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly quotas: ServiceQuotasClient;
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
  /** Closes every connection; a process with open ones does not end. */
  close(): void;
}

export interface ClientOptions {
  /** Whole milliseconds for one attempt; default 8000. */
  readonly requestTimeoutMs?: number;
  /** Attempts of one call, the first included; default 3. */
  readonly attempts?: number;
}

// The SDK's versions are pinned to ones that run on every Node of `engines`; its notice about future
// versions would stand in front of what the operator must read.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const CONNECT_TIMEOUT_MS = 3000;
const REQUEST_TIMEOUT_MS = 8000;
const ATTEMPTS = 3;

/**
 * Importing this file loads twelve SDK clients (0.3 s): runbooks import it when they run, not when
 * they are listed.
 */
export function awsClients(
  env: Readonly<Record<string, string | undefined>>,
  region: string,
  options: ClientOptions = {},
): AwsClients {
  const target = awsTarget(env, region);
  const handler = new NodeHttpHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    // Without it the SDK only warns when the time is over, and goes on waiting.
    throwOnRequestTimeout: true,
  });
  const made = new Map<AwsService, { destroy(): void }>();
  const client = <T extends { destroy(): void }>(
    service: AwsService,
    make: (config: ReturnType<typeof settings>) => T,
  ): T => {
    const present = made.get(service) as T | undefined;
    if (present !== undefined) return present;
    const fresh = make(settings(service));
    made.set(service, fresh);
    return fresh;
  };
  const settings = (service: AwsService) => {
    const endpoint = target.endpointOf(service);
    return {
      region,
      maxAttempts: options.attempts ?? ATTEMPTS,
      requestHandler: handler,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(target.credentials === undefined ? {} : { credentials: target.credentials }),
      ...(target.profile === undefined ? {} : { profile: target.profile }),
    };
  };
  return {
    target,
    get backup() {
      return client('BACKUP', (c) => new BackupClient(c));
    },
    get cloudtrail() {
      return client('CLOUDTRAIL', (c) => new CloudTrailClient(c));
    },
    get cloudwatch() {
      return client('CLOUDWATCH', (c) => new CloudWatchClient(c));
    },
    get logs() {
      return client('CLOUDWATCH_LOGS', (c) => new CloudWatchLogsClient(c));
    },
    get dynamodb() {
      return client('DYNAMODB', (c) => new DynamoDBClient(c));
    },
    get iam() {
      return client('IAM', (c) => new IAMClient(c));
    },
    get kms() {
      return client('KMS', (c) => new KMSClient(c));
    },
    get quotas() {
      return client('SERVICE_QUOTAS', (c) => new ServiceQuotasClient(c));
    },
    get s3() {
      // Bucket names as host names need a DNS that an emulator on loopback does not have.
      return client('S3', (c) => new S3Client({ ...c, forcePathStyle: 'endpoint' in c }));
    },
    get sns() {
      return client('SNS', (c) => new SNSClient(c));
    },
    get ssm() {
      return client('SSM', (c) => new SSMClient(c));
    },
    get sts() {
      return client('STS', (c) => new STSClient(c));
    },
    close() {
      for (const one of made.values()) one.destroy();
      handler.destroy();
    },
  };
}
