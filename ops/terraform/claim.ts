import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { opsError } from '../errors.js';
import { createWhole } from '../frame/exclusive-file.js';
import { whoami } from './journal.js';
import { identityOf, stillRuns, type ProcessIdentity } from './process-identity.js';

interface Holder {
  readonly runbook: string;
  readonly who: string;
  readonly process: ProcessIdentity;
  readonly since: string;
}

/**
 * Takes an environment's folder for one run: two runs would write the same synthesised stacks and
 * plan files. Terraform's own lock guards the state; this one guards the folder. Throws PM-6002 with
 * the holder. A holder that does not live any more is replaced.
 */
export function claimFolder(folder: string, runbook: string, now: () => number): () => void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'run.lock');
  const mine: Holder = {
    runbook,
    who: whoami(),
    process: identityOf(process.pid),
    since: new Date(now()).toISOString(),
  };
  for (let attempt = 0; ; attempt++) {
    if (createWhole(path, JSON.stringify(mine))) return () => rmSync(path, { force: true });
    const holder = readHolder(path);
    if (attempt > 0 || (holder !== undefined && stillRuns(holder.process))) {
      throw opsError('PM-6002', {
        what: path,
        why:
          holder === undefined
            ? 'another run has just taken it'
            : `${holder.who} runs ${holder.runbook} since ${holder.since} (pid ${holder.process.pid})`,
      });
    }
    rmSync(path, { force: true });
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    // Gone in the meantime.
    return undefined;
  }
}
