import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { archiveFolder } from '../../../release/artifacts/archive.js';
import { buildEnv } from '../../../release/artifacts/build-site.js';
import { testIo } from '../../ops/support/test-io.js';

const top = mkdtempSync(join(tmpdir(), 'phase-mirror-archive-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

const FILES: Readonly<Record<string, string>> = {
  'b.txt': 'ends\r\nas it is\n',
  'a/run.sh': '#!/bin/sh\n',
  'a/ignored.log': 'kept all the same\n',
  'ü/ñ.txt': 'names\n',
  '.gitattributes': '* text eol=crlf export-ignore\n*.txt export-subst\n',
  '.gitignore': '*.log\n',
};

/** The archive of the files, laid out in a folder of that name under that umask and date. */
async function archived(name: string, umask: number, seconds: number): Promise<string> {
  const [scratch, files, folder] = ['scratch', 'files', 'folder'].map((part) => {
    mkdirSync(join(top, name, part), { recursive: true });
    return join(top, name, part);
  }) as [string, string, string];
  const before = process.umask(umask);
  try {
    // Another order of making them, too.
    const paths = Object.keys(FILES).sort(() => (seconds % 2 === 0 ? 1 : -1));
    for (const path of paths) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), FILES[path] ?? '');
      utimesSync(join(folder, path), seconds, seconds);
    }
    chmodSync(join(folder, 'a/run.sh'), 0o777 & ~umask);
    const commit = { sha: '', epoch: 1_767_323_045 };
    const { io } = testIo();
    const site = { io: { ...io, env: buildEnv(io.env, commit) }, scratch, files, commit };
    await archiveFolder(site, folder, { name: 'x.tar.gz', prefix: 'x-1' });
  } finally {
    process.umask(before);
  }
  return join(files, 'x.tar.gz');
}

describe('an archive of a folder', () => {
  it('has the same bytes whatever the umask, the dates, the order and the place', async () => {
    const one = readFileSync(await archived('one', 0o022, 1_000_000_000));
    const other = readFileSync(await archived('of another name', 0o077, 1_700_000_001));
    expect(one.equals(other)).toBe(true);
    // No date, and no system: RFC 1952.
    expect([...one.subarray(4, 8), one[9]]).toEqual([0, 0, 0, 0, 255]);
  });

  it('holds every file byte by byte, with the date of the commit and two modes', async () => {
    const path = await archived('three', 0o027, 1);
    const listed = execFileSync('tar', ['-tvzf', path], { encoding: 'utf8', env: { TZ: 'UTC' } });
    const rows = listed.split('\n').filter((row) => !row.endsWith('/') && row !== '');
    expect(rows.map((row) => row.slice(0, 10)).sort()).toEqual([
      ...Array<string>(5).fill('-rw-r--r--'),
      '-rwxr-xr-x',
    ]);
    for (const row of rows) expect(row).toContain('root/root');
    for (const row of rows) expect(row).toContain('2026-01-02 03:04');
    mkdirSync(join(top, 'out'));
    execFileSync('tar', ['-xzf', path, '-C', join(top, 'out')]);
    for (const [name, content] of Object.entries(FILES)) {
      expect(readFileSync(join(top, 'out/x-1', name), 'utf8')).toBe(content);
    }
  });
});
