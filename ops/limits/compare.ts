import { said } from '../aws/failure.js';
import type { AwsClients } from '../aws/clients.js';
import type { QuotaSpec } from './quotas.js';
import type { Planned } from './resources.js';

/** Share of a quota from which it is a warning. */
export const WARN_AT = 0.8;

/** One quota, what is used of it, and what a deploy adds. */
export type LimitRow =
  | {
      readonly id: string;
      readonly outcome: 'ok' | 'warn' | 'over';
      readonly used: number;
      /** Resources of the stacks that are not there yet. */
      readonly added: number;
      readonly quota: number;
      /** Of the quota after a deploy; 1 is all of it. */
      readonly share: number;
    }
  /** Neither fine nor full: nothing is known. Never zero. */
  | { readonly id: string; readonly outcome: 'could-not-run'; readonly why: string };

/** Compares every quota side by side. Never throws. */
export async function compareLimits(
  clients: AwsClients,
  quotas: readonly QuotaSpec[],
  planned: Planned,
): Promise<readonly LimitRow[]> {
  return Promise.all(quotas.map((spec) => compareOne(clients, spec, planned)));
}

async function compareOne(
  clients: AwsClients,
  { id, types, present, quota: quotaOf }: QuotaSpec,
  planned: Planned,
): Promise<LimitRow> {
  try {
    const [names, quota] = await Promise.all([present(clients), quotaOf(clients)]);
    const there = new Set(names);
    const added = types
      .flatMap((type) => planned.get(type) ?? [])
      .filter((name) => !there.has(name)).length;
    const used = names.length;
    const share = quota === 0 ? Infinity : (used + added) / quota;
    const outcome = share > 1 ? 'over' : share >= WARN_AT ? 'warn' : 'ok';
    return { id, outcome, used, added, quota, share };
  } catch (error) {
    return { id, outcome: 'could-not-run', why: said(error) };
  }
}
