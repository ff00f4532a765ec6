import { readFileSync, statSync, chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findJson } from '../../release/version/json-offset.js';
import { PLACES } from '../../release/version/places.js';
import { parseVersion, refuseLower, releaseTags } from '../../release/version/rules.js';
import { planVersion, readVersions, writeVersion } from '../../release/version/set.js';
import { ROOT_FILES, versioned } from './support/versioned.js';

describe('parseVersion', () => {
  it.each([
    ['1.0.0', { tag: 'v1.0.0', prerelease: false, distTag: 'latest' }],
    ['1.0.0-mvp', { tag: 'v1.0.0-mvp', prerelease: true, distTag: 'mvp' }],
    ['1.0.0-rc.1', { tag: 'v1.0.0-rc.1', prerelease: true, distTag: 'rc' }],
    ['2.0.0-0.3.7', { prerelease: true, distTag: 'next' }],
  ])('reads %s', (text, expected) => {
    expect(parseVersion(text)).toMatchObject({ version: text, ...expected });
  });

  it.each([
    ['v1.0.0', 'written without v here: 1.0.0'],
    ['1.0', 'not a semantic version'],
    ['1.0.0 ', 'not a semantic version'],
    ['=1.0.0', 'not a semantic version'],
    ['01.0.0', 'not a semantic version'],
    ['latest', 'not a semantic version'],
    ['', 'not a semantic version'],
    ['1.0.0+build.5', 'build metadata (+build.5)'],
    ['1.0.0-mvp10', 'write mvp.10'],
    ['1.0.0-rc1.2', 'write rc.1'],
    ['1.0.0; rm -rf /', 'not a semantic version'],
  ])('refuses %j', (text, why) => {
    expect(() => parseVersion(text)).toThrow(
      expect.objectContaining({ code: 'PM-8001', why: expect.stringContaining(why) }),
    );
  });
});

describe('the order of releases', () => {
  it('is that of versions, not of words, and leaves other tags out', () => {
    const tags = ['v0.9.0', 'v0.10.0', 'v1.0.0-rc.2', 'v1.0.0-rc.10', 'latest', 'v1', '1.0.0'];
    expect(releaseTags(tags)).toEqual(['v1.0.0-rc.10', 'v1.0.0-rc.2', 'v0.10.0', 'v0.9.0']);
  });

  it.each([
    ['1.0.0-beta.1', '1.0.0-mvp'],
    ['1.0.0-mvp', '1.0.0-mvp.2'],
    ['1.0.0-mvp.2', '1.0.0-rc.1'],
    ['1.0.0-rc.1', '1.0.0'],
    ['0.9.0', '0.10.0'],
  ])('puts %s below %s', (lower, higher) => {
    expect(() => refuseLower(higher, [`v${lower}`])).not.toThrow();
    expect(() => refuseLower(lower, [`v${higher}`])).toThrow(
      expect.objectContaining({
        code: 'PM-8002',
        why: expect.stringContaining(`v${higher}`),
      }),
    );
  });

  it('refuses what is released already, and explains a prerelease of it', () => {
    expect(() => refuseLower('1.0.0', ['v1.0.0'])).toThrow('v1.0.0 is released already');
    expect(() => refuseLower('1.0.0-rc.1', ['v1.0.0'])).toThrow('a prerelease sorts below');
    expect(() => refuseLower('0.0.1', [])).not.toThrow();
  });
});

describe('findJson', () => {
  const value = (text: string, path: readonly string[]): string | undefined => {
    const span = findJson(text, path);
    return span === undefined ? undefined : text.slice(span.start, span.end);
  };

  it.each([
    ['{"version":"1"}', ['version'], '"1"'],
    ['\uFEFF{ "a": {"version": "x"}, "version"\t:\n "1" }', ['version'], '"1"'],
    ['{"a":"{\\"version\\":\\"2\\"}","version":"1"}', ['version'], '"1"'],
    ['{"version":"1","version":"2"}', ['version'], '"2"'],
    [
      '{"packages":{"":{"version":"1"},"runtime":{"version":"2"}}}',
      ['packages', '', 'version'],
      '"1"',
    ],
    ['{"version":[1,{"b":"}"}]}', ['version'], '[1,{"b":"}"}]'],
    ['{"n":-1.5e3}', ['n'], '-1.5e3'],
    ['{"a":1}', ['version'], undefined],
    ['{"a":1}', ['a', 'b'], undefined],
    ['[]', ['version'], undefined],
    ['{}', ['version'], undefined],
  ])('finds in %j', (text, path, expected) => {
    expect(value(text, path)).toBe(expected);
  });

  it('throws for what is no JSON', () => {
    expect(() => findJson('{"version": }', ['version'])).toThrow(SyntaxError);
  });

  it('finds what JSON.parse finds, however the text is laid out', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1 }),
        fc.constantFrom(undefined, 1, '\t'),
        (document, indent) => {
          const text = JSON.stringify(document, null, indent);
          for (const [key, expected] of Object.entries(JSON.parse(text) as object)) {
            expect(JSON.parse(value(text, [key]) ?? 'null')).toEqual(expected);
          }
        },
      ),
    );
  });
});

