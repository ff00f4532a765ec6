import { execFile } from 'node:child_process';
import { access, cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { opsError } from './errors.js';

export const EXAMPLES = ['unsound', 'sound'] as const;
export type ExampleName = (typeof EXAMPLES)[number];

/** A git repository made from an example: `main` without the change, `change` with it. */
export interface Example {
  readonly name: ExampleName;
  readonly folder: string;
  readonly base: string;
  readonly head: string;
}

/** Folder of the examples' files: `<name>/base` is the first commit, `<name>/change` what changes. */
const SOURCES = fileURLToPath(new URL('../examples', import.meta.url));

/** Inside `.git`, where no commit sees it: says that the folder may be made anew. */
const MARK = 'phase-mirror-example';

/** `Name <address>` of author and committer. */
interface Authors {
  readonly author: string;
  readonly committer: string;
}

const ADA = 'Ada Example <ada@example.com>';
const PERSON: Authors = { author: ADA, committer: ADA };

/** One time for every commit, so that the same files give the same commit ids. */
const AT = '2026-01-05T09:00:00Z';

const run = promisify(execFile);

/**
 * Makes the repository of an example in a folder, checked out at `change`. A folder that an earlier
 * call made is made anew; any other folder that is not empty is refused with PM-1002.
 */
export async function makeExample(name: ExampleName, folder: string): Promise<Example> {
  await clear(folder);
  await mkdir(folder, { recursive: true });
  const git = gitIn(folder);
  await git(['init', '--quiet', '--initial-branch', 'main']);
  await writeFile(join(folder, '.git', MARK), `${name}\n`);
  await copy(join(SOURCES, name, 'base'), folder);
  const base = await commit(git, 'Start the ledger', PERSON);
  await git(['switch', '--quiet', '--create', 'change']);
  await copy(join(SOURCES, name, 'change'), folder);
  const { message, ...authors } = CHANGES[name];
  const head = await commit(git, message, authors);
  return { name, folder, base, head };
}

const CHANGES: Readonly<Record<ExampleName, Authors & { readonly message: string }>> = {
  // As GitHub writes the commits of its coding agent.
  unsound: {
    message: 'Protect main with required checks and a merge queue',
    author: 'Copilot <198982749+Copilot@users.noreply.github.com>',
    committer: 'GitHub <noreply@github.com>',
  },
  sound: { message: 'Tell whether postings cancel out', ...PERSON },
};

async function clear(folder: string): Promise<void> {
  const present = await readdir(folder).catch(() => []);
  if (present.length === 0) return;
  const ours = await access(join(folder, '.git', MARK)).then(
    () => true,
    () => false,
  );
  if (!ours) {
    throw opsError('PM-1002', {
      what: `the folder ${folder}`,
      why: 'it is not empty, and no example was made in it',
      remedy: 'Name a folder that is empty or does not exist.',
    });
  }
  await rm(folder, { recursive: true });
}

type RunGit = (args: readonly string[], identity?: NodeJS.ProcessEnv) => Promise<string>;

function gitIn(folder: string): RunGit {
  // Nothing of the user's own git may change the commit ids, sign, or run a hook.
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: join(folder, '.git', 'no-global-config'),
  };
  return async (args, identity = {}) => {
    const settings = ['-c', 'core.autocrlf=false', '-c', 'core.fileMode=false'];
    const { stdout } = await run('git', [...settings, '-C', folder, ...args], {
      env: { ...env, ...identity },
    });
    return stdout.trim();
  };
}

const copy = (source: string, folder: string): Promise<void> =>
  cp(source, folder, { recursive: true });

async function commit(git: RunGit, message: string, who: Authors): Promise<string> {
  await git(['add', '--all']);
  await git(['commit', '--quiet', '--message', message], {
    ...identityOf('AUTHOR', who.author),
    ...identityOf('COMMITTER', who.committer),
  });
  return git(['rev-parse', 'HEAD']);
}

function identityOf(role: 'AUTHOR' | 'COMMITTER', person: string): NodeJS.ProcessEnv {
  const [, name, email] = /^(.*) <(.*)>$/.exec(person) ?? [];
  return {
    [`GIT_${role}_NAME`]: name,
    [`GIT_${role}_EMAIL`]: email,
    [`GIT_${role}_DATE`]: AT,
  };
}
