import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ENVIRONMENTS, isEnvironment } from '../../runtime/src/names/index.js';
import { readRepository, type Repository } from '../../ops/github/repository.js';
import { releaseError } from '../errors.js';
import type { ReleaseCommand } from '../frame/command.js';
import { git, webAddress } from '../git/git.js';

export const metrics: ReleaseCommand = {
  name: 'metrics',
  summary: 'measure how a release does against its targets: deploys, uptime, errors, p99, adoption',
  example: 'npm run release -- metrics 1.0.0 --env production',
  takes: 'version',
  options: {
    env: {
      type: 'string',
      value: 'ENVIRONMENT',
      help: 'where it was deployed; default production',
    },
    repo: { type: 'string', value: 'OWNER/NAME', help: 'whose stars; default: the remote origin' },
  },
  async run({ io, steps, version: { version, tag }, dryRun, values }) {
    // The AWS clients take longer to load than `--help` may.
    const { exitOf, releaseMetrics, renderMetrics } = await import('../metrics/release-metrics.js');
    const environment = (values['env'] as string | undefined) ?? 'production';
    if (!isEnvironment(environment)) {
      throw releaseError('PM-1001', {
        what: `--env ${environment}`,
        why: `the environments are ${ENVIRONMENTS.join(', ')}`,
      });
    }
    const released = await timeOf(io.root, tag);
    if (released === undefined) {
      steps.say(`There is no tag ${tag} here: deploys of all time count.`);
    }
    const measured = await releaseMetrics(io, steps, {
      environment,
      repository: await repositoryOf(io.root, values['repo']),
      deploysSince: released ?? 0,
    });
    const at = new Date(io.now()).toISOString();
    const document = { at, environment, metrics: measured };
    if (!dryRun) {
      const folder = join(io.root, '.release', version);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'metrics.json'), `${JSON.stringify(document, null, 2)}\n`);
    }
    return { exit: exitOf(measured), json: document, text: renderMetrics(measured) };
  },
};

/** When the tag's commit was made, ms since 1970; undefined without the tag. */
async function timeOf(root: string, tag: string): Promise<number | undefined> {
  const text = await git(root, ['log', '-1', '--format=%ct', `refs/tags/${tag}`, '--']).catch(
    () => '',
  );
  return text.trim() === '' ? undefined : Number(text) * 1000;
}

async function repositoryOf(root: string, named: unknown): Promise<Repository | undefined> {
  if (typeof named === 'string') return readRepository(named);
  const address = await webAddress(root);
  return address === undefined
    ? undefined
    : readRepository(new URL(address).pathname.slice(1), 'the remote origin');
}
