import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { initialPolicy } from '../../../runtime/src/cli/init-policy.js';
import { collectFacts, gitCommand } from '../../../runtime/src/facts/index.js';
import type { PolicyFile } from '../../../runtime/src/facts/policy-file/policy.js';
import { readPolicy } from '../../../runtime/src/facts/policy-file/read-policy.js';
import { textFile } from '../../../runtime/src/facts/text.js';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { repository, type TestRepository } from '../../support/repository.js';
import { phaseMirror } from './terminal.js';

const POLICY = '.phase-mirror.yml';
const WORKFLOW = '.github/workflows/phase-mirror.yml';

const read = (repo: TestRepository, path: string): string =>
  readFileSync(join(repo.folder, path), 'utf8');

async function policyOf(repo: TestRepository): Promise<PolicyFile> {
  return (await readPolicy(textFile(POLICY, read(repo, POLICY)))) as PolicyFile;
}

describe('phase-mirror init', () => {
  const files = {
    ...workflowFile(['pull_request', 'merge_group'], job('test')),
    ...rulesetFile({ contexts: ['test', 'license/cla'], queue: true }),
    'AGENTS.md': 'Instructions.\n',
    'infra/main.tf': '',
  };

  it('writes a policy file that says what the repository claims already, and a workflow', async () => {
    const repo = repository(files);
    mkdirSync(join(repo.folder, 'src'));
    const { exit, stdout } = await phaseMirror(['init'], { cwd: join(repo.folder, 'src') });
    expect(exit).toBe(0);
    expect(stdout).toContain(`  written   ${POLICY}\n  written   ${WORKFLOW}\n`);
    const { policy } = await policyOf(repo);
    expect(policy.require).toMatchObject({ checks: true, mergeQueue: true });
    expect(policy.autonomy.controlledPaths).toEqual([
      '/.github/',
      '/.phase-mirror.yml',
      '/AGENTS.md',
      '*.tf',
    ]);
    expect(policy.suppress).toEqual([]);
    expect(read(repo, POLICY)).toContain('# externalContexts:\n#   - license/cla\n');
  });

  it('leaves a repository that a check reads without a new unknown', async () => {
    const repo = repository({
      ...workflowFile(['pull_request'], job('test')),
      ...rulesetFile({ contexts: ['test'] }),
      CODEOWNERS: '* @a/b\n',
    });
    await phaseMirror(['init', '--repo', repo.folder]);
    repo.commit({});
    const facts = await collectFacts(gitCommand(repo.folder, process.env), { env: {} });
    expect(facts.head.workflows).toMatchObject({
      state: 'known',
      value: [{}, { name: 'Phase Mirror' }],
    });
    expect(facts.policy.inForce).toMatchObject({
      state: 'known',
      value: { file: { path: POLICY } },
    });
  });

  it('keeps what is there, and writes over it only when forced to', async () => {
    const repo = repository(files);
    writeFileSync(join(repo.folder, POLICY), 'strictness: strict\n');
    const kept = await phaseMirror(['init', '--repo', repo.folder, '--json']);
    expect(JSON.parse(kept.stdout)).toEqual({
      files: [
        { path: POLICY, action: 'kept' },
        { path: WORKFLOW, action: 'written' },
      ],
    });
    expect(read(repo, POLICY)).toBe('strictness: strict\n');
    const forced = await phaseMirror(['init', '--repo', repo.folder, '--force']);
    expect(forced.stdout).toContain(`  replaced  ${POLICY}`);
    expect(read(repo, POLICY)).toContain('controlledPaths');
  });

  it('prints and writes nothing in a dry run', async () => {
    const repo = repository(files);
    const { exit, stdout } = await phaseMirror(['init', '--repo', repo.folder, '--dry-run']);
    expect(exit).toBe(0);
    expect(stdout).toContain(`# ${POLICY}: would be written\n# Policy of phase-mirror.`);
    expect(stdout).toContain('name: Phase Mirror');
    expect(existsSync(join(repo.folder, POLICY))).toBe(false);
  });

  it('replaces a policy file that cannot be used, and helps before the first commit', async () => {
    const broken = repository({ [POLICY]: 'strictnes: x\n' });
    expect((await phaseMirror(['init', '--repo', broken.folder, '--force'])).exit).toBe(0);
    expect((await policyOf(broken)).policy.strictness).toBe('standard');
    const empty = repository();
    empty.git('update-ref', '-d', 'HEAD');
    expect((await phaseMirror(['init', '--repo', empty.folder])).exit).toBe(0);
    expect((await policyOf(empty)).policy.require.checks).toBe(false);
  });

  it('runs what the repository depends on itself', async () => {
    const repo = repository({
      'package.json': '{"devDependencies": {"@phase-mirror/runtime": "1.0.0"}}',
    });
    await phaseMirror(['init', '--repo', repo.folder]);
    expect(read(repo, WORKFLOW)).toContain('- run: npx phase-mirror check');
    const other = repository({ 'package.json': 'null' });
    await phaseMirror(['init', '--repo', other.folder]);
    expect(read(other, WORKFLOW)).toMatch(
      /--package @phase-mirror\/runtime@\d+\.\d+\.\d+ phase-mirror check/,
    );
  });

  it('never writes through a link', async () => {
    const repo = repository({ 'elsewhere.yml': 'mine\n' });
    symlinkSync('elsewhere.yml', join(repo.folder, POLICY));
    const { exit, stderr } = await phaseMirror(['init', '--repo', repo.folder, '--force']);
    expect([exit, stderr]).toEqual([2, expect.stringContaining('PM-1002')]);
    expect(read(repo, 'elsewhere.yml')).toBe('mine\n');
  });

  it.each([
    ['no repository', ['init', '--repo', '/'], 3, 'PM-2001'],
    ['a stray word', ['init', 'here'], 2, 'PM-1001'],
  ])('says what is wrong: %s', async (_, args, exit, code) => {
    const ran = await phaseMirror(args);
    expect([ran.exit, ran.stderr]).toEqual([exit, expect.stringContaining(code)]);
  });

  it('writes any name as one line of YAML', async () => {
    const names = [
      'a: b',
      "it's",
      'true',
      '3.10',
      'a\nb: c',
      '# x',
      '*',
      'plain name',
      '@a',
      ' x ',
    ];
    const repo = repository({
      ...workflowFile(['pull_request'], job('test')),
      ...rulesetFile({ contexts: names }),
    });
    const facts = await collectFacts(gitCommand(repo.folder, process.env), { env: {} });
    const uncommented = (await initialPolicy(facts, []))
      .replace(/^# {3}(- .*)$/gm, '  $1')
      .replace('# externalContexts:', 'externalContexts:');
    const policy = (await readPolicy(textFile(POLICY, uncommented))) as PolicyFile;
    expect([...policy.policy.externalContexts].sort()).toEqual([...names].sort());
  });
});
