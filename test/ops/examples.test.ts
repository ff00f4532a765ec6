import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EXAMPLES, makeExample } from '../../ops/examples.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'phase-mirror-examples-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an example', () => {
  it.each(EXAMPLES)('%s: the same commits wherever and whenever it is made', async (name) => {
    const first = await makeExample(name, join(folder, `${name}-1`));
    const second = await makeExample(name, join(folder, `${name}-2`));
    expect([second.base, second.head]).toEqual([first.base, first.head]);
    expect(first.base).not.toBe(first.head);
    expect(await readdir(first.folder)).toContain('package.json');
  });

  it('is made anew in its own folder, and nowhere else', async () => {
    const target = join(folder, 'again');
    const first = await makeExample('sound', target);
    await writeFile(join(target, 'left.txt'), '');
    const second = await makeExample('unsound', target);
    expect(second.head).not.toBe(first.head);
    expect(await readdir(target)).not.toContain('left.txt');
    const foreign = join(folder, 'foreign');
    await writeFile(foreign, '');
    await expect(makeExample('sound', folder)).rejects.toMatchObject({
      code: 'PM-1002',
      what: `the folder ${folder}`,
    });
  });
});
