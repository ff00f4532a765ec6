import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../../runtime/src/errors/index.js';
import type { Runbooks } from '../../../ops/frame/command.js';
import type { Context, Runbook } from '../../../ops/frame/runbook.js';
import { steps } from '../../../ops/frame/steps.js';
import { openDesk, type GitHubDesk } from '../../../release/github/desk.js';
import type { ReleasePlan } from '../../../release/pipeline/release-plan.js';
import type { ReleaseSite } from '../../../release/pipeline/site.js';
import type { Step } from '../../../release/pipeline/step.js';
import { testIo, type TestIo } from '../../ops/support/test-io.js';
import { repository, type Files, type TestRepository } from '../../support/repository.js';

export const NOW = Date.UTC(2026, 10, 22, 12);
const REPOSITORY = { owner: 'acme', name: 'ledger' };

export const SECTION = `# Changelog

## [Unreleased]

## [1.1.0] - 2026-11-22

### Overview

A ledger.

\`\`\`mermaid
### Added
- not this
\`\`\`

### Added

- Books (#12)
  of two lines
- Pages, closes #5

### Security

* A hole is closed

### Migration

- Call open() first

## [1.0.0] - 2026-01-01

- first
`;

/** A repository released as 1.0.0 and, with what closes issues, as 1.1.0. */
export function released(files: Files = {}): TestRepository {
  const repo = repository({ 'CHANGELOG.md': '# Changelog\n', ...files });
  repo.git('tag', 'v1.0.0');
  repo.git(
    'commit',
    '--quiet',
    '--allow-empty',
    '-m',
    'feat: books (#12)\n\nCloses #3, fixes acme/ledger#4',
  );
  repo.git(
    'commit',
    '--quiet',
    '--allow-empty',
    '-m',
    'fix: x\n\nResolves https://github.com/acme/ledger/issues/6\nFixes other/place#7\nSee #9',
  );
  const gone = repo.commit({}, 'feat: gone\n\nCloses #8');
  repo.git(
    'commit',
    '--quiet',
    '--allow-empty',
    '-m',
    `Revert "feat: gone"\n\nThis reverts commit ${gone}.`,
  );
  repo.commit({ 'CHANGELOG.md': SECTION }, 'chore: release 1.1.0');
  repo.git('tag', '-a', 'v1.1.0', '-m', 'v1.1.0');
  repo.git('remote', 'add', 'origin', 'https://github.com/acme/ledger.git');
  return repo;
}

export function planOf(repo: TestRepository, more: Partial<ReleasePlan> = {}): ReleasePlan {
  return {
    ...{ schema: 1, run: 'run-1', at: '2026-11-22T12:00:00Z', who: 'ada@host' },
    ...{ version: '1.1.0', tag: 'v1.1.0', prerelease: false, branch: 'main', remote: 'origin' },
    ...{ start: repo.git('rev-parse', 'HEAD~1'), previousTag: 'v1.0.0', repository: REPOSITORY },
    ...more,
  };
}

export interface AfterSite extends TestIo {
  readonly site: ReleaseSite;
}

export function afterSite(
  repo: TestRepository,
  given: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly api?: string;
    readonly plan?: Partial<ReleasePlan>;
    readonly typed?: string;
    readonly desk?: (desk: GitHubDesk) => GitHubDesk;
  } = {},
): AfterSite {
  const test = testIo({
    root: repo.folder,
    now: () => NOW,
    env: {
      GITHUB_TOKEN: 'a-token-for-tests',
      ...(given.api === undefined ? {} : { GITHUB_API_URL: given.api }),
      ...given.env,
    },
    ...(given.typed === undefined ? {} : { typed: given.typed }),
  });
  const site: ReleaseSite = {
    io: test.io,
    talk: steps(test.io),
    plan: planOf(repo, given.plan),
    folder: join(repo.folder, '.git', 'kept', '1.1.0'),
    takeOver: false,
    parts: {} as ReleaseSite['parts'],
    github: async () => (given.desk ?? ((desk) => desk))(await openDesk(test.io, REPOSITORY)),
  };
  return { ...test, site };
}

/** Settings with which production is deployed to, without asking anybody. */
export const PRODUCTION = {
  PHASE_MIRROR_PRODUCTION_ACCOUNT: '111122223333',
  PHASE_MIRROR_RELEASE_APPROVED: 'production',
};

export function step(steps: readonly Step[], id: string): Step {
  const found = steps.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no step ${id}`);
  return found;
}

/** Runbooks that answer what they are told, and keep what they were asked. */
export function runbooksThat(exits: Readonly<Record<string, ExitCode>> = {}): {
  readonly runbooks: Runbooks;
  readonly asked: readonly Context[];
} {
  const asked: Context[] = [];
  const one = (name: string) => ({
    summary: name,
    load: () =>
      Promise.resolve({
        name,
        run: (context: Context) => {
          asked.push(context);
          const exit = exits[name] ?? EXIT.ok;
          return Promise.resolve({
            exit,
            json: { outcome: 'applied', passed: 9, failed: 0 },
            text: `${name} ran\n`,
          });
        },
      } as unknown as Runbook),
  });
  return {
    asked,
    runbooks: { deploy: one('deploy'), verify: one('verify'), monitor: one('monitor') },
  };
}
