import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STACKS } from '../../runtime/src/names/index.js';
import { deployedFile } from './deployed.js';
import { localStates } from './foundation-world.js';
import { settle } from './recover.js';
import type { Session } from './session.js';
import { dropUnwritten } from './unwritten-file.js';

/**
 * Drops what belongs to an AWS that is no more: an emulator keeps nothing, so after its restart the
 * states and records of the work folder speak of things that do not exist. Answers whether it did.
 */
export function dropLeftovers(session: Session): boolean {
  const { folder, stacks, context } = session;
  const file = join(folder, 'instance');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (before === stacks.instance) return false;
  let dropped = false;
  if (before !== undefined) {
    const gone = [localStates(session), deployedFile(session), stacks.plans].filter(existsSync);
    for (const path of gone) rmSync(path, { recursive: true, force: true });
    for (const stack of STACKS) {
      dropUnwritten(stacks, stack);
      settle(session, stack);
    }
    dropped = true;
    context.steps.say(
      `  the AWS of the last run (${before}) is gone; what it left in the work folder is dropped`,
    );
  }
  writeFileSync(file, stacks.instance);
  return dropped;
}
