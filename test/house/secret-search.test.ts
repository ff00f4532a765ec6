import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { watchArguments } from '../e2e/support/argument-watch.js';
import { leaksBelow, leaksIn } from '../e2e/support/secret-search.js';
import { zipEntries } from '../e2e/support/zip-entries.js';

const VALUE = '0f'.repeat(16) + 'a5'.repeat(16);
const SECRETS = [
  { name: 'nonce', value: VALUE },
  { name: 'salt', value: 'c3'.repeat(32) },
];
const found = [{ secret: 'nonce', place: 'here' }];

/** A zip as Terraform writes a saved plan: one entry packed, one stored. */
function zip(entries: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  Object.entries(entries).forEach(([path, text], i) => {
    const packing = i % 2 === 0 ? 8 : 0;
    const data = packing === 8 ? deflateRawSync(text) : Buffer.from(text);
    const head = Buffer.alloc(30);
    head.write('PK\x03\x04', 'latin1');
    head.writeUInt16LE(packing, 8);
    head.writeUInt16LE(path.length, 26);
    const row = Buffer.alloc(46);
    row.write('PK\x01\x02', 'latin1');
    row.writeUInt16LE(packing, 10);
    row.writeUInt32LE(data.length, 20);
    row.writeUInt16LE(path.length, 28);
    row.writeUInt32LE(offset, 42);
    locals.push(head, Buffer.from(path), data);
    directory.push(row, Buffer.from(path));
    offset += 30 + path.length + data.length;
  });
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

describe('leaksIn', () => {
  const spelt = {
    'as it is': `key=${VALUE}\n`,
    'in capitals': VALUE.toUpperCase(),
    'as its bytes': Buffer.from(VALUE, 'hex'),
    'in base64': Buffer.from(VALUE).toString('base64'),
    'its bytes in base64': Buffer.from(VALUE, 'hex').toString('base64'),
    'in a gzip': gzipSync(`{"value": "${VALUE}"}`),
  };
  it.each(Object.entries(spelt))('finds a secret %s', (_, content) => {
    expect(leaksIn(SECRETS, 'here', content).map((leak) => leak.secret)).toEqual(['nonce']);
  });

  it('finds a secret in base64 of a longer text, wherever it starts', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const text = Buffer.from(`${before}${VALUE}${after}`).toString('base64');
        expect(leaksIn(SECRETS, 'here', text)).toEqual(found);
      }),
    );
  });

  it('looks into every entry of a saved plan', () => {
    const plan = zip({ tfplan: `x${VALUE}`, tfstate: `{"v":"${VALUE}"}`, other: 'nothing' });
    expect(leaksIn(SECRETS, 'p', plan).map((leak) => leak.place)).toEqual([
      'p!tfplan',
      'p!tfstate',
    ]);
  });

  it('finds nothing where there is nothing, and never repeats a value', () => {
    expect(leaksIn(SECRETS, 'here', 'ab'.repeat(500))).toEqual([]);
    expect(JSON.stringify(leaksIn(SECRETS, 'here', VALUE))).not.toContain(VALUE);
  });
});

describe('zipEntries', () => {
  it('reads what was packed', () => {
    expect([...zipEntries(zip({ a: 'one', b: 'two' }))].map(([k, v]) => [k, v.toString()])).toEqual(
      [
        ['a', 'one'],
        ['b', 'two'],
      ],
    );
  });

  it('refuses what it cannot look into', () => {
    const broken = zip({ a: 'one' });
    expect(() => zipEntries(broken.subarray(0, 40))).toThrow('without its directory');
    const odd = zip({ a: 'one' });
    odd.writeUInt16LE(99, odd.indexOf('PK\x01\x02') + 10);
    expect(() => zipEntries(odd)).toThrow('packed in way 99');
  });
});

describe('leaksBelow', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pm-leaks-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('looks into every file, file name and link, but not where it is told not to', async () => {
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    mkdirSync(join(folder, 'skip'));
    writeFileSync(join(folder, 'a', 'b', 'deep.log'), `value ${VALUE}`);
    writeFileSync(join(folder, 'skip', 'left-out'), VALUE);
    writeFileSync(join(folder, `name-${VALUE}`), '');
    symlinkSync(VALUE, join(folder, 'link'));
    const { leaks, looked } = await leaksBelow(SECRETS, folder, ['skip']);
    expect(looked).toBe(2);
    expect(leaks.map((leak) => leak.place.slice(folder.length + 1)).sort()).toEqual([
      'a/b/deep.log',
      'link',
      `name-${VALUE}`,
    ]);
  });
});

const linux = process.platform === 'linux' ? it : it.skip;

describe('watchArguments', () => {
  linux('sees the arguments of a process that runs while it watches', async () => {
    const watch = watchArguments();
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 5000)', VALUE]);
    await sleep(200);
    child.kill('SIGKILL');
    watch.stop();
    expect(leaksIn(SECRETS, 'here', [...watch.seen].join('\n'))).toEqual(found);
  });
});
