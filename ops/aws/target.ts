/** Where the AWS calls of a runbook go, and as whom. Never printed whole: it may hold a key. */
export interface AwsTarget {
  readonly region: string;
  /** Serves every service that has no endpoint of its own; absent: AWS itself. */
  readonly endpoint: string | undefined;
  endpointOf(service: AwsService): string | undefined;
  /** Key named in the environment; absent: the SDK's own chain (profile, SSO, web identity). */
  readonly credentials: AwsCredentials | undefined;
  readonly profile: string | undefined;
}

interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Services of the house, spelt as the SDK spells them in `AWS_ENDPOINT_URL_<SERVICE>`. */
export type AwsService =
  | 'BACKUP'
  | 'CLOUDTRAIL'
  | 'CLOUDWATCH'
  | 'CLOUDWATCH_LOGS'
  | 'DYNAMODB'
  | 'IAM'
  | 'KMS'
  | 'S3'
  | 'SERVICE_QUOTAS'
  | 'SNS'
  | 'SSM'
  | 'STS';

/**
 * Reads the variables that the AWS SDK reads, but from `env`: a runbook adds the endpoint of a
 * running local AWS to its own copy, which the process's environment does not have.
 */
export function awsTarget(
  env: Readonly<Record<string, string | undefined>>,
  region: string,
): AwsTarget {
  const set = (name: string): string | undefined => env[name] || undefined;
  const endpoint = set('AWS_ENDPOINT_URL');
  const accessKeyId = set('AWS_ACCESS_KEY_ID');
  const secretAccessKey = set('AWS_SECRET_ACCESS_KEY');
  const sessionToken = set('AWS_SESSION_TOKEN');
  return {
    region,
    endpoint,
    endpointOf: (service) => set(`AWS_ENDPOINT_URL_${service}`) ?? endpoint,
    credentials:
      accessKeyId === undefined || secretAccessKey === undefined
        ? undefined
        : { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    profile: set('AWS_PROFILE'),
  };
}

/** How the target is named in messages: region and endpoint, never credentials. */
export function describeTarget(target: AwsTarget): string {
  if (target.endpoint === undefined) return `AWS in ${target.region}`;
  return `AWS at ${withoutUserInfo(target.endpoint)} (${target.region})`;
}

function withoutUserInfo(endpoint: string): string {
  try {
    const url = new URL(endpoint);
    return url.origin;
  } catch {
    return 'an AWS_ENDPOINT_URL that is not a URL';
  }
}
