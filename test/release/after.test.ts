import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { afterwards } from '../../release/after/index.js';
import { afterSettings } from '../../release/after/settings.js';
import { afterSite, PRODUCTION, released, runbooksThat, step } from './support/after-site.js';

describe('the settings of what follows', () => {
  const of = (env: Record<string, string>) => afterSettings({ env });
  it('are production for ten minutes, where production has an account', () => {
    expect(of({})).toMatchObject({
      environment: undefined,
      whyNowhere: 'PHASE_MIRROR_PRODUCTION_ACCOUNT is not set',
    });
    expect(of(PRODUCTION)).toEqual({
      ...{
        environment: 'production',
        approved: true,
        monitorMs: 600_000,
        board: undefined,
        boxes: [],
      },
      whyNowhere: expect.any(String),
    });
    expect(of({ PHASE_MIRROR_RELEASE_ENVIRONMENT: 'local' }).environment).toBe('local');
    expect(of({ PHASE_MIRROR_RELEASE_ENVIRONMENT: 'none' }).whyNowhere).toContain('is none');
    expect(of({ PHASE_MIRROR_RELEASE_PROJECT: 'acme/7' }).board).toEqual({
      ...{ owner: 'acme', number: 7, status: 'Done' },
    });
  });

  it.each([
    [{ PHASE_MIRROR_RELEASE_ENVIRONMENT: 'prod' }, 'PM-1002'],
    [{ PHASE_MIRROR_RELEASE_APPROVED: 'staging' }, 'PM-1002'],
    [{ PHASE_MIRROR_RELEASE_MONITOR: '10' }, 'PM-1001'],
    [{ PHASE_MIRROR_RELEASE_PROJECT: 'acme' }, 'PM-1002'],
  ])('are refused as %j', (env, code) => {
    expect(() => of(env as unknown as Record<string, string>)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe('deploy, verify and watch', () => {
  const made = (given: Parameters<typeof afterSite>[1] = {}, exits = {}) => {
    const test = afterSite(released(), { env: PRODUCTION, ...given });
    const { runbooks, asked } = runbooksThat(exits);
    return { ...test, asked, steps: afterwards(test.site, runbooks) };
  };

  it('run their runbooks, approved by the name of the environment, and once only', async () => {
    const { steps, asked, stderr } = made();
    for (const id of ['deploy', 'verify', 'monitor']) {
      expect(await step(steps, id).probe()).toEqual({ state: 'todo' });
      expect(await step(steps, id).run()).toBeUndefined();
      expect(await step(steps, id).probe()).toEqual({ state: 'done' });
    }
    expect(
      asked.map(({ environment, command, yes, confirmed, values }) => ({
        environment,
        command,
        yes,
        confirmed,
        values,
      })),
    ).toEqual([
      {
        environment: 'production',
        command: 'npm run ops -- deploy --env production',
        yes: true,
        confirmed: 'production',
        values: {},
      },
      {
        environment: 'production',
        command: 'npm run ops -- verify --env production',
        yes: false,
        confirmed: undefined,
        values: {},
      },
      {
        environment: 'production',
        command: 'npm run ops -- monitor --env production',
        yes: false,
        confirmed: undefined,
        values: { for: '600s', every: '60s' },
      },
    ]);
    expect(stderr()).toContain('deploy ran');
  });

  it('wait for an approval where nobody can be asked, and ask on a terminal', async () => {
    const env = { PHASE_MIRROR_PRODUCTION_ACCOUNT: '111122223333' };
    const silent = made({ env });
    await expect(step(silent.steps, 'deploy').run()).rejects.toMatchObject({ code: 'PM-8052' });
    expect(silent.asked).toEqual([]);
    const asking = made({ env, typed: '' });
    await step(asking.steps, 'deploy').run();
    expect(asking.asked).toMatchObject([{ yes: false }]);
  });

  it('deploy nothing but what was released', async () => {
    const repo = released();
    const { site } = afterSite(repo, { env: PRODUCTION });
    const { runbooks, asked } = runbooksThat();
    const deploy = step(afterwards(site, runbooks), 'deploy');
    writeFileSync(join(repo.folder, 'mine.txt'), 'x');
    await expect(deploy.run()).rejects.toMatchObject({
      code: 'PM-8022',
      why: expect.stringContaining('mine.txt'),
    });
    repo.commit({}, 'later');
    await expect(deploy.run()).rejects.toMatchObject({
      code: 'PM-8022',
      why: expect.stringContaining('another commit'),
    });
    expect(asked).toEqual([]);
  });

  it('fail with what the runbook ended with, and are to be done again', async () => {
    const { steps } = made({}, { verify: 1 });
    await expect(step(steps, 'verify').run()).rejects.toMatchObject({
      code: 'PM-8051',
      what: 'npm run ops -- verify --env production',
      why: 'it ended with 1',
    });
    expect(await step(steps, 'verify').probe()).toEqual({ state: 'todo' });
  });

  it('are left out, saying why, where there is no production', async () => {
    const { steps, asked } = made({ env: {} });
    for (const id of ['deploy', 'verify', 'monitor']) {
      expect(step(steps, id).calls).toEqual([
        'nothing: PHASE_MIRROR_PRODUCTION_ACCOUNT is not set',
      ]);
      expect(await step(steps, id).run()).toContain('PHASE_MIRROR_PRODUCTION_ACCOUNT is not set');
    }
    expect(asked).toEqual([]);
  });

  it('are taken back with the configuration of the release before, on the present state', async () => {
    const script = `process.stdout.write(JSON.stringify([process.argv.slice(2), process.env.PHASE_MIRROR_HOME]) + '\\n')`;
    const repo = released({
      'package.json': '{"name":"x","scripts":{"ops":"node ops.mjs"}}',
      'ops.mjs': `import { appendFileSync } from 'node:fs';\nappendFileSync(process.env.PHASE_MIRROR_HOME + '/ran', JSON.stringify([process.argv.slice(2), process.cwd()]) + '\\n');\n${script}\n`,
      '.gitignore': 'home/\nnode_modules/\n',
    });
    mkdirSync(join(repo.folder, 'home'));
    mkdirSync(join(repo.folder, 'node_modules'));
    const home = join(repo.folder, 'home');
    const { site } = afterSite(repo, { env: { ...PRODUCTION, PHASE_MIRROR_HOME: home } });
    const deploy = step(afterwards(site, runbooksThat().runbooks), 'deploy');
    expect(await deploy.undo()).toBeUndefined();
    await deploy.run();
    expect(await deploy.undo()).toBe('production has the configuration of v1.0.0');
    const [args, cwd] = JSON.parse(readFileSync(join(home, 'ran'), 'utf8')) as [string[], string];
    expect(args).toEqual(['deploy', '--env', 'production', '--yes', '--confirm', 'production']);
    expect(cwd).toContain(join('1.1.0', 'former'));
    expect(existsSync(cwd)).toBe(false);
    expect(repo.git('worktree', 'list').split('\n')).toHaveLength(1);
    expect(await deploy.probe()).toEqual({ state: 'todo' });
  });
});
