import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { runCommand } from '../../ops/frame/command.js';
import { RUNBOOKS } from '../../ops/runbooks/index.js';
import { CHECKS } from '../../release/checks/index.js';
import { COMMANDS } from '../../release/commands/index.js';
import { runRelease } from '../../release/frame/command.js';
import { run as runCli } from '../../runtime/src/cli/run.js';
import { namesFor } from '../../runtime/src/names/index.js';
import { deploymentFor } from '../../stacks/environments.js';
import { inspection } from '../../stacks/policies/inspection.js';
import { committedValue, FIELDS, variableOf } from '../../stacks/settings.js';
import { testIo } from '../ops/support/test-io.js';
import { jobs, lines, steps } from './workflow-files.js';

const scripts = (
  JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  }
).scripts;

const FILES = ['.ci/prepare', '.ci/run', '.github/tell.js'];

describe('what the jobs run', () => {
  it.each(lines)('$file: "$line" is a command of this repository', ({ line }) => {
    if (line === 'npm ci --ignore-scripts') return;
    const file = FILES.find((name) => line === name || line === `node ${name}`);
    if (file !== undefined) return void expect(existsSync(file)).toBe(true);
    const script = /^npm run ([\w:]+)(?: |$)/.exec(line)?.[1];
    if (script !== undefined) return void expect(Object.keys(scripts)).toContain(script);
    expect(line).toMatch(/^npx phase-mirror [a-z]/);
  });

  const flagsIn = (words: readonly string[]): readonly string[] =>
    words.filter((word) => word.startsWith('--'));
  const called = (prefix: string) =>
    lines
      .filter(({ line }) => line.startsWith(prefix))
      .map(({ file, line }) => ({ file, words: line.slice(prefix.length).trim().split(/\s+/) }));

  it.each(called('npm run ops -- '))('$file: runbook $words', async ({ words }) => {
    const { io, stdout } = testIo();
    const names = words.filter((word) => !word.startsWith('-')).slice(0, 2);
    const known = (words[1] ?? '').startsWith('-') ? names.slice(0, 1) : names;
    expect(await runCommand(RUNBOOKS, [...known, '--help'], io)).toBe(0);
    for (const flag of flagsIn(words)) expect(stdout()).toMatch(new RegExp(`^ {2}${flag}\\b`, 'm'));
  });

  it.each(called('npm run release -- '))('$file: release $words', async ({ words }) => {
    const { io, stdout } = testIo();
    expect(await runRelease(COMMANDS, [words[0] ?? '', '--help'], io)).toBe(0);
    for (const flag of flagsIn(words)) expect(stdout()).toMatch(new RegExp(`^ {2}${flag}\\b`, 'm'));
  });

  it.each(called('npx phase-mirror '))('$file: phase-mirror $words', async ({ words }) => {
    const { io, stdout } = testIo();
    const args = [words[0] ?? '', '--help'];
    expect(await runCli(args, { ...io, cwd: process.cwd() })).toBe(0);
    for (const flag of flagsIn(words)) expect(stdout()).toMatch(new RegExp(`^ {2}${flag}\\b`, 'm'));
  });

  it('are checks that the validator has', () => {
    const asked = lines.flatMap(({ line }) =>
      (/validate .*--only (\S+)/.exec(line)?.[1] ?? '').split(',').filter(Boolean),
    );
    expect(asked.length).toBeGreaterThan(0);
    expect(CHECKS.map(({ id }) => id)).toEqual(expect.arrayContaining(asked));
  });
});

