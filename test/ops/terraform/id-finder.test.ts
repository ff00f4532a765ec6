import {
  BackupClient,
  CreateBackupPlanCommand,
  CreateBackupSelectionCommand,
} from '@aws-sdk/client-backup';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { beforeEach, expect, it } from '@jest/globals';
import { awsIdFinder } from '../../../ops/terraform/id-finder.js';
import type { IdFinder } from '../../../ops/terraform/import-ids.js';
import { useLocalAws } from '../support/local-aws.js';
import { describeWithEmulator } from '../support/needs.js';

const TAGS = { Name: 'phase-mirror-local', Project: 'phase-mirror', Stack: 'data' };

describeWithEmulator('ids that no name tells', () => {
  const { local, client } = useLocalAws();
  let kms: KMSClient;
  let backup: BackupClient;
  let find: IdFinder;
  beforeEach(async () => {
    await fetch(`${local().endpoint}/moto-api/reset`, { method: 'POST' });
    kms = client(KMSClient);
    backup = client(BackupClient);
    find = awsIdFinder({ kms, backup });
  });

  const key = async (tags: Readonly<Record<string, string>>): Promise<string> => {
    const Tags = Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
    return (await kms.send(new CreateKeyCommand({ Tags }))).KeyMetadata?.KeyId ?? '';
  };

  it('a key is found by all of its tags, when it is enabled', async () => {
    expect(await find.key(TAGS)).toBeUndefined();
    await key({ ...TAGS, Stack: 'access' });
    const dying = await key(TAGS);
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: dying, PendingWindowInDays: 7 }));
    expect(await find.key(TAGS)).toBeUndefined();
    const wanted = await key({ ...TAGS, More: 'tags' });
    expect(await find.key(TAGS)).toBe(wanted);
    expect(await find.key({})).toBeUndefined();
  });

  it('of two such keys it is the one behind the alias', async () => {
    await key(TAGS);
    const used = await key(TAGS);
    await key(TAGS);
    await kms.send(
      new CreateAliasCommand({ AliasName: 'alias/phase-mirror-local', TargetKeyId: used }),
    );
    expect(await find.key(TAGS)).toBe(used);
  });

  it('a backup plan and its selection are found by their names', async () => {
    expect(await find.backupPlan('daily')).toBeUndefined();
    expect(await find.backupSelection('tables')).toBeUndefined();
    const { BackupPlanId } = await backup.send(
      new CreateBackupPlanCommand({
        BackupPlan: {
          BackupPlanName: 'daily',
          Rules: [{ RuleName: 'daily', TargetBackupVaultName: 'Default' }],
        },
      }),
    );
    expect(await find.backupPlan('daily')).toBe(BackupPlanId);
    expect(await find.backupSelection('tables')).toBeUndefined();
    const { SelectionId } = await backup.send(
      new CreateBackupSelectionCommand({
        BackupPlanId,
        BackupSelection: {
          SelectionName: 'tables',
          IamRoleArn: 'arn:aws:iam::123456789012:role/x',
        },
      }),
    );
    expect(await find.backupSelection('tables')).toBe(`${BackupPlanId}|${SelectionId}`);
  });
});
