import {
  BackupClient,
  CreateBackupPlanCommand,
  CreateBackupSelectionCommand,
  CreateBackupVaultCommand,
  DeleteBackupPlanCommand,
  DeleteBackupSelectionCommand,
  DeleteBackupVaultAccessPolicyCommand,
  DeleteBackupVaultNotificationsCommand,
  GetBackupPlanCommand,
  GetBackupSelectionCommand,
  GetBackupVaultAccessPolicyCommand,
  GetBackupVaultNotificationsCommand,
  ListBackupSelectionsCommand,
  ListRecoveryPointsByBackupVaultCommand,
  ListTagsCommand,
  PutBackupVaultAccessPolicyCommand,
  PutBackupVaultNotificationsCommand,
  UpdateBackupPlanCommand,
} from '@aws-sdk/client-backup';
import { expect, it } from '@jest/globals';
import { useLocalAws } from '../support/local-aws.js';
import { describeWithEmulator } from '../support/needs.js';

const { client } = useLocalAws();

describeWithEmulator('Backup', () => {
  const BackupVaultName = 'vault';
  const plan = (days: number) => ({
    BackupPlanName: 'plan',
    Rules: [
      {
        RuleName: 'daily',
        TargetBackupVaultName: BackupVaultName,
        Lifecycle: { DeleteAfterDays: days },
      },
    ],
  });

  it('keeps selections of a plan', async () => {
    const backup = client(BackupClient);
    const { BackupPlanId } = await backup.send(
      new CreateBackupPlanCommand({ BackupPlan: plan(7) }),
    );
    const BackupSelection = {
      SelectionName: 'tables',
      IamRoleArn: 'arn:aws:iam::123456789012:role/backup',
      Resources: ['arn:aws:dynamodb:*:*:table/phase-mirror-*'],
    };
    const { SelectionId } = await backup.send(
      new CreateBackupSelectionCommand({ BackupPlanId, BackupSelection }),
    );
    const key = { BackupPlanId, SelectionId };
    expect(await backup.send(new GetBackupSelectionCommand(key))).toMatchObject({
      ...key,
      BackupSelection,
    });
    const listed = await backup.send(new ListBackupSelectionsCommand({ BackupPlanId }));
    expect(listed.BackupSelectionsList).toMatchObject([{ ...key, SelectionName: 'tables' }]);
    await backup.send(new DeleteBackupSelectionCommand(key));
    await expect(backup.send(new GetBackupSelectionCommand(key))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await backup.send(new DeleteBackupPlanCommand({ BackupPlanId }));
  });

  it('changes a plan, and takes the same plan again once it is deleted', async () => {
    const backup = client(BackupClient);
    const first = await backup.send(new CreateBackupPlanCommand({ BackupPlan: plan(7) }));
    const { BackupPlanId } = first;
    const changed = await backup.send(
      new UpdateBackupPlanCommand({ BackupPlanId, BackupPlan: plan(30) }),
    );
    expect(changed.BackupPlanArn).toBe(first.BackupPlanArn);
    expect(changed.VersionId).not.toBe(first.VersionId);
    const got = await backup.send(new GetBackupPlanCommand({ BackupPlanId }));
    expect(got.BackupPlan?.Rules?.[0]?.Lifecycle?.DeleteAfterDays).toBe(30);

    await backup.send(new DeleteBackupPlanCommand({ BackupPlanId }));
    await expect(backup.send(new GetBackupPlanCommand({ BackupPlanId }))).rejects.toThrow();
    const again = await backup.send(new CreateBackupPlanCommand({ BackupPlan: plan(7) }));
    await backup.send(new DeleteBackupPlanCommand({ BackupPlanId: again.BackupPlanId }));
  });

  it("keeps a vault's access policy, notifications and tags", async () => {
    const backup = client(BackupClient);
    const { BackupVaultArn: ResourceArn } = await backup.send(
      new CreateBackupVaultCommand({ BackupVaultName, BackupVaultTags: { Environment: 'local' } }),
    );
    expect((await backup.send(new ListTagsCommand({ ResourceArn }))).Tags).toEqual({
      Environment: 'local',
    });

    const points = new ListRecoveryPointsByBackupVaultCommand({ BackupVaultName });
    expect((await backup.send(points)).RecoveryPoints).toEqual([]);
    const elsewhere = { BackupVaultName: 'elsewhere' };
    await expect(
      backup.send(new ListRecoveryPointsByBackupVaultCommand(elsewhere)),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });

    const policy = new GetBackupVaultAccessPolicyCommand({ BackupVaultName });
    await expect(backup.send(policy)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const Policy = '{"Version":"2012-10-17","Statement":[]}';
    await backup.send(new PutBackupVaultAccessPolicyCommand({ BackupVaultName, Policy }));
    expect(await backup.send(policy)).toMatchObject({
      BackupVaultName,
      Policy,
      BackupVaultArn: ResourceArn,
    });
    await backup.send(new DeleteBackupVaultAccessPolicyCommand({ BackupVaultName }));
    await expect(backup.send(policy)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });

    const notifications = new GetBackupVaultNotificationsCommand({ BackupVaultName });
    await expect(backup.send(notifications)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const wanted = {
      SNSTopicArn: 'arn:aws:sns:eu-central-1:123456789012:critical',
      BackupVaultEvents: ['BACKUP_JOB_FAILED' as const],
    };
    await backup.send(new PutBackupVaultNotificationsCommand({ BackupVaultName, ...wanted }));
    expect(await backup.send(notifications)).toMatchObject(wanted);
    await backup.send(new DeleteBackupVaultNotificationsCommand({ BackupVaultName }));
    await expect(backup.send(notifications)).rejects.toThrow();
  });
});
