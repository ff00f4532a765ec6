/** What holds for every stack of every environment. */
import { describe, expect, it } from '@jest/globals';
import { stateNames } from '../../runtime/src/names/index.js';
import { BACKEND_ADDRESSES } from '../../stacks/backend-addresses.js';
import { deployment, EVERY_STACK, resourcesOf, stackOf, synthesised } from './synthesised.js';

const cases = EVERY_STACK.map((s) => [`${s.environment} ${s.stack}`, s] as const);

/** Types whose loss is the loss of data, of a secret or of a trace. */
const STATEFUL = [
  'aws_backup_vault',
  'aws_dynamodb_table',
  'aws_iam_openid_connect_provider',
  'aws_kms_key',
  'aws_s3_bucket',
];

describe.each(cases)('%s', (_, { environment, stack, of, json }) => {
  const everything = resourcesOf(json);
  const guard = json.resource['terraform_data']?.['workspace_guard'];

  it('has a guard that names its environment, and everything waits for it', () => {
    expect(guard).toMatchObject({
      lifecycle: {
        precondition: [
          {
            condition: `\${terraform.workspace == "${environment}"}`,
            error_message: expect.stringContaining(`TF_WORKSPACE=${environment}`) as unknown,
          },
        ],
      },
    });
    for (const { address, properties } of everything) {
      if (address === 'terraform_data.workspace_guard') continue;
      expect([address, properties['depends_on']]).toEqual([
        address,
        expect.arrayContaining(['terraform_data.workspace_guard']),
      ]);
    }
  });

  it('binds the provider to account, region and workspace, and tags everything', () => {
    const [provider, ...others] = json.provider.aws;
    expect(others).toEqual([]);
    expect(provider).toEqual({
      region: of.scope.region,
      allowed_account_ids: [
        expect.stringMatching(
          new RegExp(`workspace == "${environment}" \\? "${of.scope.account}" : tobool\\(`),
        ),
      ],
      default_tags: [
        {
          tags: {
            Project: 'phase-mirror',
            Environment: environment,
            Stack: stack,
            ManagedBy: 'terraform',
            Repository: `${of.settings.github.organisation}/phase-mirror`,
          },
        },
      ],
    });
  });

  it('keeps its state in the foundation’s bucket, encrypted and locked twice', () => {
    const names = stateNames(of.stateScope);
    expect(json.terraform.backend).toEqual({
      s3: {
        bucket: names.bucket,
        key: `${stack}/terraform.tfstate`,
        workspace_key_prefix: 'workspaces',
        region: of.stateScope.region,
        allowed_account_ids: [of.scope.account],
        encrypt: true,
        kms_key_id: `arn:aws:kms:${of.stateScope.region}:${of.scope.account}:${names.keyAlias}`,
        dynamodb_table: names.lockTable,
        use_lockfile: true,
      },
    });
  });

  it('protects what holds state outside local, and only there', () => {
    const outside = environment !== 'local';
    for (const { address, type, properties } of everything) {
      const secret = properties['type'] === 'SecureString';
      if (!STATEFUL.includes(type) && !secret) continue;
      expect([address, properties['lifecycle']]).toMatchObject([
        address,
        { prevent_destroy: outside },
      ]);
      if (type === 'aws_dynamodb_table') {
        expect([address, properties['deletion_protection_enabled']]).toEqual([address, outside]);
      }
      if (type === 'aws_s3_bucket') {
        expect([address, properties['force_destroy']]).toEqual([address, !outside]);
      }
      if (type === 'aws_kms_key') {
        expect([address, properties['deletion_window_in_days']]).toEqual([
          address,
          outside ? 30 : 7,
        ]);
      }
    }
  });

  it('refers to nothing that another stack makes', () => {
    expect(JSON.stringify(json)).not.toContain('terraform_remote_state');
    // Markers of what the runbooks retired: no stack makes them, and the seeds must know.
    const markers = {
      aws_ssm_parameters_by_path: {
        retired_secrets: { path: of.names.parameters.retiredPath, with_decryption: false },
      },
    };
    expect((json as { readonly data?: unknown }).data).toEqual(
      stack === 'data' ? markers : undefined,
    );
  });

  it('says what each output is', () => {
    expect(Object.keys(json.output).length).toBeGreaterThan(3);
    for (const output of Object.values(json.output)) expect(output['description']).toBeTruthy();
  });

  it('knows no endpoint and no credentials', () => {
    expect(JSON.stringify({ ...json.provider, ...json.terraform })).not.toMatch(
      /endpoint|access_key|secret_key|profile/,
    );
  });

  it('rotates every key, and administers it by the account alone', () => {
    for (const { properties } of resourcesOf(json, 'aws_kms_key')) {
      expect(properties['enable_key_rotation']).toBe(true);
      expect(properties['policy']).not.toContain('"kms:*"');
    }
  });
});

