import { ListBackupSelectionsCommand, paginateListBackupPlans } from '@aws-sdk/client-backup';
import { DescribeKeyCommand, ListResourceTagsCommand, paginateListKeys } from '@aws-sdk/client-kms';
import type { AwsClients } from '../aws/clients.js';
import type { IdFinder } from './import-ids.js';

/** The finder that asks AWS. */
export function awsIdFinder(clients: Pick<AwsClients, 'backup' | 'kms'>): IdFinder {
  const planIds = async (): Promise<{ name: string; id: string }[]> => {
    const found: { name: string; id: string }[] = [];
    for await (const page of paginateListBackupPlans({ client: clients.backup }, {})) {
      for (const { BackupPlanName: name, BackupPlanId: id } of page.BackupPlansList ?? []) {
        if (name !== undefined && id !== undefined) found.push({ name, id });
      }
    }
    return found;
  };
  return {
    async key(tags) {
      // Of several that carry the tags, the one in use is behind the alias, whose name the tag has.
      const used = await keyBehind(clients, `alias/${tags['Name'] ?? ''}`);
      if (used !== undefined && (await carries(clients, used, tags))) return used;
      for await (const page of paginateListKeys({ client: clients.kms }, {})) {
        for (const { KeyId } of page.Keys ?? []) {
          if (KeyId !== undefined && (await carries(clients, KeyId, tags))) return KeyId;
        }
      }
      return undefined;
    },
    backupPlan: async (name) => (await planIds()).find((plan) => plan.name === name)?.id,
    async backupSelection(name) {
      for (const { id } of await planIds()) {
        const { BackupSelectionsList } = await clients.backup.send(
          new ListBackupSelectionsCommand({ BackupPlanId: id }),
        );
        const selection = BackupSelectionsList?.find(({ SelectionName }) => SelectionName === name);
        if (selection?.SelectionId !== undefined) return `${id}|${selection.SelectionId}`;
      }
      return undefined;
    },
  };
}

async function keyBehind(
  { kms }: Pick<AwsClients, 'kms'>,
  alias: string,
): Promise<string | undefined> {
  try {
    return (await kms.send(new DescribeKeyCommand({ KeyId: alias }))).KeyMetadata?.KeyId;
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFoundException') return undefined;
    throw error;
  }
}

async function carries(
  { kms }: Pick<AwsClients, 'kms'>,
  KeyId: string,
  tags: Readonly<Record<string, string>>,
): Promise<boolean> {
  const wanted = Object.entries(tags);
  if (wanted.length === 0) return false;
  let carried: ReadonlyMap<string | undefined, string | undefined>;
  try {
    const { Tags } = await kms.send(new ListResourceTagsCommand({ KeyId }));
    carried = new Map((Tags ?? []).map(({ TagKey, TagValue }) => [TagKey, TagValue]));
  } catch (error) {
    // Keys of AWS's own services answer nobody's questions about tags.
    if (error instanceof Error && error.name === 'AccessDeniedException') return false;
    throw error;
  }
  if (!wanted.every(([name, value]) => carried.get(name) === value)) return false;
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
  return KeyMetadata?.KeyState === 'Enabled';
}
