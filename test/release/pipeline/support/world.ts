import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planWith } from '../../../../release/commands/plan.js';
import { publishWith } from '../../../../release/commands/publish.js';
import { rehearseWith } from '../../../../release/commands/rehearse.js';
import { resumeWith } from '../../../../release/commands/resume.js';
import { rollbackWith } from '../../../../release/commands/rollback.js';
import { runWith } from '../../../../release/commands/run.js';
import { statusWith } from '../../../../release/commands/status.js';
import { tagWith } from '../../../../release/commands/tag.js';
import { runRelease, type ReleaseCommand } from '../../../../release/frame/command.js';
import type { Parts } from '../../../../release/pipeline/site.js';
import { testIo } from '../../../ops/support/test-io.js';
import { fakeGitHub, serve, type FakeGitHub } from '../../../support/github/index.js';
import type { Repo } from '../../../support/github/state.js';
import { versioned } from '../../support/versioned.js';
import { bareRefs } from '../../../support/github/bare-refs.js';
import { tinyParts } from './parts.js';

const COMMANDS = [
  planWith,
  publishWith,
  rehearseWith,
  resumeWith,
  rollbackWith,
  runWith,
  statusWith,
  tagWith,
];

export interface Ended {
  readonly exit: number;
  readonly json: Readonly<Record<string, unknown>>;
  readonly out: string;
  readonly err: string;
}

/** A clone with its remote, and a GitHub that shows what the remote holds. */
export interface World {
  readonly root: string;
  readonly remote: string;
  readonly github: FakeGitHub;
  readonly repo: Repo;
  readonly env: Readonly<Record<string, string>>;
  git(...args: readonly string[]): string;
  remoteGit(...args: readonly string[]): string;
  /** Runs `npm run release -- …args`. */
  release(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Everything that a release changes: refs here and there, the working tree, the releases. */
  state(): unknown;
  /** A second clone of the same remote. */
  clone(): string;
  close(): Promise<void>;
}

export interface RunOptions {
  readonly parts?: Partial<Parts>;
  readonly env?: Readonly<Record<string, string>>;
  readonly root?: string;
  /** What the person types at a terminal. */
  readonly typed?: string;
}

export const TOKEN = 'ghp_a-token-that-nobody-may-see';
const NAME = 'acme/widget';
const CHANGELOG = '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing that people see.\n';

export async function world(given: Partial<Repo> = {}): Promise<World> {
  const { repository } = versioned({ 'CHANGELOG.md': CHANGELOG, '.gitignore': '.release/\n' });
  const { folder: root } = repository;
  const home = mkdtempSync(join(tmpdir(), 'pm-remote-'));
  const remote = join(home, 'remote.git');
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch', 'main', remote]);
  const at = (folder: string, ...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
  const setUp = (folder: string): void => {
    for (const [key, value] of Object.entries({
      'user.name': 'Ada Example',
      'user.email': 'ada@example.com',
      [`url.${remote}.insteadOf`]: `https://github.com/${NAME}`,
    })) {
      at(folder, 'config', key, value);
    }
  };
  setUp(root);
  at(root, 'remote', 'add', 'origin', `https://github.com/${NAME}`);
  at(root, 'push', '--quiet', 'origin', 'main');
  const github = fakeGitHub({ repos: { [NAME]: { ...given, refs: bareRefs(remote) } } });
  const served = await serve(github);
  const repo = github.state.repos.get(NAME) as Repo;
  const env = {
    GITHUB_API_URL: served.api,
    GITHUB_TOKEN: TOKEN,
    SOURCE_DATE_EPOCH: '1790000000',
  };
  let clones = 0;
  return {
    root,
    remote,
    github,
    repo,
    env,
    git: (...args) => at(root, ...args),
    remoteGit: (...args) => at(remote, ...args),
    async release(args, { parts, env: more, root: elsewhere, typed } = {}) {
      const { io, stdout, stderr } = testIo({
        root: elsewhere ?? root,
        env: { ...env, ...more },
        ...(typed === undefined ? {} : { typed }),
      });
      const commands = COMMANDS.map((command): ReleaseCommand =>
        command(() => Promise.resolve(tinyParts(parts))),
      );
      const entries = Object.fromEntries(
        commands.map((one) => [
          one.name,
          { summary: one.summary, load: () => Promise.resolve(one) },
        ]),
      );
      const exit = await runRelease(entries, args, io);
      const out = stdout();
      const json = args.includes('--json') ? (JSON.parse(out) as Ended['json']) : {};
      return { exit, json, out, err: stderr() };
    },
    state: () => ({
      here: at(root, 'for-each-ref', '--format=%(refname) %(objectname)'),
      there: at(remote, 'for-each-ref', '--format=%(refname) %(objectname)'),
      tree: at(root, 'status', '--porcelain=v1', '--untracked-files=all'),
      files: at(root, 'ls-files')
        .split('\n')
        .map((file) => [
          file,
          statSync(join(root, file)).mode,
          readFileSync(join(root, file), 'utf8'),
        ]),
      releases: repo.releases.map(({ tag_name: tag, draft, prerelease, assets, body }) => ({
        ...{ tag, draft, prerelease, body },
        assets: assets.map(({ name, state, bytes }) => [name, state, Buffer.from(bytes)]),
      })),
      latest: repo.releases.find(({ id }) => id === repo.latest)?.tag_name,
    }),
    clone() {
      const folder = join(home, `clone-${(clones += 1)}`);
      execFileSync('git', ['clone', '--quiet', remote, folder]);
      setUp(folder);
      at(folder, 'remote', 'set-url', 'origin', `https://github.com/${NAME}`);
      return folder;
    },
    async close() {
      await served.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
