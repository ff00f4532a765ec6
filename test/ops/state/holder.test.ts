import { describe, expect, it } from '@jest/globals';
import { livingHolder } from '../../../ops/state/holder.js';
import { identityOf } from '../../../ops/terraform/process-identity.js';

const AT = '2026-11-22T06:00:00.123456789Z';
const TAKEN = Date.parse('2026-11-22T06:00:00.123Z');
const lock = (more: object = {}) => ({
  id: 'l',
  path: 'p',
  operation: 'OperationTypeApply',
  who: 'ada@host',
  created: AT,
  ...more,
});
const running = (command: string, started: number) => () => [{ pid: 7, started, command }];

describe('the holder of a lock of this machine', () => {
  it.each([
    ['a Terraform that ran before', running('/usr/bin/terraform', TAKEN - 5000), true],
    ['a Terraform that started as it was taken', running('terraform', TAKEN + 500), true],
    ['a Terraform that started later', running('terraform', TAKEN + 60_000), false],
    ['another program', running('terraform-ls', TAKEN - 5000), false],
    ['nothing', () => [], false],
  ])('may live when there is %s', (_, processes, lives) => {
    expect(livingHolder(lock(), processes) !== undefined).toBe(lives);
  });

  it('may live whenever a Terraform runs, if nobody knows when the lock was taken', () => {
    const later = running('terraform', TAKEN + 60_000);
    expect(livingHolder(lock({ created: '' }), later)).toMatch(/pid 7/);
  });

  it('is known exactly where the lock names it', () => {
    const ours = (info: string) => lock({ operation: 'OperationTypeStateRestore', info });
    expect(livingHolder(ours(JSON.stringify(identityOf(process.pid))))).toMatch(
      `pid ${process.pid}`,
    );
    expect(livingHolder(ours('{"pid":2147483646}'))).toBeUndefined();
    // What cannot be read says nothing: then every Terraform is looked at.
    expect(livingHolder(ours('x'), running('terraform', TAKEN))).toMatch(/pid 7/);
    expect(livingHolder(ours('{}'), () => [])).toBeUndefined();
  });

  it('is looked for among the processes of this user', () => {
    expect(livingHolder(lock({ created: '2000-01-01T00:00:00Z' }))).toBeUndefined();
  });
});
