import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { Baseline } from '../../runtime/src/drift/baseline.js';
import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';
import { baselineDocument, type BaselineArgs } from './command.js';

/** A stored baseline as the command shows it: redacted. */
export type Shown = Baseline & { readonly version: string };

/** Which branch of which repository. */
export interface Where {
  readonly repo?: string | undefined;
  readonly branch?: string | undefined;
}

export const whereArgs = ({ repo, branch }: Where): BaselineArgs => ({ repo, branch });

/** The baseline in force; undefined when there never was one. Every failure to read it is thrown. */
export async function inForce(site: Site, where: Where): Promise<Shown | undefined> {
  try {
    return await baselineDocument<Shown>(site, 'show', whereArgs(where));
  } catch (error) {
    if (error instanceof PhaseMirrorError && error.code === 'PM-3009') return undefined;
    throw error;
  }
}

/** Refuses a publisher who expects another baseline than the one in force: PM-3007. */
export function refuseUnexpected(present: Shown | undefined, expected: string): void {
  const hash = present?.sha256 ?? 'none';
  if (hash === expected) return;
  throw opsError('PM-3007', {
    what:
      present === undefined
        ? 'the baseline'
        : `baseline of ${present.repository} ${present.branch}`,
    why: `the publisher expects ${expected}, in force is ${hash}`,
    remedy:
      'Look at what is in force (`npm run ops -- baseline show`), then publish with its hash as --expect.',
  });
}

/** Whether two baselines accept the same, whoever captured them and when. */
export function sameFacts(a: Baseline, b: Baseline): boolean {
  const facts = ({ repository, branch, commit, kinds, fields, unknown }: Baseline): string =>
    JSON.stringify([repository, branch, commit, kinds, fields, unknown]);
  return facts(a) === facts(b);
}
