import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ToolRun } from '../../../ops/frame/process.js';
import { format } from '../../../release/checks/infrastructure/format.js';
import { plan } from '../../../release/checks/infrastructure/plan.js';
import { synth } from '../../../release/checks/infrastructure/synth.js';
import { terraformValidate } from '../../../release/checks/infrastructure/terraform-validate.js';
import { workflows } from '../../../release/checks/infrastructure/workflows.js';
import { repository } from '../../support/repository.js';
import { ask, seen, type Answers, type Said } from './support.js';

/** An app that writes these stacks where it is told to, as the one of cdktf.json does. */
const app =
  (content = '{}', stacks: readonly string[] = ['data', 'access']) =>
  ({ env }: ToolRun): Said => {
    for (const stack of stacks) {
      const folder = join(env?.['CDKTF_OUTDIR'] ?? '', 'stacks', stack);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'cdk.tf.json'), content);
    }
    return {};
  };
const refusing = (): Said => ({
  exit: 1,
  stderr: 'PM-1002 staging: region is no region\n  why: it is not known',
});
const made = repository({
  'cdktf.json': '{"app":"node app.js"}',
  '.gitignore': '.phase-mirror/\n',
});

describe('infrastructure/synth', () => {
  it('passes where each environment synthesises, and says which account stood in', async () => {
    const verdict = await ask(synth, made.folder, { answers: { sh: app() } });
    expect(verdict).toMatchObject(
      seen('pass', 'local 2 stacks, staging 2 stacks, production 2 stacks'),
    );
    expect(verdict.evidence).toContain('PHASE_MIRROR_PRODUCTION_ACCOUNT is not set');
    expect(verdict.commands).toEqual([
      'sh -c node app.js',
      'sh -c node app.js',
      'sh -c node app.js',
    ]);
  });

  it('fails with what the app says, where it writes nothing, and where it writes no JSON', async () => {
    const sh = (run: ToolRun): Said =>
      run.env?.['TF_WORKSPACE'] === 'staging' ? refusing() : app()(run);
    expect(await ask(synth, made.folder, { answers: { sh } })).toMatchObject(
      seen('fail', 'staging: PM-1002 staging: region is no region'),
    );
    expect(await ask(synth, made.folder, { answers: { sh: () => ({}) } })).toMatchObject(
      seen('fail', 'local: it wrote no stack'),
    );
    expect((await ask(synth, made.folder, { answers: { sh: app('{') } })).outcome).toBe('fail');
  });

  it.each([
    ['there is no cdktf.json', { a: '' }, 'cdktf.json'],
    ['it is no JSON', { 'cdktf.json': '{' }, 'cdktf.json'],
  ])('could not run where %s', async (_, files, why) => {
    const asked = { answers: { sh: app() } };
    expect(await ask(synth, repository(files).folder, asked)).toMatchObject(
      seen('could-not-run', why),
    );
  });
});

describe('infrastructure/terraform-validate', () => {
  const terraform =
    (validate: Said, init: Said = {}) =>
    ({ args }: ToolRun): Said =>
      args[0] === 'init' ? init : validate;
  const report = (...errors: readonly string[]): string =>
    JSON.stringify({
      valid: errors.length === 0,
      diagnostics: errors.map((summary) => ({ severity: 'error', summary, detail: 'as\nsaid' })),
    });

  it.each<[string, Answers, string, string]>([
    ['passes', { terraform: terraform({ stdout: report() }) }, 'pass', 'access, data of staging'],
    [
      'fails with what Terraform says',
      { terraform: terraform({ exit: 1, stdout: report('Unsupported argument') }) },
      'fail',
      'access: Unsupported argument: as said',
    ],
    [
      'could not run where the provider cannot be had',
      {
        terraform: terraform(
          {},
          { exit: 1, stderr: '│ Error: Failed to query available provider' },
        ),
      },
      'could-not-run',
      'Failed to query available provider',
    ],
    [
      'could not run on an answer that is none',
      { terraform: terraform({ stdout: 'Success!' }) },
      'could-not-run',
      'no report',
    ],
    ['could not run without Terraform', {}, 'could-not-run', 'PM-7001 terraform'],
  ])('%s', async (_, answers, outcome, why) => {
    const asked = { answers: { sh: app(), ...answers } };
    expect(await ask(terraformValidate, made.folder, asked)).toMatchObject(seen(outcome, why));
  });

  it('could not run where nothing synthesises, or nobody knows how', async () => {
    const asked = { answers: { sh: refusing, terraform: () => ({}) } };
    expect(await ask(terraformValidate, made.folder, asked)).toMatchObject(
      seen('could-not-run', 'PM-1002'),
    );
    expect(await ask(terraformValidate, repository({ a: '' }).folder, asked)).toMatchObject(
      seen('could-not-run', 'cdktf.json'),
    );
  });
});

