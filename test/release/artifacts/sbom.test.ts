import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lockFileOfWorkspace, type LockFile } from '../../../release/artifacts/lock-file.js';
import { reproducible } from '../../../release/artifacts/sbom.js';

const drawn = (serialNumber: string, timestamp: string, name: string, components: string[]) => ({
  serialNumber,
  metadata: { timestamp, tools: ['npm'], component: { name, version: '1.0.0' } },
  components,
});

describe('a bill of materials', () => {
  it('is the same for the same content, whatever npm drew, when, and in which folder', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (some, others) => {
        const one = reproducible(drawn('urn:uuid:1', 'now', 'folder', some), 'house', 1);
        const two = reproducible(drawn('urn:uuid:2', 'later', 'main', others), 'house', 1);
        expect(JSON.stringify(one) === JSON.stringify(two)).toBe(
          JSON.stringify(some) === JSON.stringify(others),
        );
        expect(one.serialNumber === two.serialNumber).toBe(
          JSON.stringify(some) === JSON.stringify(others),
        );
      }),
    );
  });

  it('has a serial number that is a UUID, the date of the commit and the name of the project', () => {
    const made = reproducible(drawn('urn:uuid:1', 'now', 'folder', []), 'house', 1_767_323_045);
    expect(made.serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(made.metadata).toEqual({
      timestamp: '2026-01-02T03:04:05.000Z',
      tools: ['npm'],
      component: { name: 'house', version: '1.0.0' },
    });
  });
});

describe('the lock file of the published package', () => {
  const LOCK: LockFile = {
    lockfileVersion: 3,
    packages: {
      '': {},
      runtime: { dependencies: { a: '1', nested: '1' }, optionalDependencies: { gone: '1' } },
      'runtime/node_modules/nested': { version: '1.0.0', dependencies: { b: '1' } },
      'node_modules/a': {
        version: '1.0.0',
        dev: true,
        dependencies: { b: '1' },
        peerDependencies: { friend: '1', stranger: '1' },
        peerDependenciesMeta: { stranger: { optional: true } },
      },
      'node_modules/a/node_modules/b': { version: '2.0.0', dependencies: { a: '1' } },
      'node_modules/b': { version: '1.0.0', devOptional: true },
      'node_modules/friend': { version: '1.0.0' },
      'node_modules/nested': { version: '9.0.0' },
      'node_modules/jest': { version: '1.0.0', dev: true },
    },
  };
  const own = lockFileOfWorkspace(LOCK, 'runtime', { name: 'r', version: '0.1.0' });

  it('has what is reached from the workspace, as Node finds it, and nothing else', () => {
    expect(Object.keys(own.packages)).toEqual([
      '',
      'node_modules/a',
      'node_modules/a/node_modules/b',
      'node_modules/b',
      'node_modules/friend',
      'node_modules/nested',
    ]);
    expect(own.packages['node_modules/nested']?.version).toBe('1.0.0');
    expect(own.packages['node_modules/a']?.dev).toBeUndefined();
    expect(own.packages['node_modules/b']).toEqual({ version: '1.0.0', optional: true });
  });

  it('names what a lock file does not have', () => {
    const holed = { ...LOCK, packages: { runtime: { dependencies: { lost: '1' } } } };
    const read = (workspace: string) => (): unknown =>
      lockFileOfWorkspace(holed, workspace, { name: 'r', version: '0.1.0' });
    expect(read('runtime')).toThrow('no lost for runtime');
    expect(read('other')).toThrow('no workspace other');
  });

  it('of this repository has every dependency of runtime/package.json, and no tool of the tests', () => {
    const whole = JSON.parse(readFileSync('package-lock.json', 'utf8')) as LockFile;
    const { dependencies } = JSON.parse(readFileSync('runtime/package.json', 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const { packages } = lockFileOfWorkspace(whole, 'runtime', { name: 'r', version: '0.1.0' });
    for (const [name, version] of Object.entries(dependencies)) {
      expect(packages[`node_modules/${name}`]?.version).toBe(version);
    }
    expect(Object.keys(packages).filter((path) => /\/(jest|cdktf|eslint|zx)$/.test(path))).toEqual(
      [],
    );
  });
});
