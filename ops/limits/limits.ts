import { join } from 'node:path';
import { errorRecord, EXIT, renderError } from '../../runtime/src/errors/index.js';
import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';
import type { Outcome } from '../frame/runbook.js';
import { synthesise } from '../terraform/synthesise.js';
import { compareLimits, WARN_AT, type LimitRow } from './compare.js';
import { QUOTAS } from './quotas.js';
import { plannedResources } from './resources.js';

/** The account's quotas against what is used and what a deploy adds. Exit 1 from 80 % on. */
export async function limits(site: Site): Promise<Outcome> {
  const { context, deployment } = site;
  const { io, steps, environment } = context;
  const planned = await steps.run('synthesise', async () =>
    // Not where a deploy has its own: it may be under way.
    plannedResources(await synthesise(io, environment, join(site.folder, 'limits.out'))),
  );
  const rows = await steps.run(
    'compare with the quotas of the account',
    () => compareLimits(site.clients, QUOTAS, planned),
    (found) => `${found.length} quotas`,
  );
  return limitsOutcome(deployment.environment, rows);
}

export function limitsOutcome(environment: string, rows: readonly LimitRow[]): Outcome {
  const near = rows.filter(({ outcome }) => outcome === 'warn' || outcome === 'over');
  const unknown = rows.filter(({ outcome }) => outcome === 'could-not-run');
  const text = renderLimits(environment, rows);
  const names = (some: readonly LimitRow[]): string => some.map(({ id }) => id).join(', ');
  if (near.length === 0 && unknown.length === 0) return { exit: EXIT.ok, json: { rows }, text };
  const error =
    near.length > 0
      ? opsError('PM-6044', { what: `${environment}: ${names(near)}` })
      : opsError('PM-6045', { what: `${environment}: ${names(unknown)}` });
  return {
    exit: error.exit,
    json: { rows, error: errorRecord(error) },
    text: `${text}${renderError(error)}\n`,
  };
}

const MARKS = { ok: 'ok', warn: 'WARN', over: 'OVER', 'could-not-run': '??' } as const;

function renderLimits(environment: string, rows: readonly LimitRow[]): string {
  const width = Math.max(...rows.map(({ id }) => id.length));
  const lines = rows.map((row) => {
    const head = `${MARKS[row.outcome].padEnd(4)}  ${row.id.padEnd(width)}`;
    if (row.outcome === 'could-not-run') return `${head}  could not be read: ${row.why}`;
    const { used, added, quota, share } = row;
    return `${head}  ${String(used).padStart(6)} used  ${String(added).padStart(3)} added  of ${String(quota).padStart(6)}  ${(share * 100).toFixed(1)} %`;
  });
  const count = (outcome: LimitRow['outcome']): number =>
    rows.filter((row) => row.outcome === outcome).length;
  const unknown = count('could-not-run');
  const sum = `${environment}: ${count('ok')} of ${rows.length} quotas below ${WARN_AT * 100} % after a deploy${unknown === 0 ? '' : `, ${unknown} could not be read`}`;
  return `${[...lines, sum].join('\n')}\n`;
}
