import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signSums, verifySignature } from '../../../release/artifacts/sign.js';
import { writeSums } from '../../../release/artifacts/sums.js';
import { testIo } from '../../ops/support/test-io.js';

const top = mkdtempSync(join(tmpdir(), 'phase-mirror-sign-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

const { io } = testIo();
const folder = join(top, 'artifacts');
const file = join(top, 'allowed_signers');
const identity = 'release@example.com';
const keyOf = (name: string): string => join(top, name);
const publicKey = (name: string): string =>
  readFileSync(`${keyOf(name)}.pub`, 'utf8')
    .split(' ')
    .slice(0, 2)
    .join(' ');

beforeAll(async () => {
  for (const name of ['ours', 'theirs']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keyOf(name)]);
  }
  writeFileSync(file, `${identity} namespaces="phase-mirror-release" ${publicKey('ours')}\n`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'a'), '1');
  await writeSums(folder);
});

describe('the signature of a release', () => {
  const verify = (who = identity): Promise<string> =>
    verifySignature(io, folder, { file, identity: who });

  it('is missing until there is one', async () => {
    await expect(verify()).rejects.toMatchObject({ code: 'PM-8045' });
  });

  it('is good for what was signed with the key, and says by whom', async () => {
    await signSums(io, folder, keyOf('ours'));
    expect(await verify()).toContain(`Good "phase-mirror-release" signature for ${identity}`);
  });

  it('is the same each time with the same key', async () => {
    const before = readFileSync(join(folder, 'SHA256SUMS.sig'), 'utf8');
    rmSync(join(folder, 'SHA256SUMS.sig'));
    await signSums(io, folder, keyOf('ours'));
    expect(readFileSync(join(folder, 'SHA256SUMS.sig'), 'utf8')).toBe(before);
  });

  it('is not good for somebody else', async () => {
    await expect(verify('other@example.com')).rejects.toMatchObject({ code: 'PM-8045' });
  });

  it('is not good once the digests are others', async () => {
    const sums = join(folder, 'SHA256SUMS');
    const before = readFileSync(sums, 'utf8');
    writeFileSync(
      sums,
      before.replace(/^./, (first) => (first === '0' ? '1' : '0')),
    );
    await expect(verify()).rejects.toMatchObject({ code: 'PM-8045' });
    writeFileSync(sums, before);
    await expect(verify()).resolves.toContain('Good');
  });

  it("is not good with somebody else's key", async () => {
    rmSync(join(folder, 'SHA256SUMS.sig'));
    await signSums(io, folder, keyOf('theirs'));
    await expect(verify()).rejects.toMatchObject({ code: 'PM-8045' });
  });

  it('is not made with a key that is none', async () => {
    writeFileSync(keyOf('none'), 'no key\n', { mode: 0o600 });
    rmSync(join(folder, 'SHA256SUMS.sig'));
    await expect(signSums(io, folder, keyOf('none'))).rejects.toMatchObject({ code: 'PM-8045' });
  });
});
