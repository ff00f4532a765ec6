import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { diskFailure } from '../../../release/artifacts/no-room.js';
import { beginStaging, dropLeftovers, settle } from '../../../release/artifacts/staging.js';
import { checkedSums, writeSums } from '../../../release/artifacts/sums.js';
import { releaseError } from '../../../release/errors.js';

const top = mkdtempSync(join(tmpdir(), 'phase-mirror-staging-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

async function built(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(top, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  await writeSums(folder);
  return folder;
}

describe('a finished build', () => {
  it('gets its place in one act', async () => {
    const out = join(top, 'one/artifacts');
    const stage = await beginStaging(out);
    expect(existsSync(out)).toBe(false);
    await settle(await built('first', { a: '1' }), out);
    expect(readdirSync(out).sort()).toEqual(['SHA256SUMS', 'a']);
    rmSync(stage, { recursive: true });
  });

  it('lets stand what is the same, and refuses to replace what is other', async () => {
    const out = await built('stands', { a: '1', b: '2' });
    await settle(await built('same', { a: '1', b: '2' }), out);
    const other = settle(await built('other', { a: '1', b: '3', c: '4' }), out);
    await expect(other).rejects.toMatchObject({ code: 'PM-8041' });
    await expect(other).rejects.toThrow('b, c');
    expect(readFileSync(join(out, 'b'), 'utf8')).toBe('2');
  });

  it('takes away only what dead builds of the same folder left', async () => {
    const out = join(top, 'left/artifacts');
    const dead = spawnSync(process.execPath, ['--version']).pid;
    const names = [`artifacts.building-${dead}`, `artifacts.building-${process.ppid}`, 'other'];
    for (const name of names) mkdirSync(join(top, 'left', name), { recursive: true });
    expect(await dropLeftovers(out)).toEqual([join(top, 'left', `artifacts.building-${dead}`)]);
    expect(readdirSync(join(top, 'left')).sort()).toEqual(names.slice(1).sort());
  });
});

describe('the digests', () => {
  it.each([
    ['a changed file', (folder: string) => writeFileSync(join(folder, 'a'), '2'), 'noted is'],
    ['a file that is gone', (folder: string) => rmSync(join(folder, 'a')), 'ENOENT'],
    ['a file nobody noted', (folder: string) => writeFileSync(join(folder, 'z'), ''), 'not name'],
    [
      'a path in the place of a name',
      (folder: string) => writeFileSync(join(folder, 'SHA256SUMS'), `${'0'.repeat(64)}  ../a\n`),
      'line 1',
    ],
    ['no digests at all', (folder: string) => rmSync(join(folder, 'SHA256SUMS')), 'no SHA256SUMS'],
  ])('tell %s', async (name, change, why) => {
    const folder = await built(`sums ${name}`, { a: '1' });
    expect((await checkedSums(folder)).get('a')).toMatchObject({ bytes: 1 });
    change(folder);
    const read = checkedSums(folder);
    await expect(read).rejects.toMatchObject({ code: 'PM-8050' });
    await expect(read).rejects.toThrow(why);
  });
});

describe('a file system that refuses', () => {
  const told = (error: unknown): unknown => diskFailure(error, '/out');

  // Linux has a device that is always full.
  (existsSync('/dev/full') ? it : it.skip)('is told as a full disk', async () => {
    const error = await writeFile('/dev/full', 'x').catch((caught: unknown) => caught);
    expect(told(error)).toMatchObject({ code: 'PM-8043', exit: 3 });
    expect((told(error) as Error).message).toContain('the disk is full');
  });

  it.each(['EDQUOT', 'EACCES', 'EROFS', 'EFBIG'])('is told by its code %s', (code) => {
    expect(told(Object.assign(new Error(code), { code }))).toMatchObject({ code: 'PM-8043' });
  });

  it('is not taken for a bug of ours, nor a bug for it', () => {
    const bug = new TypeError('x is undefined');
    expect(told(bug)).toBe(bug);
    const expected = releaseError('PM-8041', { what: 'a folder' });
    expect(told(expected)).toBe(expected);
  });
});
