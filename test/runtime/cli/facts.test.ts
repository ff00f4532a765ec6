import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { rulesetFile } from '../../../runtime/src/rules/example-files.js';
import { repository } from '../../support/repository.js';
import { home, phaseMirror } from './terminal.js';

const SECRET = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';
const unsound = () => {
  const repo = repository({
    '.github/workflows/ci.yml': `on: pull_request\njobs:\n  build: # ${SECRET}\n    name: Build ops@example.com\n    runs-on: x\n`,
  });
  repo.branch('change', rulesetFile({ contexts: ['build', 'Build ops@example.com'], queue: true }));
  return repo;
};

describe('phase-mirror facts', () => {
  it('records what check judges: the replay gives the same bytes without the repository', async () => {
    const repo = unsound();
    const live = await phaseMirror(['check', '--repo', repo.folder, '--json']);
    const { exit, stdout } = await phaseMirror([
      ...['facts', '--repo', repo.folder, '--out', 'facts.json'],
    ]);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^facts\.json: facts [0-9a-f]{12} of local\/\S+ [0-9a-f]{8}\n$/);
    rmSync(repo.folder, { recursive: true });
    // No git either: PATH is empty.
    const env = { PATH: '' };
    const replay = await phaseMirror(['check', '--facts', 'facts.json', '--json'], { env });
    const strip = (text: string): string => text.replace(/"fingerprint":"[0-9a-f]{64}"/g, '');
    expect(live.exit).toBe(1);
    expect(replay.exit).toBe(1);
    expect(JSON.parse(live.stdout)).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ check: 'MD-001.1', subject: 'build' }),
      ]),
    });
    // The context with an address has, redacted, another fingerprint; everything else is the same.
    expect(strip(replay.stdout).replace(/"mac":"\w+"/, '')).toBe(
      strip(live.stdout).replace(/"mac":"\w+"/, ''),
    );
    const again = await phaseMirror(['check', '--facts', 'facts.json', '--json'], { env });
    expect(again.stdout).toBe(replay.stdout);
  });

  it('gives byte for byte the report of the repository when no name was redacted', async () => {
    const repo = repository({
      '.github/workflows/ci.yml': `on: pull_request\njobs:\n  build: # ${SECRET}\n    name: Build\n    runs-on: x\n`,
    });
    repo.branch('change', rulesetFile({ contexts: ['build'] }));
    const live = await phaseMirror(['check', '--repo', repo.folder, '--json']);
    await phaseMirror(['facts', '--repo', repo.folder, '--out', 'same.json']);
    const replay = await phaseMirror(['check', '--facts', 'same.json', '--json']);
    expect(replay).toEqual(live);
  });

  it('lets no secret and no address into the record', async () => {
    const { stdout } = await phaseMirror(['facts', '--repo', unsound().folder]);
    expect(stdout).not.toContain(SECRET);
    expect(stdout).not.toMatch(/@example\.com/);
    expect(stdout).toContain('[redacted:github-token:v1:');
    expect(stdout).toContain('"schema":"phase-mirror/recorded-facts@1"');
    expect(stdout.endsWith('}\n')).toBe(true);
  });

  it('says what it wrote as JSON, and how much is not known', async () => {
    const repo = repository({ '.github/workflows/ci.yml': '{' });
    const { stdout } = await phaseMirror(['facts', '--json', '--out', 'f.json'], {
      cwd: repo.folder,
    });
    expect(JSON.parse(stdout)).toMatchObject({ file: 'f.json', unknown: 1 });
    expect(readFileSync(join(repo.folder, 'f.json'), 'utf8')).toContain('yaml-malformed');
    const said = await phaseMirror(['facts', '--out', 'f.json'], { cwd: repo.folder });
    expect(said.stdout).toContain(', 1 not known');
  });

  it('explains itself', async () => {
    const { exit, stdout } = await phaseMirror(['facts', '--help']);
    expect(exit).toBe(0);
    expect(stdout).toContain('check --facts facts.json');
  });

  it('says where it cannot write', async () => {
    const { exit, stderr } = await phaseMirror([
      ...['facts', '--repo', repository().folder, '--out', 'none/facts.json'],
    ]);
    expect(exit).toBe(2);
    expect(stderr).toContain('PM-1002 --out none/facts.json');
  });
});

describe('phase-mirror check --facts', () => {
  it.each([
    [['--facts', 'none.json'], 'PM-2003', 3],
    [['--facts', 'broken.json'], 'PM-2004', 3],
    [['--facts', 'broken.json', '--repo', '.'], 'PM-1001', 2],
    [['--facts', 'broken.json', '--mode', 'merge_group'], 'PM-1001', 2],
  ])('%j fails with %s', async (args, code, exit) => {
    writeFileSync(join(home, 'broken.json'), '{}');
    const said = await phaseMirror(['check', ...args]);
    expect(said).toMatchObject({ exit, stdout: '' });
    expect(said.stderr.startsWith(code)).toBe(true);
    expect(said.stderr).not.toContain(home);
  });
});
