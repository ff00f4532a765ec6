import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { CliIo } from '../../../runtime/src/cli/io.js';
import { run } from '../../../runtime/src/cli/run.js';
import { repository } from '../../support/repository.js';
import { home, phaseMirror } from './terminal.js';

describe('phase-mirror', () => {
  it('says its version and its commands', async () => {
    expect(await phaseMirror(['--version'])).toEqual({ exit: 0, stdout: '0.1.0\n', stderr: '' });
    for (const word of ['--help', 'help']) {
      const { exit, stdout } = await phaseMirror([word]);
      expect(exit).toBe(0);
      expect(stdout).toMatch(/check +compare what a repository claims/);
    }
    expect(await phaseMirror([])).toMatchObject({ exit: 2, stdout: '' });
  });

  it('explains check with examples and exit codes', async () => {
    const { exit, stdout } = await phaseMirror(['check', '--help']);
    expect(exit).toBe(0);
    for (const text of ['--fail-on block|warn', 'git stash create', 'Exit codes', 'Examples'])
      expect(stdout).toContain(text);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(160);
  });
});

describe('a wrong command line', () => {
  it.each([
    [['chekc'], 'the commands are check'],
    [['constructor'], 'the commands are check'],
    [['check', '--repos', '.'], "Unknown option '--repos'"],
    [['check', 'stray'], 'Unexpected argument'],
    [['check', '--repo'], 'argument missing'],
    [['check', '--repo', ''], '--repo has an empty value'],
    [['check', '--mode', 'push'], 'it must be one of pull_request, merge_group'],
    [['check', '--store', 'redis'], 'it must be one of embedded, aws'],
    [['check', '--environment', 'prod'], 'it must be one of local, staging, production'],
    [['check', '--head', '-x'], "Option '--head' argument is ambiguous"],
    [['check', '--head=-x', '--repo', '.'], 'does not begin with `-`'],
  ])('%j exits 2 and says why', async (args, why) => {
    const repo = repository();
    const { exit, stdout, stderr } = await phaseMirror(args, { cwd: repo.folder });
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toContain('PM-1001');
    expect(stderr).toContain(why);
    expect(stderr).toMatch(/\n {2}fix: .+\n$/);
  });
});

describe('what cannot run', () => {
  it.each([
    ['a folder that is no repository', (): string => home, 'PM-2001', 3],
    ['a folder that is not there', (): string => join(home, 'none'), 'PM-2003', 3],
    [
      'a file in the place of a folder',
      (): string => {
        writeFileSync(join(home, 'file'), '');
        return join(home, 'file');
      },
      'PM-2003',
      3,
    ],
  ])('%s', async (_, folder, code, exit) => {
    const repo = folder();
    const said = await phaseMirror(['check', '--repo', repo]);
    expect(said).toMatchObject({ exit, stdout: '' });
    expect(said.stderr.startsWith(code)).toBe(true);
    const json = await phaseMirror(['check', '--repo', repo, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      exit,
      error: { code, remedy: expect.anything() },
    });
  });

  // No file mode stops root: as root this shows nothing, and is skipped.
  const itUnlessRoot = process.getuid?.() === 0 ? it.skip : it;
  itUnlessRoot('a folder that may not be read', async () => {
    const locked = join(home, 'locked');
    mkdirSync(locked, { mode: 0o000 });
    expect(await phaseMirror(['check', '--repo', locked])).toMatchObject({
      exit: 3,
      stderr: expect.stringContaining('permission denied'),
    });
  });

  it('a store on AWS without a region', async () => {
    const { exit, stderr } = await phaseMirror([
      'check',
      '--repo',
      repository().folder,
      '--store',
      'aws',
    ]);
    expect(exit).toBe(2);
    expect(stderr).toContain('neither --region nor AWS_REGION is set');
  });

  it('an AWS that does not answer: no report leaves', async () => {
    const { exit, stdout, stderr } = await phaseMirror(
      [
        'check',
        '--repo',
        repository().folder,
        '--store',
        'aws',
        '--region',
        'eu-central-1',
        '--verbose',
      ],
      {
        env: {
          AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
          AWS_ACCESS_KEY_ID: 'x',
          AWS_SECRET_ACCESS_KEY: 'x',
        },
      },
    );
    expect([exit, stdout]).toEqual([3, '']);
    expect(stderr).toContain('PM-4001');
    expect(stderr).toContain('"event":"evaluation.failed"');
    expect(stderr).toContain('"event":"nonce.load_failed"');
  });

  it('a report file that cannot be written', async () => {
    const { exit, stderr } = await phaseMirror([
      'check',
      '--repo',
      repository().folder,
      '--out',
      join(home, 'none', 'x.json'),
    ]);
    expect(exit).toBe(2);
    expect(stderr).toContain('PM-1002');
  });

  it('a bug: it says so with its stack, and exits 3', async () => {
    let said = '';
    let failures = 0;
    const io: CliIo = {
      stdout: {
        write: (text: string) => {
          failures += 1;
          if (failures === 1) throw new RangeError('off by one');
          return (said += text);
        },
      },
      stderr: { write: (text) => (said += text) },
      env: {},
      cwd: home,
    };
    expect(await run(['check', '--help', '--json'], io)).toBe(3);
    expect(said).toContain('"code":"bug"');
    expect(said).toMatch(/bug in phase-mirror: RangeError: off by one\n\s+at /);
  });
});

describe('the command of the package', () => {
  it('runs the build, or says how to make it', () => {
    const bin = fileURLToPath(new URL('../../../runtime/bin/phase-mirror.js', import.meta.url));
    let said: string;
    try {
      said = execFileSync(process.execPath, [bin, '--version'], {
        encoding: 'utf8',
        stdio: 'pipe',
      });
    } catch (error) {
      said = (error as { stderr: string }).stderr;
    }
    expect(said).toMatch(/^0\.1\.0\n$|npm run build/);
  });
});