describe('a job with AWS', () => {
  const ENVIRONMENTS = ['staging', 'production'] as const;
  const ROLE_OF: Readonly<Record<string, 'planner' | 'deployer' | 'operator'>> = {
    'plan.yml': 'planner',
    'deploy.yml': 'deployer',
    'release.yml': 'deployer',
    'drift.yml': 'operator',
    'rotation.yml': 'operator',
  };
  const setUp = readFileSync('docs/action.md', 'utf8');
  const withAws = jobs.flatMap(({ file, job }) => {
    const login = job.steps.find(({ uses }) => uses?.startsWith('aws-actions/'));
    return login === undefined ? [] : [{ file, job, login }];
  });

  it('is every one that calls a runbook', () => {
    const calling = lines
      .filter(({ line }) => line.startsWith('npm run ops'))
      .map(({ file }) => file);
    expect(withAws.map(({ file }) => file).sort()).toEqual(Object.keys(ROLE_OF).sort());
    expect(Object.keys(ROLE_OF)).toEqual(expect.arrayContaining(calling));
  });

  it.each(withAws)('$file: takes the role that its environment has', ({ file, job, login }) => {
    const role = ROLE_OF[file] ?? 'planner';
    for (const environment of ENVIRONMENTS) {
      if (file === 'release.yml' && environment !== 'production') continue;
      const given = String(login.with?.['role-to-assume'])
        .replace('${{ env.ACCOUNT }}', '123456789012')
        .replace('${{ env.ENVIRONMENT }}', environment);
      const region = String(committedValue(environment, ['region']));
      const names = namesFor({
        project: 'phase-mirror',
        environment,
        account: '123456789012',
        region,
      });
      expect(given).toBe(`arn:aws:iam::123456789012:role/${names.roles[role]}`);
      expect(login.with?.['aws-region']).toBe(`\${{ vars.AWS_REGION || '${region}' }}`);
      if (role === 'planner') continue;
      const trusted = (job.environment ?? '').replace(
        /\$\{\{ (?:matrix\.environment|inputs\.environment \|\| 'staging') \}\}/,
        environment,
      );
      expect(trusted).toBe(names.githubEnvironments[role]);
    }
  });

  it.each(withAws)('$file: knows what no commit knows of the environment', ({ file, job }) => {
    const asked = file === 'release.yml' ? (['production'] as const) : ENVIRONMENTS;
    for (const environment of asked) {
      // What a fork is called, and whose foundation it uses, is committed and yet another elsewhere.
      const needed = FIELDS.map(({ path }) => path).filter(
        (path) =>
          committedValue(environment, path) === undefined ||
          ['foundationOwner', 'github.repository'].includes(path.join('.')),
      );
      for (const path of needed) {
        const variable = variableOf(environment, path);
        expect([variable, job.env?.[variable]]).toEqual([variable, `\${{ vars.${variable} }}`]);
        // Who sets the repository up reads of it.
        expect(setUp).toContain(variable.replace(/^PHASE_MIRROR_[A-Z]+/, ''));
      }
    }
    const [account] = [job.env?.['ACCOUNT'] ?? ''];
    expect(account).toMatch(/vars\.PHASE_MIRROR_PRODUCTION_ACCOUNT\b/);
  });

  it.each(withAws)('$file: is left out where there is no account', ({ file, job, login }) => {
    const conditions = `${job.if ?? ''} ${login.if ?? ''}`;
    expect(conditions).toMatch(
      file === 'release.yml' ? /env\.ACCOUNT != ''/ : /vars\.PHASE_MIRROR_STAGING_ACCOUNT != ''/,
    );
    if (job.strategy === undefined) return;
    expect(job.strategy.matrix).toEqual({
      environment: ENVIRONMENTS,
      exclude: ENVIRONMENTS.map((environment) => ({
        environment: `\${{ vars.${variableOf(environment, ['account'])} == '' && '${environment}' || 'none' }}`,
      })),
    });
  });

  it('is one person in git when it releases', () => {
    const release = steps.find(({ step }) => step.run?.startsWith('npm run release -- run'))?.step;
    for (const who of ['AUTHOR', 'COMMITTER']) {
      expect(release?.env?.[`GIT_${who}_NAME`]).toBe('${{ github.actor }}');
      expect(release?.env?.[`GIT_${who}_EMAIL`]).toMatch(/@users\.noreply\.github\.com$/);
    }
  });

  it('may read all that a refresh reads, and nothing else, where it looks for drift', () => {
    const login = withAws.find(({ file }) => file === 'drift.yml')?.login;
    const text = String(login?.with?.['inline-session-policy']);
    // What STS takes of a session policy.
    expect(text.length).toBeLessThan(2048);
    const { Statement } = JSON.parse(text) as {
      readonly Statement: readonly [{ readonly Action: readonly string[] }];
    };
    const given = Statement[0].Action;
    const stems = given.map((action) => action.replace(/\*$/, ''));
    for (const action of given) {
      expect(action).toMatch(/^[a-z0-9]+:((Describe|Get|List)\*|GetItem|Decrypt)$/);
    }
    const deployment = deploymentFor('staging', {
      PHASE_MIRROR_STAGING_ACCOUNT: '123456789012',
      PHASE_MIRROR_STAGING_GITHUB_ORGANISATION: 'acme',
    });
    for (const action of inspection(deployment).flatMap(({ Action }) => Action)) {
      expect([action, stems.some((stem) => action.startsWith(stem))]).toEqual([action, true]);
    }
  });
});