describe('the places of the version', () => {
  it('are those of this repository, and they agree', async () => {
    const readings = await readVersions(process.cwd());
    expect(readings).toHaveLength(PLACES.length);
    expect(new Set(readings.map(({ version }) => version)).size).toBe(1);
  });

  it('are all written, with every other byte kept', async () => {
    const { root, texts } = versioned();
    const changes = await writeVersion(root, '1.0.0-mvp');
    expect(changes.every(({ changed }) => changed)).toBe(true);
    for (const file of ROOT_FILES) {
      const now = readFileSync(join(root, file), 'utf8');
      expect(now).toContain('1.0.0-mvp');
      expect(now.replaceAll('1.0.0-mvp', '0.1.0')).toBe(texts[file]);
    }
    expect(new Set((await readVersions(root)).map(({ version }) => version))).toEqual(
      new Set(['1.0.0-mvp']),
    );
  });

  it('are left alone where the version stands already', async () => {
    const { root } = versioned();
    expect((await writeVersion(root, '0.1.0')).map(({ changed }) => changed)).not.toContain(true);
  });

  it('keep the mode of their files', async () => {
    const { root } = versioned();
    chmodSync(join(root, 'VERSION'), 0o640);
    await writeVersion(root, '0.2.0');
    expect(statSync(join(root, 'VERSION')).mode & 0o777).toBe(0o640);
  });

  it('touch no version of a dependency that is equal', async () => {
    const { root } = versioned();
    await writeVersion(root, '3.0.0');
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version?: string }>;
    };
    expect(lock.packages['node_modules/other']?.version).toBe('0.1.0');
  });

  it.each([
    ['README.md', '# nothing\n', 'the version is not there'],
    ['package.json', '{"version": 1}', 'the version is not there'],
    ['package.json', '{', 'it is no JSON'],
    ['VERSION', '0.1.0\nmore\n', 'the version is not there'],
    ['VERSION', Buffer.from([0x30, 0xff, 0x0a]), 'cannot be read'],
    ['package-lock.json', undefined, 'cannot be read'],
  ])('refuse %s when it is wrong, and write nothing', async (file, content, why) => {
    const { root, texts } = versioned({ [file]: content });
    await expect(writeVersion(root, '1.0.0')).rejects.toMatchObject({
      code: 'PM-8005',
      why: expect.stringContaining(why),
    });
    for (const other of ROOT_FILES.filter((name) => name !== file)) {
      expect(readFileSync(join(root, other), 'utf8')).toBe(texts[other]);
    }
  });

  it('stay as they were when one file cannot be staged', async () => {
    const { root, texts } = versioned();
    // What a killed run of the same process id left behind.
    writeFileSync(join(root, `README.md.${process.pid}.new`), '');
    await expect(writeVersion(root, '1.0.0')).rejects.toMatchObject({ code: 'PM-8005' });
    for (const file of ROOT_FILES) {
      expect(readFileSync(join(root, file), 'utf8')).toBe(texts[file]);
    }
  });

  it('are planned without writing', async () => {
    const { root, texts } = versioned();
    const plan = await planVersion(root, '9.9.9');
    expect(plan.find(({ file }) => file === 'package-lock.json')?.from).toEqual([
      '0.1.0',
      '0.1.0',
      '0.1.0',
    ]);
    expect(readFileSync(join(root, 'VERSION'), 'utf8')).toBe(texts['VERSION']);
  });
});
