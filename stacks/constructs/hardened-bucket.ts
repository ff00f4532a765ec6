import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { Construct } from 'constructs';
import { policyDocument, type Statement } from './policy.js';

export interface HardenedBucketProps {
  readonly name: string;
  /** Absent: AES256, which a target of server access logs must have. */
  readonly keyArn?: string;
  /** Days until a replaced version goes. */
  readonly noncurrentDays: number;
  /** The newest replaced versions that stay whatever their age; 1..100. */
  readonly keepVersions?: number;
  /** Days until a current object goes; absent: never. */
  readonly expireDays?: number;
  /** Statements beside "TLS only". */
  readonly statements?: readonly Statement[];
  readonly isProtected: boolean;
}

export const bucketArn = (name: string): string => `arn:aws:s3:::${name}`;

/** A private bucket: versioned, encrypted, owner-enforced, closed to the public, TLS only, with a lifecycle. */
export class HardenedBucket extends Construct {
  readonly bucket: S3Bucket;
  readonly policy: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: HardenedBucketProps) {
    super(scope, id);
    this.bucket = new S3Bucket(this, 'bucket', {
      bucket: props.name,
      forceDestroy: !props.isProtected,
      lifecycle: { preventDestroy: props.isProtected },
    });
    const bucket = this.bucket.id;
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket,
      rule: [
        {
          bucketKeyEnabled: props.keyArn !== undefined,
          applyServerSideEncryptionByDefault:
            props.keyArn === undefined
              ? { sseAlgorithm: 'AES256' }
              : { sseAlgorithm: 'aws:kms', kmsMasterKeyId: props.keyArn },
        },
      ],
    });
    new S3BucketOwnershipControls(this, 'ownership', {
      bucket,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    const access = new S3BucketPublicAccessBlock(this, 'access', {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    this.policy = new S3BucketPolicy(this, 'policy', {
      bucket,
      policy: policyDocument([...tlsOnly(props.name), ...(props.statements ?? [])]),
      // S3 refuses one of the two when both are set at the same moment.
      dependsOn: [access],
    });
    // The provider waits 55 s for a lifecycle: nothing waits for it, so that the waits overlap.
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket,
      rule: lifecycleRules(props),
      dependsOn: [versioning],
    });
  }
}

function lifecycleRules(props: HardenedBucketProps): S3BucketLifecycleConfigurationRule[] {
  const every = { status: 'Enabled', filter: [{ prefix: '' }] };
  const replaced: S3BucketLifecycleConfigurationRule = {
    ...every,
    id: 'replaced-versions',
    noncurrentVersionExpiration: [
      {
        noncurrentDays: props.noncurrentDays,
        ...(props.keepVersions !== undefined && { newerNoncurrentVersions: props.keepVersions }),
      },
    ],
    abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
  };
  if (props.expireDays === undefined) return [replaced];
  return [{ ...every, id: 'expiry', expiration: [{ days: props.expireDays }] }, replaced];
}

function tlsOnly(name: string): Statement[] {
  const everything = {
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: 's3:*',
    Resource: [bucketArn(name), `${bucketArn(name)}/*`],
  } as const;
  return [
    { ...everything, Sid: 'TlsOnly', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    {
      ...everything,
      Sid: 'Tls12AtLeast',
      Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
    },
  ];
}
