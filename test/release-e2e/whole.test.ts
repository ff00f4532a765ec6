/**
 * The release manager's day on real parts: a clone of this repository with a bare remote, a GitHub that is
 * held against its own description, the local AWS with what Terraform made there. Every command is a
 * process in the clone: the validator, the artefacts, the deploy and its rollback are the real ones.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { throwAway } from '../../release/rehearsal/throw-away.js';
import { deploymentFor } from '../../stacks/environments.js';
import { startLocalEnvironment, type LocalEnvironment } from '../e2e/support/local-environment.js';
import { requireTools, ROOT } from '../e2e/support/requirements.js';
import { expectExit, runHere } from '../e2e/support/runbook-run.js';
import { bareRefs } from '../support/github/bare-refs.js';
import { expectPosture } from '../release/support/posture.js';
import { fakeGitHub, serve } from '../support/github/index.js';
import type { Repo } from '../support/github/state.js';

const run = promisify(execFile);
const MINUTE = 60_000;
const NAME = 'acme/phase-mirror';
const { names } = deploymentFor('local', {});

/** What nobody can look at in a clone that is minutes old, on a machine whose registry may not audit. */
const WAIVED = ['dependencies/advisories', 'tests/unit', 'tests/e2e', 'tests/coverage'];

await requireTools();

