import { mkdirSync } from 'node:fs';
import { standOf, renderStand } from '../../ops/frame/step-journal.js';
import { claimFolder } from '../../ops/terraform/claim.js';
import type { CommandContext } from '../frame/command.js';
import { openDesk, type GitHubDesk } from '../github/desk.js';
import { journalOf } from './carry-out.js';
import type { Parts } from './site.js';
import { unkept } from './records.js';
import type { ReleasePlan } from './release-plan.js';
import { folderOf, releaseFolder, type ReleaseSite } from './site.js';

/** Where the steps of a plan work. GitHub is asked for when the first step needs it. */
export function siteFor(
  { io, steps, values }: Pick<CommandContext, 'io' | 'steps' | 'values'>,
  plan: ReleasePlan,
  parts: Parts,
): ReleaseSite {
  let desk: Promise<GitHubDesk> | undefined;
  return {
    io,
    talk: steps,
    plan,
    folder: folderOf(io.root, plan.version),
    takeOver: values['take-over'] === true,
    parts,
    github: () => (desk ??= openDesk(io, plan.repository)),
  };
}

/** One release command at a time in this clone. Throws PM-6002 with who is at it, PM-8026. */
export async function whileClaimed<T>(
  { io }: Pick<CommandContext, 'io'>,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const folder = releaseFolder(io.root);
  let release: () => void;
  try {
    mkdirSync(folder, { recursive: true });
    release = claimFolder(folder, `release ${name}`, () => io.now());
  } catch (error) {
    throw unkept(folder, error);
  }
  try {
    return await work();
  } finally {
    release();
  }
}

/** Where the last run on this version stopped, in words; undefined when it came to its end. */
export function stopped(site: Pick<ReleaseSite, 'folder'>, runbook: string): string | undefined {
  const stand = standOf(journalOf(site), runbook);
  return stand === undefined ? undefined : renderStand(runbook, stand);
}
