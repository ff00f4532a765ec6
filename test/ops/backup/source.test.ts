import { StartRestoreJobCommand } from '@aws-sdk/client-backup';
import { describe, expect, it } from '@jest/globals';
import type { Site } from '../../../ops/aws/site.js';
import { targetOf } from '../../../ops/backup/restore.js';
import {
  isFrom,
  restoreCall,
  sourceId,
  sourceOf,
  startRestore,
  type Source,
} from '../../../ops/backup/source.js';
import { chosenTables } from '../../../ops/backup/tables.js';
import { LOCAL } from '../support/environment-world.js';

const BACKUP = 'arn:aws:dynamodb:eu-central-1:123456789012:table/t/backup/01-ab';
const POINT = 'arn:aws:backup:eu-central-1:123456789012:recovery-point:0f-1e';
const [subject] = chosenTables(LOCAL, 'consent');
if (subject === undefined) throw new Error('there is no table consent');
const { name } = subject.spec;

describe('the source of a restore', () => {
  it.each<[string, Parameters<typeof sourceOf>[0], Source['kind']]>([
    ['a backup of DynamoDB', { backup: BACKUP }, 'backup'],
    ['a recovery point of AWS Backup', { backup: POINT }, 'recovery-point'],
    ['a second', { at: '2026-11-22T06:00:00Z' }, 'time'],
  ])('is %s', (_, options, kind) => {
    expect(sourceOf(options).kind).toBe(kind);
  });

  it.each<[string, Parameters<typeof sourceOf>[0]]>([
    ['nothing', {}],
    ['both', { backup: BACKUP, at: '2026-11-22T06:00:00Z' }],
    ['a table', { backup: 'arn:aws:dynamodb:eu-central-1:123456789012:table/t' }],
    ['a local time', { at: '2026-11-22T06:00:00' }],
    ['a day that is none', { at: '2026-02-30T25:00:00Z' }],
  ])('is not %s', (_, options) => {
    expect(() => sourceOf(options)).toThrow(expect.objectContaining({ code: 'PM-1001' }));
  });

  it('is known again in the table that was made of it', () => {
    const backup = sourceOf({ backup: BACKUP });
    const second = sourceOf({ at: '2026-11-22T06:00:00Z' });
    const point = sourceOf({ backup: POINT });
    const made = { RestoreDateTime: new Date(), RestoreInProgress: false };
    const byBackup = { RestoreSummary: { ...made, SourceBackupArn: BACKUP } };
    const bySecond = {
      TableName: `${name}-restored-${sourceId(second)}`,
      RestoreSummary: { ...made, SourceTableArn: `arn:aws:dynamodb:x:1:table/${name}` },
    };
    const byPoint = { TableName: `${name}-restored-${sourceId(point)}`, RestoreSummary: made };
    expect(isFrom(byBackup, backup, subject)).toBe(true);
    expect(isFrom(byBackup, second, subject)).toBe(false);
    expect(isFrom(bySecond, second, subject)).toBe(true);
    expect(isFrom(bySecond, sourceOf({ at: '2026-11-22T06:00:01Z' }), subject)).toBe(false);
    expect(isFrom(byPoint, point, subject)).toBe(true);
    expect(isFrom({ TableName: name }, backup, subject)).toBe(false);
  });
});

describe('the name of a restored table', () => {
  const source = sourceOf({ backup: BACKUP });
  it.each([
    [undefined, `${name}-restored-${sourceId(source)}`],
    [name, name],
    [`${name}-restored-mine`, `${name}-restored-mine`],
  ])('of --to %s is %s', (to, target) => {
    expect(targetOf(subject, source, to)).toBe(target);
  });
  it.each(['phase-mirror-local-calibration', 'consent', `${name}-restored-a b`])(
    'is never %s',
    (to) => {
      expect(() => targetOf(subject, source, to)).toThrow(
        expect.objectContaining({ code: 'PM-1001' }),
      );
    },
  );
});

describe('a recovery point of AWS Backup', () => {
  const source = sourceOf({ backup: POINT });
  const siteOf = (Status: string) => {
    const calls: unknown[] = [];
    const send = (command: unknown): Promise<object> => {
      calls.push(command);
      return Promise.resolve(
        command instanceof StartRestoreJobCommand
          ? { RestoreJobId: 'job-1' }
          : { Status, StatusMessage: 'no rights' },
      );
    };
    return { calls, site: { deployment: LOCAL, clients: { backup: { send } } } as unknown as Site };
  };

  it('is restored by a job of AWS Backup, with its role and the environment’s key', async () => {
    const { site, calls } = siteOf('PENDING');
    await startRestore(site, subject, source, `${name}-restored-x`, 'arn:key');
    expect((calls[0] as StartRestoreJobCommand).input).toMatchObject({
      RecoveryPointArn: POINT,
      IamRoleArn: `arn:aws:iam::123456789012:role/${LOCAL.names.backup.role}`,
      Metadata: { targetTableName: `${name}-restored-x`, kmsMasterKeyArn: 'arn:key' },
    });
    expect(restoreCall(site, source, 'x')).toMatch(/^backup:StartRestoreJob x/);
  });

  it('is not waited for when AWS Backup refuses the job', async () => {
    const { site } = siteOf('FAILED');
    await expect(startRestore(site, subject, source, 'x', 'arn:key')).rejects.toMatchObject({
      code: 'PM-6012',
      why: 'no rights',
    });
  });
});
