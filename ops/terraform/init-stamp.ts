import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { StackId } from '../../runtime/src/names/index.js';
import type { Terraform } from './terraform.js';

const FILES = [
  'cdk.tf.json',
  'zz_local_override.tf.json',
  'zzz_bootstrap_override.tf.json',
] as const;
/** Read by Terraform after every other override: during bootstrap it replaces the backend. */
export const BOOTSTRAP_OVERRIDE = FILES[2];

/** What of a stack's folder is prepared, and for which backend. */
export interface Stamp {
  readonly initialised?: string;
  readonly workspace?: string;
}

const stampPath = (stacks: Terraform, stack: StackId): string =>
  join(stacks.folderOf(stack), '.terraform', 'phase-mirror.json');

/** Digest of all that an init depends on. */
export function stampOf(stacks: Terraform, stack: StackId): string {
  const hash = createHash('sha256');
  const folder = stacks.folderOf(stack);
  for (const file of FILES) {
    const path = join(folder, file);
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '{}';
    const { terraform } = JSON.parse(text) as { readonly terraform?: unknown };
    hash.update(JSON.stringify(terraform ?? null));
  }
  const config = stacks.env['TF_CLI_CONFIG_FILE'];
  hash.update(config !== undefined && existsSync(config) ? readFileSync(config) : '');
  hash.update(stacks.env['AWS_ENDPOINT_URL'] ?? '');
  return hash.digest('hex');
}

export function readStamp(stacks: Terraform, stack: StackId): Stamp {
  if (!existsSync(join(stacks.folderOf(stack), '.terraform.lock.hcl'))) return {};
  try {
    return JSON.parse(readFileSync(stampPath(stacks, stack), 'utf8')) as Stamp;
  } catch {
    // Not initialised yet, or cut off by a kill: then it is done again.
    return {};
  }
}

export function writeStamp(stacks: Terraform, stack: StackId, stamp: Stamp): void {
  mkdirSync(dirname(stampPath(stacks, stack)), { recursive: true });
  writeFileSync(stampPath(stacks, stack), JSON.stringify(stamp));
}
