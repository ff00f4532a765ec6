import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Io } from '../frame/io.js';

/** Where a command is on the PATH of the runbook; undefined when it is on none of its folders. */
export async function whichTool(
  io: Pick<Io, 'env'>,
  command: string,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  const path = io.env['PATH'] ?? io.env['Path'] ?? '';
  const endings = platform === 'win32' ? (io.env['PATHEXT'] ?? '.EXE;.CMD;.BAT').split(';') : [''];
  for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
    for (const ending of endings) {
      const candidate = join(folder, command + ending);
      if (await isProgram(candidate)) return candidate;
    }
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
