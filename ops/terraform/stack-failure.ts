import type { StackId } from '../../runtime/src/names/index.js';
import type { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import { opsError } from '../errors.js';
import { shortPath } from '../frame/tool-failure.js';
import { errorLines, failureOf } from './failure.js';
import { describeLock } from './lock-message.js';
import type { CommandResult, Terraform } from './terraform.js';

/** A failed Terraform command as an expected failure: the stack, the lines that matter, the log. */
export function stackFailure(
  terraform: Terraform,
  stack: StackId,
  what: string,
  result: CommandResult,
): PhaseMirrorError {
  const { io, environment } = terraform;
  const log = shortPath(io.root, result.log);
  const failure = failureOf(result.diagnostics, result.output);
  switch (failure.kind) {
    case 'locked': {
      const { lock } = failure;
      return opsError('PM-6002', {
        what: `the state of ${stack} in workspace ${environment}`,
        why:
          lock === undefined
            ? `Terraform does not say by whom; log: ${log}`
            : `held by ${describeLock(lock)}`,
        ...(lock === undefined
          ? {}
          : {
              remedy: `Wait for it to finish, then run the command again. Only if you know that it died: npm run ops -- state unlock --env ${environment} --stack ${stack} --lock ${lock.id}`,
            }),
      });
    }
    case 'wrong workspace':
      return opsError('PM-6003', {
        what: `${stack}: the folder and the workspace belong to different environments`,
        why: indented(io.mask.apply(errorLines(result.diagnostics, result.output).join('\n'))),
      });
    case 'digest': {
      const { bucket, key, calculated, stored } = failure.mismatch;
      return opsError('PM-6007', {
        what: `s3://${bucket}/${key}`,
        why: `its MD5 is ${calculated}, the lock table says ${stored}; somebody restored or replaced the object, or a run died while it wrote`,
        remedy: `If the object is the state that you want, set the item "${bucket}/${key}-md5" of the lock table to Digest ${calculated}; else restore an older version: \`npm run ops -- state list --env ${environment} --stack ${stack}\` shows them.`,
      });
    }
    case 'exists':
    case 'connection':
    case 'stale plan':
    case 'other': {
      const lines = errorLines(result.diagnostics, result.output).join('\n');
      return opsError('PM-6001', {
        what: `${stack}: terraform ${what} ended with exit ${result.exit}`,
        why: `${indented(io.mask.apply(lines))}\n  log: ${log}`,
      });
    }
  }
}

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `\n    ${line}`)
    .join('');
