import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The difference of two texts as git shows that of a file; empty when they are equal. */
export async function diffTexts(name: string, before: string, after: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'phase-mirror-diff-'));
  try {
    for (const [side, text] of [
      ['a', before],
      ['b', after],
    ] as const) {
      const path = join(folder, side, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    return await noIndexDiff(folder, name);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function noIndexDiff(folder: string, name: string): Promise<string> {
  const args = ['diff', '--no-index', '--no-color', '--no-prefix', '--', `a/${name}`, `b/${name}`];
  return new Promise((resolve, reject) => {
    execFile('git', args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      // 1: they differ.
      if (error === null || error.code === 1) resolve(stdout);
      else reject(new Error(`git diff: ${error.message}`, { cause: error }));
    });
  });
}
