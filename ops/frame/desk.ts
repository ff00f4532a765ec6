import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { claimFolder } from '../terraform/claim.js';
import type { Context } from './runbook.js';
import { workFolder } from './work-folder.js';
import type { Workplace } from './workplace.js';

/**
 * The place of a procedure that touches no AWS, such as labels of a repository. Two runs of the same
 * runbook in this work folder exclude each other; deploys are not in its way. `what` is what its
 * confirmation names.
 */
export function deskOf(context: Context, name: string, what: string): Workplace {
  const { io } = context;
  const folder = join(workFolder(io), name);
  return {
    context,
    where: what,
    journal: join(folder, 'runbooks.jsonl'),
    run: `${new Date(io.now()).toISOString()}-${process.pid}-${randomUUID().slice(0, 8)}`,
    async whileClaimed(runbook, work) {
      const release = claimFolder(folder, runbook, () => io.now());
      try {
        return await work();
      } finally {
        release();
      }
    },
    explain: (error) => error,
  };
}
