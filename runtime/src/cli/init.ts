import { lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EXIT, PhaseMirrorError, runtimeError, type ExitCode } from '../errors/index.js';
import { collectFacts, gitCommand, POLICY_FILE, type Facts, type Git } from '../facts/index.js';
import { openRepository } from '../facts/git/repository.js';
import { printable } from '../report/printable.js';
import { packageVersion } from '../version.js';
import { branchName, initialPolicy } from './init-policy.js';
import { initialWorkflow } from './init-workflow.js';
import type { CliIo } from './io.js';
import { optionLines, parseOptions, type OptionSpecs } from './options.js';

export const INIT_OPTIONS = {
  repo: {
    type: 'string',
    value: 'DIR',
    help: 'git repository to set up; default the one around the working folder',
  },
  force: { type: 'boolean', help: 'write over files that are there already' },
  'dry-run': { type: 'boolean', help: 'print what would be written, and write nothing' },
  json: { type: 'boolean', help: 'say what was written as JSON' },
  help: { type: 'boolean', help: 'show this help' },
} as const satisfies OptionSpecs;

const WORKFLOW_FILE = '.github/workflows/phase-mirror.yml';

type Action = 'written' | 'kept' | 'replaced' | 'would be written' | 'would be replaced';

interface InitialFile {
  readonly path: string;
  readonly text: string;
  readonly action: Action;
}

/** `phase-mirror init`: a policy file and a workflow, from what the repository has. */
export async function init(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const values = parseOptions('init', INIT_OPTIONS, args);
  if (values.help === true) {
    io.stdout.write(initHelp());
    return EXIT.ok;
  }
  const git = gitCommand(resolve(io.cwd, values.repo ?? '.'), io.env);
  const { root } = await openRepository(git);
  if (root === undefined) {
    throw runtimeError('PM-2001', {
      what: git.folder,
      why: 'it is a bare repository: there is no work tree to write to',
    });
  }
  const facts = await factsOf(git);
  const texts = {
    [POLICY_FILE]: await initialPolicy(facts, await trackedFiles(git)),
    [WORKFLOW_FILE]: initialWorkflow({
      branch: branchName(facts),
      version: packageVersion(),
      installed: await dependsOnUs(root),
    }),
  };
  const how = { force: values.force === true, dryRun: values['dry-run'] === true };
  const files: InitialFile[] = [];
  for (const [path, text] of Object.entries(texts)) files.push(await place(root, path, text, how));
  io.stdout.write(values.json === true ? jsonOf(files) : textOf(files, how.dryRun));
  return EXIT.ok;
}

/** Nothing is known of a repository without a commit, or whose policy file cannot be used. */
async function factsOf(git: Git): Promise<Facts | undefined> {
  try {
    return await collectFacts(git, { env: {} });
  } catch (cause) {
    if (cause instanceof PhaseMirrorError && ['PM-1003', 'PM-2002'].includes(cause.code)) {
      return undefined;
    }
    throw cause;
  }
}

async function trackedFiles(git: Git): Promise<readonly string[]> {
  const { stdout } = await git.run(['ls-files', '-z', '--full-name', ':/']);
  return stdout.toString('utf8').split('\0');
}

async function dependsOnUs(root: string): Promise<boolean> {
  try {
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as unknown;
    return ['dependencies', 'devDependencies'].some((key) => {
      const group = (manifest as Readonly<Record<string, unknown>> | null)?.[key];
      return typeof group === 'object' && group !== null && '@phase-mirror/runtime' in group;
    });
  } catch {
    // No package.json, or none that npm could read: then nothing pins the package.
    return false;
  }
}

async function place(
  root: string,
  path: string,
  text: string,
  { force, dryRun }: { readonly force: boolean; readonly dryRun: boolean },
): Promise<InitialFile> {
  const target = join(root, path);
  const present = await lstat(target).catch(() => undefined);
  if (present !== undefined && !force) return { path, text, action: 'kept' };
  if (present !== undefined && !present.isFile()) {
    throw runtimeError('PM-1002', {
      what: target,
      why: 'it is a folder or a link, and is not written over',
      remedy: 'Remove it, then run `phase-mirror init` again.',
    });
  }
  if (dryRun) {
    return { path, text, action: present === undefined ? 'would be written' : 'would be replaced' };
  }
  try {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text, { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    throw runtimeError('PM-1002', {
      what: target,
      why: (cause as Error).message,
      remedy: 'Run the command as a user who may write there.',
      cause,
    });
  }
  return { path, text, action: present === undefined ? 'written' : 'replaced' };
}

function jsonOf(files: readonly InitialFile[]): string {
  return `${JSON.stringify({ files: files.map(({ path, action }) => ({ path, action })) })}\n`;
}

function textOf(files: readonly InitialFile[], dryRun: boolean): string {
  if (dryRun) {
    return files
      .map(
        ({ path, text, action }) =>
          `# ${path}: ${action}\n${action === 'kept' ? '' : `${text.split('\n').map(printable).join('\n')}\n`}`,
      )
      .join('');
  }
  const lines = files.map(({ path, action }) => `  ${action.padEnd(8)}  ${path}`);
  const kept = files.some(({ action }) => action === 'kept');
  return [
    ...lines,
    '',
    ...(kept ? ['What is there already is kept; --force writes over it.'] : []),
    'Read the policy file, commit both, and require the check "Phase Mirror" in a ruleset.',
    '',
  ].join('\n');
}

function initHelp(): string {
  return `phase-mirror init: writes ${POLICY_FILE} and a workflow that runs the check, from what the repository has

Options
${optionLines(INIT_OPTIONS)}

Exit codes
  0 written, or kept as it is   2 usage   3 could not run

Examples
  phase-mirror init --dry-run
  phase-mirror init
`;
}
