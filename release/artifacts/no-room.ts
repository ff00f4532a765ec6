import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import { releaseError } from '../errors.js';

const REFUSALS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EFBIG: 'the file is larger than may be written',
  EACCES: 'this account may not write there',
  EPERM: 'this account may not write there',
  EROFS: 'it can only be read',
  ENOTDIR: 'a part of the path is a file',
};

/** What tools print when the disk is full: Node, git and C programs. */
export const NO_ROOM = /\b(ENOSPC|EDQUOT)\b|no space left on device|quota exceeded/i;

/** A refusal of the file system as PM-8043; anything else as it came. */
export function diskFailure(error: unknown, folder: string): unknown {
  if (error instanceof PhaseMirrorError) return error;
  const { code = '', path, message } = error as NodeJS.ErrnoException;
  const refusal = REFUSALS[code];
  return refusal === undefined ? error : cannotWrite(path ?? folder, `${refusal}: ${message}`);
}

export function cannotWrite(what: string, output: string): PhaseMirrorError {
  const lines = output.trim().split('\n');
  const telling = lines.find((line) => NO_ROOM.test(line)) ?? lines.at(-1) ?? '';
  return releaseError('PM-8043', { what, why: telling.trim() });
}