describe('a release of this repository, the next one, and back', () => {
  let aws: LocalEnvironment;
  let folder: string;
  let clone: string;
  let bare: string;
  let repo: Repo;
  let env: NodeJS.ProcessEnv;
  let stop: () => Promise<void>;

  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', args, { cwd: clone })).stdout.trim();
  const there = async (...args: readonly string[]): Promise<string> =>
    (await run('git', args, { cwd: bare })).stdout.trim();
  const node = (...args: readonly string[]): Promise<{ stdout: string }> =>
    run(process.execPath, ['--import', 'tsx', ...args], {
      ...{ cwd: clone, env, maxBuffer: 64 << 20 },
    });

  async function release(command: string, version: string): Promise<Record<string, unknown>> {
    const args = [command, version, '--yes', '--confirm', version, '--json'];
    const ended = await node('release/main.ts', ...args).catch((error: unknown) => {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`${command} ${version}:\n${stderr}\n${stdout}`);
    });
    return JSON.parse(ended.stdout) as Record<string, unknown>;
  }

  /** Days that the logs of the environment are kept, as AWS says. */
  async function logDays(): Promise<number | undefined> {
    const client = new CloudWatchLogsClient({
      ...{ region: aws.region, endpoint: aws.local.endpoint },
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    try {
      const { logGroups } = await client.send(
        new DescribeLogGroupsCommand({ logGroupNamePrefix: names.logGroup }),
      );
      return logGroups?.find(({ logGroupName }) => logGroupName === names.logGroup)
        ?.retentionInDays;
    } finally {
      client.destroy();
    }
  }

  async function publishedAs(version: string, prerelease: boolean): Promise<void> {
    const shown = repo.releases.find(({ tag_name: tag }) => tag === `v${version}`);
    expect(shown).toMatchObject({ draft: false, prerelease });
    expect(shown?.assets.map(({ name }) => name)).toContain('SHA256SUMS');
    for (const { name, bytes } of shown?.assets ?? []) {
      const built = join(clone, '.release', version, 'artifacts', name);
      expect(Buffer.compare(Buffer.from(bytes), await readFile(built))).toBe(0);
    }
    const tagged = await there('rev-parse', `v${version}^{commit}`);
    expect(await there('rev-parse', 'main')).toBe(tagged);
    const told = await there('show', `${tagged}:CHANGELOG.md`);
    expectPosture(told, version, await there('rev-parse', `${tagged}^`));
    expect(await there('for-each-ref', 'refs/phase-mirror')).toBe('');
  }

  beforeAll(async () => {
    aws = await startLocalEnvironment();
    folder = await mkdtemp(join(tmpdir(), 'phase-mirror-whole-'));
    expectExit(await runHere(aws, ['bootstrap', '--yes', '--json']), 0);
    expectExit(await runHere(aws, ['deploy', '--yes', '--json']), 0);
    const [owner = '', name = ''] = NAME.split('/');
    ({ root: clone, bare } = await throwAway(ROOT, folder, { owner, name }));
    // Packages of its own: what it builds is its own runtime.
    await unlink(join(clone, 'node_modules'));
    await run('cp', ['-a', join(ROOT, 'node_modules'), join(clone, 'node_modules')]);
    await git('config', 'user.name', 'Ada Example');
    await git('config', 'user.email', 'ada@example.com');
    const waivers = WAIVED.map((check) => ({
      ...{ check, outcome: 'could-not-run', owner: 'ada' },
      ...{ reason: 'shown by .ci/run, not by this clone', expires: '2099-12-31' },
    }));
    await writeFile(
      join(clone, 'release/waivers.json'),
      `${JSON.stringify({ waivers }, null, 2)}\n`,
    );
    await git('commit', '--quiet', '--all', '--message', 'chore: waive what is shown elsewhere');
    await git('push', '--quiet', 'origin', 'main');
    const github = fakeGitHub({ repos: { [NAME]: { refs: bareRefs(bare) } } });
    const served = await serve(github);
    repo = github.state.repos.get(NAME) as Repo;
    stop = () => served.close();
    env = {
      ...aws.env,
      GITHUB_API_URL: served.api,
      GITHUB_TOKEN: 'a-token-of-the-test',
      PHASE_MIRROR_RELEASE_ENVIRONMENT: 'local',
      PHASE_MIRROR_RELEASE_APPROVED: 'local',
      PHASE_MIRROR_RELEASE_MONITOR: '5s',
    };
    await node('ops/build.ts');
  }, 20 * MINUTE);

  afterAll(async () => {
    await stop?.();
    await aws?.stop();
    await rm(folder, { recursive: true, force: true });
  }, MINUTE);

  it(
    'is validated, built, published and deployed with one command',
    async () => {
      expect(await release('run', '1.0.0-mvp')).toMatchObject({ outcome: 'done' });
      await publishedAs('1.0.0-mvp', true);
      expect(await logDays()).toBe(7);
    },
    20 * MINUTE,
  );

  it(
    'is followed by a patch that changes the infrastructure',
    async () => {
      const settings = join(clone, 'stacks/settings.ts');
      const text = await readFile(settings, 'utf8');
      await writeFile(settings, text.replace('logDays: 7,', 'logDays: 14,'));
      await node('ops/pages/main.ts');
      const changelog = join(clone, 'CHANGELOG.md');
      const told = await readFile(changelog, 'utf8');
      const entry = '## [Unreleased]\n\n### Fixed\n\n- Local logs are kept for two weeks.\n';
      await writeFile(changelog, told.replace('## [Unreleased]\n', entry));
      await git('commit', '--quiet', '--all', '--message', 'fix: keep local logs for two weeks');
      await git('push', '--quiet', 'origin', 'main');
      expect(await release('run', '1.0.1')).toMatchObject({ outcome: 'done' });
      await publishedAs('1.0.1', false);
      expect(repo.latest).toBe(repo.releases.find(({ tag_name: tag }) => tag === 'v1.0.1')?.id);
      expect(await logDays()).toBe(14);
    },
    20 * MINUTE,
  );

  it(
    'is taken back: releases, refs, and the infrastructure of the release before',
    async () => {
      const commit = await git('rev-parse', 'v1.0.1^{commit}^');
      expect(await release('rollback', '1.0.1')).toMatchObject({ outcome: 'taken back', left: [] });
      expect(repo.releases.map(({ tag_name: tag }) => tag)).toEqual(['v1.0.0-mvp']);
      expect(await there('tag')).toBe('v1.0.0-mvp');
      expect(await there('rev-parse', 'main')).toBe(commit);
      expect(await git('rev-parse', 'HEAD')).toBe(commit);
      expect(await logDays()).toBe(7);
    },
    20 * MINUTE,
  );
});
