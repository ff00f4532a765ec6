import { describe, expect, it } from '@jest/globals';
import { parseEvent, renderEvent } from '../../../ops/terraform/events.js';
import { errorLines, failureOf } from '../../../ops/terraform/failure.js';
import {
  describeLock,
  lockTime,
  parseLockInfo,
  parseLockMessage,
} from '../../../ops/terraform/lock-message.js';
import { changesOf } from '../../../ops/terraform/plan.js';
import { captured, diagnosticsOf, eventsOf } from './captured.js';

const LOCK = {
  id: '28c83fc2-8796-096a-66b0-0d5ad9439882',
  path: 'phase-mirror-tfstate-123456789012-eu-central-1/workspaces/local/foundation/terraform.tfstate',
  operation: 'OperationTypeApply',
  who: 'root@vm',
  created: '2026-11-22 00:23:23.446625159 +0000 UTC',
};

describe('lock messages of Terraform', () => {
  it('are read from its JSON and from its text alike', () => {
    const json = failureOf(diagnosticsOf(captured('locked-plan.jsonl')));
    const text = failureOf([], captured('locked-plan.txt'));
    expect(json).toEqual({ kind: 'locked', lock: LOCK });
    expect(text).toEqual({ kind: 'locked', lock: LOCK });
  });

  it('are read from a box as Terraform draws it on a terminal', () => {
    const boxed = captured('locked-plan.txt').replaceAll(/^/gm, '│ ');
    expect(parseLockMessage(boxed)).toEqual(LOCK);
  });

  it('without lock information are a lock of nobody known', () => {
    expect(failureOf([], 'Error: Error acquiring the state lock\n')).toEqual({
      kind: 'locked',
      lock: undefined,
    });
    expect(parseLockMessage('Lock Info:\n  Path: x\n')).toBeUndefined();
  });

  it('tell when the lock was taken, in both of the formats that Terraform writes', () => {
    const at = Date.parse('2026-11-22T00:23:23.446Z');
    expect(lockTime(LOCK)).toBe(at);
    expect(lockTime({ ...LOCK, created: '2026-11-22T00:23:23.446625159Z' })).toBe(at);
    expect(lockTime({ ...LOCK, created: '2026-11-22T00:23:23Z' })).toBe(at - 446);
    expect(lockTime({ ...LOCK, created: 'yesterday' })).toBeNaN();
  });

  it('name holder, operation, time and lock in one line', () => {
    expect(describeLock(LOCK)).toBe(
      'root@vm, apply, since 2026-11-22 00:23:23.446625159 +0000 UTC (lock 28c83fc2-8796-096a-66b0-0d5ad9439882)',
    );
    expect(describeLock({ id: 'x', path: '', operation: '', who: '', created: '' })).toBe(
      'unknown, an operation, since unknown (lock x)',
    );
  });

  it('are read from the lock itself', () => {
    const item = `{"ID":"${LOCK.id}","Operation":"OperationTypeApply","Info":"","Who":"root@vm","Version":"1.11.4","Created":"2026-11-22T00:23:23.446625159Z","Path":"${LOCK.path}"}`;
    expect(parseLockInfo(item)).toEqual({ ...LOCK, created: '2026-11-22T00:23:23.446625159Z' });
  });

  it.each([undefined, '', 'no json', '{}', '{"ID":7}'])(
    'are no lock when the item holds %j',
    (text) => {
      expect(parseLockInfo(text)).toBeUndefined();
    },
  );
});

