import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StackId } from '../../runtime/src/names/index.js';
import type { Terraform } from './terraform.js';

export type Folders = Pick<Terraform, 'folderOf'>;

/** Where Terraform keeps the state of an apply that it could not write into the bucket. */
export const keptFile = (stacks: Folders, stack: StackId): string =>
  join(stacks.folderOf(stack), 'errored.tfstate');
/** What the bucket held then. */
export const baseFile = (stacks: Folders, stack: StackId): string =>
  join(stacks.folderOf(stack), 'errored.base.json');

/** Whether an apply of this stack has made or changed what no state in the bucket knows. */
export const hasUnwritten = (stacks: Folders, stack: StackId): boolean =>
  existsSync(keptFile(stacks, stack));

/** Drops what is kept of a stack whose AWS is no more. */
export function dropUnwritten(stacks: Folders, stack: StackId): void {
  for (const file of [keptFile(stacks, stack), baseFile(stacks, stack)])
    rmSync(file, { force: true });
}