const withBuckets = cases.filter(([, { json }]) => resourcesOf(json, 'aws_s3_bucket').length > 0);

describe.each(withBuckets)('the buckets of %s', (_, { json }) => {
  const buckets = resourcesOf(json, 'aws_s3_bucket');
  const about = (type: string, name: string): unknown =>
    resourcesOf(json, type).find(
      ({ properties }) => properties['bucket'] === `\${aws_s3_bucket.${name}.id}`,
    )?.properties;

  it.each(buckets.map((bucket) => [bucket.name] as const))('%s is hardened', (name) => {
    expect(about('aws_s3_bucket_versioning', name)).toMatchObject({
      versioning_configuration: { status: 'Enabled' },
    });
    expect(about('aws_s3_bucket_public_access_block', name)).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(about('aws_s3_bucket_ownership_controls', name)).toMatchObject({
      rule: { object_ownership: 'BucketOwnerEnforced' },
    });
    expect(about('aws_s3_bucket_policy', name)).toMatchObject({
      policy: expect.stringContaining('{"aws:SecureTransport":"false"}') as unknown,
    });
    expect(about('aws_s3_bucket_lifecycle_configuration', name)).toMatchObject({
      rule: expect.arrayContaining([
        expect.objectContaining({ id: 'replaced-versions', status: 'Enabled' }),
      ]) as unknown,
    });
    // Server access logs are delivered to AES256 buckets only.
    const algorithm = name === 'access_log_bucket' ? 'AES256' : 'aws:kms';
    expect(about('aws_s3_bucket_server_side_encryption_configuration', name)).toMatchObject({
      rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: algorithm } }],
    });
  });

  it('nothing waits for a lifecycle, which the provider holds for 55 s', () => {
    for (const { name } of buckets) {
      const lifecycle = name.replace(/_bucket$/, '_lifecycle');
      expect(JSON.stringify(json)).not.toContain(
        `aws_s3_bucket_lifecycle_configuration.${lifecycle}`,
      );
    }
  });
});

describe('an environment without a foundation of its own', () => {
  const guest = deployment('staging', {
    PHASE_MIRROR_STAGING_FOUNDATION_OWNER: 'production',
    PHASE_MIRROR_STAGING_ACCOUNT: '222222222222',
    PHASE_MIRROR_PRODUCTION_REGION: 'eu-west-1',
  });
  const stacks = synthesised(guest);

  it('has no foundation stack, and keeps its states with the owner’s', () => {
    expect(Object.keys(stacks)).toEqual(['data', 'access', 'observability']);
    expect(stacks.data.terraform.backend.s3).toMatchObject({
      bucket: 'phase-mirror-tfstate-222222222222-eu-west-1',
      region: 'eu-west-1',
      kms_key_id: 'arn:aws:kms:eu-west-1:222222222222:alias/phase-mirror-tfstate',
    });
  });

  it('may not change the owner’s foundation', () => {
    const policy = stacks.access.resource['aws_iam_role_policy']?.['deployer_policy']?.['policy'];
    const changes = JSON.parse(policy as string) as { Statement: { Sid: string }[] };
    const of = (sid: string): string =>
      JSON.stringify(changes.Statement.find((statement) => statement.Sid === sid));
    expect(of('ChangeTables')).not.toContain('tfstate');
    expect(of('ChangeBuckets')).not.toContain('tfstate');
  });
});

it('bootstrap’s addresses are resources of the foundation', () => {
  const addresses = resourcesOf(stackOf('local', 'foundation')).map(({ address }) => address);
  expect(addresses).toEqual(expect.arrayContaining([...BACKEND_ADDRESSES]));
});
