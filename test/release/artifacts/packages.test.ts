import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { unlikeLocked } from '../../../release/artifacts/packages.js';

const top = mkdtempSync(join(tmpdir(), 'phase-mirror-packages-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

type Packages = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
const A = { version: '1.0.0', integrity: 'sha512-a' };
const LOCKED: Packages = {
  '': {},
  runtime: { version: '0.1.0' },
  'node_modules/@own/runtime': { resolved: 'runtime', link: true },
  'node_modules/a': A,
  'node_modules/for-macos': { version: '1.0.0', integrity: 'sha512-m', optional: true },
};
const INSTALLED: Packages = {
  'node_modules/@own/runtime': { resolved: 'runtime', link: true },
  'node_modules/a': A,
};

let count = 0;
function place(locked: Packages, installed: Packages | undefined, inFolder = '1.0.0'): string {
  const folder = join(top, String((count += 1)));
  const write = (path: string, content: unknown): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(content));
  };
  write('package-lock.json', { packages: locked });
  write('node_modules/a/package.json', { version: inFolder });
  if (installed !== undefined) {
    write('node_modules/.package-lock.json', { packages: installed });
  }
  return folder;
}

describe('the packages that are installed already', () => {
  it.each<[string, Packages, Packages | undefined, string | undefined]>([
    ['are taken when they are those of the lock file', LOCKED, INSTALLED, undefined],
    ['are not there', LOCKED, undefined, 'nothing is installed'],
    [
      'are of another version',
      LOCKED,
      { 'node_modules/a': { ...A, version: '1.0.1' } },
      'installed as 1.0.1, locked 1.0.0',
    ],
    [
      'have other bytes',
      LOCKED,
      { 'node_modules/a': { ...A, integrity: 'sha512-b' } },
      'installed as 1.0.0, locked 1.0.0',
    ],
    ['lack one', LOCKED, {}, 'node_modules/a is not installed'],
    [
      'have one more',
      LOCKED,
      { ...INSTALLED, 'node_modules/b': A },
      'node_modules/b is installed as 1.0.0, locked not at all',
    ],
  ])('%s', async (_, locked, installed, why) => {
    const folder = place(locked, installed);
    const found = await unlikeLocked(
      join(folder, 'node_modules'),
      join(folder, 'package-lock.json'),
    );
    if (why === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(why);
  });

  it('were changed since npm noted them', async () => {
    const folder = place(LOCKED, INSTALLED, '6.6.6');
    expect(
      await unlikeLocked(join(folder, 'node_modules'), join(folder, 'package-lock.json')),
    ).toContain('a is 6.6.6, noted 1.0.0');
  });
});