describe('failures of Terraform', () => {
  it('with a digest that does not fit name bucket, key and both checksums', () => {
    expect(failureOf(diagnosticsOf(captured('digest.jsonl')))).toEqual({
      kind: 'digest',
      mismatch: {
        bucket: 'phase-mirror-tfstate-123456789012-eu-central-1',
        key: 'workspaces/local/foundation/terraform.tfstate',
        calculated: '471eb8d272d34ecdb7e68c892a010c26',
        stored: '00000000000000000000000000000000',
      },
    });
  });

  it('of the workspace guard are known by its words, in a precondition and in a provider', () => {
    const provider = diagnosticsOf(captured('wrong-workspace.jsonl'));
    expect(failureOf(provider)).toEqual({ kind: 'wrong workspace' });
    const precondition =
      'This folder was synthesised for the environment local, but the Terraform workspace is staging.';
    expect(
      failureOf([
        { severity: 'error', summary: 'Resource precondition failed', detail: precondition },
      ]),
    ).toEqual({ kind: 'wrong workspace' });
  });

  it.each([
    ['exists', 'creating SSM Parameter: ParameterAlreadyExists: The parameter already exists.'],
    ['exists', 'creating IAM Role (x): EntityAlreadyExists: Role with name x already exists.'],
    ['exists', 'creating S3 Bucket (x): BucketAlreadyOwnedByYou'],
    [
      'connection',
      'reading KMS Key: operation error KMS: DescribeKey, read tcp: connection reset by peer',
    ],
    [
      'connection',
      'operation error S3: GetBucketAcl, https response error, request send failed, Get: EOF',
    ],
    ['connection', 'Plugin did not respond'],
    ['stale plan', 'Saved plan is stale'],
    ['other', 'creating KMS Key: MalformedPolicyDocumentException'],
  ])('are %s: %s', (kind, summary) => {
    expect(failureOf([{ severity: 'error', summary, detail: '' }]).kind).toBe(kind);
  });

  it('are not taken from warnings', () => {
    const summary = 'connection reset by peer';
    expect(failureOf([{ severity: 'warning', summary, detail: '' }]).kind).toBe('other');
  });

  it('are known as an existing table from what the provider really says', () => {
    expect(failureOf(diagnosticsOf(captured('table-exists.jsonl')))).toEqual({ kind: 'exists' });
  });

  it('are shown by their errors only, with address, and not more than fit on a screen', () => {
    const lines = errorLines(diagnosticsOf(captured('table-exists.jsonl')), '');
    expect(lines[0]).toMatch(/^Error: creating AWS DynamoDB Table .*already exists/);
    expect(lines[1]).toBe('  with aws_dynamodb_table.a');
    expect(lines).toHaveLength(2);
    const many = Array.from({ length: 9 }, (_, i) => ({
      severity: 'error' as const,
      summary: `error ${i}`,
      detail: 'a\n'.repeat(40),
    }));
    expect(errorLines(many, '').at(-1)).toBe('and 5 more errors');
    expect(errorLines(many, '').length).toBeLessThan(40);
  });

  it('without diagnostics are shown by the lines from `Error:` on, or by the last ones', () => {
    expect(errorLines([], 'Initializing\n│ Error: Failed to get state\n│ reason\n')).toEqual([
      '│ Error: Failed to get state',
      '│ reason',
    ]);
    expect(errorLines([], 'panic: oops\n\n')).toEqual(['panic: oops']);
  });
});

describe('events of Terraform', () => {
  it('announce changes with address, type, action and what is imported', () => {
    expect(changesOf(eventsOf(captured('refused-imports.jsonl')))).toEqual([
      { address: 'terraform_data.guard', type: 'terraform_data', action: 'create' },
      { address: 'aws_dynamodb_table.d', type: 'aws_dynamodb_table', action: 'create' },
      {
        address: 'aws_dynamodb_table.a',
        type: 'aws_dynamodb_table',
        action: 'update',
        importing: 'phase-mirror-local-a',
      },
    ]);
  });

  it('that change nothing are only said', () => {
    const line = (action: string): string =>
      JSON.stringify({
        '@message': 'x',
        type: 'planned_change',
        change: { resource: { addr: 'data.aws_x.y', resource_type: 'aws_x' }, action },
      });
    expect(parseEvent(line('read'))).toEqual({ type: 'said', text: 'x' });
    expect(parseEvent(line('noop'))).toEqual({ type: 'said', text: 'x' });
    expect(parseEvent(line('remove'))).toMatchObject({ change: { action: 'forget' } });
  });

  it('of an import without other changes are imports', () => {
    const change = {
      resource: { addr: 'a.b', resource_type: 'a' },
      action: 'noop',
      importing: { id: 'i' },
    };
    expect(parseEvent(JSON.stringify({ type: 'planned_change', change }))).toEqual({
      type: 'planned',
      change: { address: 'a.b', type: 'a', action: 'import', importing: 'i' },
    });
  });

  it('of a replacement carry the reason', () => {
    const change = {
      resource: { addr: 'a.b', resource_type: 'a' },
      action: 'replace',
      reason: 'cannot_update',
    };
    expect(parseEvent(JSON.stringify({ type: 'planned_change', change }))).toMatchObject({
      change: { action: 'replace', reason: 'cannot_update' },
    });
  });

  it('tell what an apply does', () => {
    const hook = { resource: { addr: 'a.b' }, action: 'create', elapsed_seconds: 10 };
    expect(parseEvent(JSON.stringify({ type: 'apply_progress', hook }))).toEqual({
      type: 'going',
      address: 'a.b',
      action: 'create',
      seconds: 10,
    });
    expect(parseEvent(JSON.stringify({ type: 'apply_complete' }))).toEqual({
      type: 'done',
      address: '',
      action: '',
      seconds: 0,
    });
  });

  it.each(['panic: runtime error', '{ not json', ''])(
    'take %j, which is no event, as it is',
    (line) => {
      expect(parseEvent(line)).toEqual({ type: 'said', text: line });
      expect(renderEvent(line)).toBe(line);
    },
  );

  it('are readable in a log, diagnostics whole', () => {
    const [warning = '', errored = '', error = ''] = captured('table-exists.jsonl').split('\n');
    expect(renderEvent(warning)).toContain('Warning: Deprecated Parameter\nThe parameter');
    expect(renderEvent(errored)).toBe('aws_dynamodb_table.a: Creation errored after 0s');
    expect(renderEvent(error)).toContain('with aws_dynamodb_table.a');
  });
});
