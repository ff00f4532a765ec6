import {
  GetBackupPlanCommand,
  GetBackupSelectionCommand,
  GetBackupVaultAccessPolicyCommand,
  GetBackupVaultNotificationsCommand,
  paginateListBackupPlans,
  paginateListBackupSelections,
  paginateListBackupVaults,
  type BackupPlan,
  type BackupSelection,
  type BackupVaultListMember,
  type GetBackupVaultNotificationsOutput,
} from '@aws-sdk/client-backup';
import type { AwsClients } from '../../aws/clients.js';
import { parsePolicy, type Statement } from '../policy.js';
import { Missing, once, orNone } from './read.js';

export interface BackupReads {
  vault(name: string): Promise<BackupVaultListMember>;
  /** Access policy of a vault; no statement without one. */
  vaultPolicy(name: string): Promise<readonly Statement[]>;
  vaultNotifications(name: string): Promise<GetBackupVaultNotificationsOutput | undefined>;
  /** The plan of a name and what it selects. */
  plan(name: string): Promise<BackupPlan>;
  selections(planName: string): Promise<readonly BackupSelection[]>;
}

export function backupReads({ backup: client }: Pick<AwsClients, 'backup'>): BackupReads {
  // Asked by list: AWS Backup answers "access denied" for a vault that does not exist.
  const vault = once(async (name) => {
    for await (const page of paginateListBackupVaults({ client }, {})) {
      const found = page.BackupVaultList?.find((v) => v.BackupVaultName === name);
      if (found !== undefined) return found;
    }
    throw new Missing(`backup vault ${name}`);
  });
  const planId = once(async (name) => {
    for await (const page of paginateListBackupPlans({ client }, {})) {
      const found = page.BackupPlansList?.find((p) => p.BackupPlanName === name)?.BackupPlanId;
      if (found !== undefined) return found;
    }
    throw new Missing(`backup plan ${name}`);
  });
  return {
    vault,
    vaultPolicy: once(async (BackupVaultName) => {
      await vault(BackupVaultName);
      const answer = await orNone(
        ['ResourceNotFoundException'],
        client.send(new GetBackupVaultAccessPolicyCommand({ BackupVaultName })),
      );
      return answer?.Policy === undefined ? [] : parsePolicy(answer.Policy);
    }),
    vaultNotifications: once(async (BackupVaultName) => {
      await vault(BackupVaultName);
      return orNone(
        ['ResourceNotFoundException'],
        client.send(new GetBackupVaultNotificationsCommand({ BackupVaultName })),
      );
    }),
    plan: once(async (name) => {
      const BackupPlanId = await planId(name);
      const answer = await client.send(new GetBackupPlanCommand({ BackupPlanId }));
      return answer.BackupPlan ?? { BackupPlanName: name, Rules: [] };
    }),
    selections: once(async (name) => {
      const BackupPlanId = await planId(name);
      const ids: string[] = [];
      for await (const page of paginateListBackupSelections({ client }, { BackupPlanId })) {
        ids.push(...(page.BackupSelectionsList ?? []).map((s) => s.SelectionId ?? ''));
      }
      const answers = await Promise.all(
        ids.map((SelectionId) =>
          client.send(new GetBackupSelectionCommand({ BackupPlanId, SelectionId })),
        ),
      );
      return answers.flatMap((a) => a.BackupSelection ?? []);
    }),
  };
}
