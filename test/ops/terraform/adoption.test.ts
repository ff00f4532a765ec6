import { describe, expect, it } from '@jest/globals';
import { refusedImports } from '../../../ops/terraform/adoption.js';
import {
  ADOPTABLE_TYPES,
  importId,
  isOurs,
  type IdFinder,
} from '../../../ops/terraform/import-ids.js';
import { STATEFUL_TYPES } from '../../../ops/terraform/review.js';
import { captured, diagnosticsOf } from './captured.js';

const SCOPE = { account: '123456789012', region: 'eu-central-1' };
const find: IdFinder = {
  key: (tags) => Promise.resolve(tags['Name'] === 'known' ? 'key-id' : undefined),
  backupPlan: (name) => Promise.resolve(name === 'known' ? 'plan-id' : undefined),
  backupSelection: (name) => Promise.resolve(name === 'known' ? 'plan-id|selection-id' : undefined),
};

describe('importId', () => {
  it.each([
    ['aws_s3_bucket', { bucket: 'b' }, 'b'],
    ['aws_dynamodb_table', { name: 't' }, 't'],
    ['aws_ssm_parameter', { name: '/guardian/local/x' }, '/guardian/local/x'],
    // Its import would read the value into plan and state.
    ['aws_ssm_parameter', { name: '/guardian/local/x', type: 'SecureString' }, undefined],
    ['aws_iam_role', { name: 'r' }, 'r'],
    ['aws_iam_policy', { name: 'p', path: '/ops/' }, 'arn:aws:iam::123456789012:policy/ops/p'],
    ['aws_iam_policy', { name: 'p' }, 'arn:aws:iam::123456789012:policy/p'],
    [
      'aws_iam_openid_connect_provider',
      { url: 'https://token.actions.githubusercontent.com' },
      'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
    ],
    ['aws_cloudtrail', { name: 'a' }, 'arn:aws:cloudtrail:eu-central-1:123456789012:trail/a'],
    ['aws_sns_topic', { name: 's' }, 'arn:aws:sns:eu-central-1:123456789012:s'],
    ['aws_kms_key', { tags_all: { Name: 'known' } }, 'key-id'],
    ['aws_kms_key', { tags: { Name: 'known' } }, 'key-id'],
    ['aws_kms_key', {}, undefined],
    ['aws_backup_plan', { name: 'known' }, 'plan-id'],
    ['aws_backup_selection', { name: 'known' }, 'plan-id|selection-id'],
    ['aws_backup_selection', {}, undefined],
    ['aws_backup_plan', {}, undefined],
    ['aws_iam_openid_connect_provider', {}, undefined],
    ['aws_sns_topic', {}, undefined],
    // A name that is known only after apply is no name.
    ['aws_s3_bucket', {}, undefined],
    ['aws_cloudwatch_metric_alarm', { alarm_name: 'a' }, undefined],
    ['terraform_data', {}, undefined],
  ])('of %s %j is %s', async (type, after, id) => {
    expect(await importId({ type, after }, SCOPE, find)).toBe(id);
  });

  it('is known for everything that holds state', () => {
    for (const type of STATEFUL_TYPES) expect(ADOPTABLE_TYPES).toContain(type);
  });
});

describe('isOurs', () => {
  const planned = {
    tags_all: { Project: 'phase-mirror', Environment: 'local', Stack: 'data', Other: 'x' },
  };

  it.each([
    ['its tags say whose it is', { tags_all: { ...planned.tags_all, Other: 'y' } }, true],
    ['it has no tags yet', { tags_all: {} }, true],
    ['it has no tags at all', {}, true],
    [
      'it belongs to another environment',
      { tags: { ...planned.tags_all, Environment: 'staging' } },
      false,
    ],
    ['it carries somebody else’s tags', { tags: { Team: 'payments' } }, false],
  ])('when %s', (_, existing, ours) => {
    expect(isOurs(existing, planned)).toBe(ours);
  });
});

describe('refusedImports', () => {
  const candidates = ['a', 'b', 'c', 'd'].map((name) => ({
    to: `aws_dynamodb_table.${name}`,
    id: name,
  }));

  it('are those that Terraform says do not exist', () => {
    const diagnostics = diagnosticsOf(captured('refused-imports.jsonl'));
    expect([...refusedImports(diagnostics, candidates)]).toEqual([
      'aws_dynamodb_table.b',
      'aws_dynamodb_table.c',
    ]);
  });

  it('are none when the plan failed for another reason', () => {
    expect(refusedImports(diagnosticsOf(captured('table-exists.jsonl')), candidates).size).toBe(0);
  });
});
