import { describe, expect, it } from '@jest/globals';
import { ENVIRONMENTS } from '../../runtime/src/names/index.js';
import { deployment, resource, stackOf } from './synthesised.js';

describe.each(ENVIRONMENTS)('the foundation of %s', (environment) => {
  const { state, settings } = deployment(environment);
  const json = stackOf(environment, 'foundation');

  it('keeps the newest 20 replaced versions of a state, and all of them for the days set', () => {
    expect(resource(json, 'aws_s3_bucket', 'tfstate_bucket')).toMatchObject({
      bucket: state.bucket,
    });
    const lifecycle = resource(json, 'aws_s3_bucket_lifecycle_configuration', 'tfstate_lifecycle');
    expect(lifecycle).toMatchObject({
      rule: [
        {
          status: 'Enabled',
          noncurrent_version_expiration: [
            {
              noncurrent_days: settings.retention.stateVersionDays,
              newer_noncurrent_versions: 20,
            },
          ],
        },
      ],
    });
    // A current state never expires.
    expect(JSON.stringify(lifecycle)).not.toContain('"expiration"');
  });

  it('logs every access to the state bucket', () => {
    expect(resource(json, 'aws_s3_bucket_logging', 'tfstate_logging')).toMatchObject({
      bucket: '${aws_s3_bucket.tfstate_bucket.id}',
      target_bucket: '${aws_s3_bucket.access_log_bucket.id}',
      depends_on: expect.arrayContaining(['aws_s3_bucket_policy.access_log_policy']) as unknown,
    });
    const policy = resource(json, 'aws_s3_bucket_policy', 'access_log_policy')['policy'];
    expect(policy).toContain('"Principal":{"Service":"logging.s3.amazonaws.com"}');
  });

  it('locks in a table as the S3 backend wants it', () => {
    expect(resource(json, 'aws_dynamodb_table', 'lock_table')).toMatchObject({
      name: state.lockTable,
      hash_key: 'LockID',
      attribute: [{ name: 'LockID', type: 'S' }],
      point_in_time_recovery: { enabled: true },
      server_side_encryption: { enabled: true, kms_key_arn: '${aws_kms_key.state_key.arn}' },
    });
  });

  it('names the key as every backend does', () => {
    expect(resource(json, 'aws_kms_alias', 'state_alias')).toMatchObject({
      name: state.keyAlias,
      target_key_id: '${aws_kms_key.state_key.key_id}',
    });
  });

  it('trusts GitHub’s tokens that are meant for AWS', () => {
    expect(resource(json, 'aws_iam_openid_connect_provider', 'github')).toMatchObject({
      url: 'https://token.actions.githubusercontent.com',
      client_id_list: ['sts.amazonaws.com'],
    });
  });
});