describe('infrastructure/format', () => {
  const { folder } = repository({ 'a/main.tf': 'a=1\n', 'b.tfvars': 'x = 1\n' });

  it.each<[string, Said, string, string]>([
    ['passes', {}, 'pass', '2 files'],
    ['fails with the files that differ', { exit: 3, stdout: 'a/main.tf\n' }, 'fail', 'a/main.tf'],
    ['could not run on what is no HCL', { exit: 2, stderr: 'Error: x' }, 'could-not-run', 'Error'],
  ])('%s', async (_, said, outcome, why) => {
    const asked = { answers: { terraform: () => said } };
    expect(await ask(format, folder, asked)).toMatchObject(seen(outcome, why));
  });

  it('could not run without Terraform, and is not applicable where nobody wrote any', async () => {
    expect(await ask(format, folder)).toMatchObject(seen('could-not-run', 'PM-7001 terraform'));
    expect((await ask(format, made.folder)).outcome).toBe('not-applicable');
  });
});

describe('infrastructure/plan', () => {
  const change = (action: string) => ({ stack: 'data', address: 'aws_kms_key.data', action });
  const planned = (changes: readonly object[], stateful: readonly object[] = []): string =>
    JSON.stringify({ outcome: 'dry run', exit: 0, changes, stateful });
  const refused = (code: string, what: string): string =>
    JSON.stringify({ exit: 1, error: { code, what, remedy: 'x' } });

  it.each<[string, Said, string, string]>([
    ['nothing would change', { stdout: planned([]) }, 'pass', 'staging: nothing would change'],
    [
      'no state would be lost',
      {
        stdout: planned([change('update'), change('create'), change('create')], [change('update')]),
      },
      'pass',
      '2 create, 1 update; no state is lost',
    ],
    [
      'the deploy refuses',
      { exit: 1, stdout: refused('PM-6004', 'data: delete aws_kms_key.data; data: replace x.y') },
      'fail',
      'state would be lost: data: delete aws_kms_key.data',
    ],
    [
      'the deploy would let a loss pass',
      { stdout: planned([change('replace')], [change('replace')]) },
      'fail',
      'data: replace aws_kms_key.data',
    ],
    [
      'there is no environment',
      { exit: 3, stdout: refused('PM-6008', 'bucket x') },
      'could-not-run',
      'PM-6008 bucket x',
    ],
    ['nothing is answered', { exit: 1, stderr: 'bug' }, 'could-not-run', 'no JSON (exit 1)'],
    ['something else is answered', { stdout: '{"outcome":"applied"}' }, 'could-not-run', 'no plan'],
    ['it ends badly', { exit: 1, stdout: planned([]) }, 'could-not-run', 'no plan (exit 1)'],
  ])('%s', async (_, said, outcome, why) => {
    const verdict = await ask(plan, made.folder, { answers: { node: () => said } });
    expect(verdict).toMatchObject(seen(outcome, why));
    expect(verdict.commands[0]).toContain('deploy --env staging --dry-run --json');
  });
});

describe('infrastructure/workflows', () => {
  const workflow = (jobs: string): string => `on: push\njobs:\n${jobs}`;
  const JOB = '  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo ${{ github.sha }}\n';

  it.each([
    ['passes', workflow(JOB), 'pass', '1 workflow and 0 actions'],
    ['fails on a key that is none', workflow(JOB.replace('steps', 'stepz')), 'fail', "'stepz'"],
    [
      'fails on an expression',
      workflow(JOB.replace(' }}', '')),
      'fail',
      'expression is not closed',
    ],
    [
      'fails on jobs that wait for each other',
      workflow(JOB.replace('    steps', '    needs: a\n    steps')),
      'fail',
      'no dependencies',
    ],
    ['fails on what is no YAML', 'on: [push\n', 'fail', 'ci.yml'],
    ['fails on an empty file', '', 'fail', 'ci.yml'],
  ])('%s', async (_, text, outcome, why) => {
    const { folder } = repository({ '.github/workflows/ci.yml': text });
    expect(await ask(workflows, folder)).toMatchObject(seen(outcome, why));
  });

  it.each([
    ['passes an action', 'name: a\ndescription: b\nruns: { using: node20, main: a.js }\n', 'pass'],
    [
      'fails on a key of an action that is none',
      'name: a\ndescription: b\nruns: { using: node20, maim: a.js }\n',
      'fail',
    ],
    [
      'fails on an action without a description',
      'name: a\nruns: { using: node20, main: a.js }\n',
      'fail',
    ],
  ])('%s', async (_, text, outcome) => {
    const { folder } = repository({ 'deep/in/action.yml': text });
    const why = outcome === 'pass' ? '0 workflows and 1 action' : 'deep/in/action.yml (Line';
    expect(await ask(workflows, folder)).toMatchObject(seen(outcome, why));
  });

  it('is not applicable without one, and could not run without a repository', async () => {
    const { folder } = repository({ a: '' });
    expect((await ask(workflows, folder)).outcome).toBe('not-applicable');
    rmSync(join(folder, '.git'), { recursive: true });
    expect((await ask(workflows, folder)).outcome).toBe('could-not-run');
  });
});
