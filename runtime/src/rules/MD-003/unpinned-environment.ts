import type { Facts, Job, Step, Tree } from '../../facts/index.js';
import { declaredJobs, type Against, type DeclaredJob } from '../declared-jobs.js';
import { policyOf } from '../policy-in-force.js';
import type { Rule } from '../rule.js';
import { invocationsOf } from '../shell/commands.js';
import { evidenceAt, treeRule, type TreeResult, type Violation } from '../violation.js';
import { unpinnedEnvironmentMeta as meta } from './declared-meta.js';

/** A job claimed to be reproducible in an environment that is another one tomorrow. */
export const unpinnedEnvironment: Rule = treeRule(meta, judge);

function judge(tree: Tree, facts: Facts): TreeResult {
  const { jobs, questions } = declaredJobs(facts, tree, policyOf(facts).reproducibleJobs, {
    key: 'reproducibleJobs',
    says: 'runs in an environment that can be built again',
  });
  return {
    violations: jobs.flatMap((declared) => unpinnedIn(tree, declared)),
    unknowns: questions.map((question) => ({ ...question, check: meta.id })),
    judged: jobs.length,
  };
}

function unpinnedIn(tree: Tree, declared: DeclaredJob): readonly Violation[] {
  const { job } = declared;
  const found = [...runner(job), ...(job.steps ?? []).flatMap((step) => inStep(tree, step, job))];
  const first = new Map([...found].reverse().map((one) => [one.key, one]));
  return [...first.values()].reverse().map((one) => violation(one, declared));
}

interface Unpinned extends Against {
  readonly fix: string;
}

function violation({ key, says, at, fix }: Unpinned, declared: DeclaredJob): Violation {
  const { job, file, claim } = declared;
  return {
    subject: `${file} ${job.id} ${key}`,
    severity: 'low',
    confidence: 'high',
    title: `the job ${job.id} is claimed reproducible and does not pin its ${key}`,
    claim,
    reality: evidenceAt(`in the job ${job.id} of ${file} ${says}`, at),
    why: 'The same commit is built by other programs tomorrow, and a difference in the answer cannot be explained.',
    fix: `${fix} Or take the check out of \`reproducibleJobs\` in .phase-mirror.yml.`,
  };
}

function runner({ runsOn }: Job): readonly Unpinned[] {
  const label = runsOn?.text.split(', ').find((text) => /^[a-z]+-latest(?:-\w+)*$/.test(text));
  if (label === undefined) return [];
  const says = `\`${label}\` is whatever image GitHub calls the latest`;
  const fix = 'Name the version of the runner, for example `ubuntu-24.04`.';
  return [{ key: 'runner', says, at: runsOn, fix }];
}

function inStep(tree: Tree, step: Step, job: Job): readonly Unpinned[] {
  return [...toolchain(step), ...dependencies(tree, step, job)];
}

/** Setup actions with the input that names the version. */
const TOOLCHAINS: Readonly<Record<string, string>> = {
  'actions/setup-node': 'node-version',
  'actions/setup-python': 'python-version',
  'actions/setup-go': 'go-version',
  'actions/setup-java': 'java-version',
  'actions/setup-dotnet': 'dotnet-version',
  'ruby/setup-ruby': 'ruby-version',
  'hashicorp/setup-terraform': 'terraform_version',
  'oven-sh/setup-bun': 'bun-version',
};

/** A toolchain by a range; a file that names the version is read by the action, not here. */
function toolchain({ uses, at, with: inputs }: Step): readonly Unpinned[] {
  const action = uses?.split('@')[0]?.toLowerCase() ?? '';
  const input = Object.hasOwn(TOOLCHAINS, action) ? TOOLCHAINS[action] : undefined;
  if (input === undefined) return [];
  const version = inputs?.find(({ name }) => name === input)?.text;
  const fromFile = inputs?.some(({ name }) => /version[-_]file$/.test(name)) === true;
  if (fromFile || version?.includes('${{') === true) return [];
  if (version !== undefined && /^v?\d+\.\d+\.\d+(?:[-+.][\w.+-]+)?$/.test(version)) return [];
  const says =
    version === undefined
      ? `${action} is given no \`${input}\``
      : `\`${input}: ${version}\` is a range, and the newest version in it is taken`;
  const fix = `Give \`${input}\` a full version such as 1.2.3, or a file that has one.`;
  return [{ key: `toolchain (${action})`, says, at, fix }];
}

/** Package managers: how they install by their lock file, how they do not, and which file it is. */
const MANAGERS: Readonly<Record<string, Manager>> = {
  npm: {
    locked: /^(?:ci|clean-install)$/,
    free: /^(?:install|i)$/,
    files: ['package-lock.json', 'npm-shrinkwrap.json'],
    fix: 'Commit package-lock.json and install with `npm ci`.',
  },
  pnpm: {
    locked: /^(?:install|i)$/,
    unless: /^--no-frozen-lockfile$/,
    files: ['pnpm-lock.yaml'],
    fix: 'Commit pnpm-lock.yaml and install with `pnpm install --frozen-lockfile`.',
  },
  yarn: {
    free: /^install$/,
    frozen: /^--(?:immutable|frozen-lockfile)$/,
    files: ['yarn.lock'],
    fix: 'Commit yarn.lock and install with `yarn install --immutable`.',
  },
  bun: {
    free: /^(?:install|i)$/,
    frozen: /^--frozen-lockfile$/,
    files: ['bun.lock', 'bun.lockb'],
    fix: 'Commit bun.lock and install with `bun install --frozen-lockfile`.',
  },
  poetry: { locked: /^install$/, files: ['poetry.lock'], fix: 'Commit poetry.lock.' },
  bundle: { locked: /^install$/, files: ['Gemfile.lock'], fix: 'Commit Gemfile.lock.' },
};

interface Manager {
  /** The lock file decides, where there is one. */
  readonly locked?: RegExp;
  readonly unless?: RegExp;
  /** The lock file may be rewritten, but with the option that forbids it. */
  readonly free?: RegExp;
  readonly frozen?: RegExp;
  readonly files: readonly string[];
  readonly fix: string;
}

function dependencies(tree: Tree, step: Step, job: Job): readonly Unpinned[] {
  const folder = step.workingDirectory ?? job.workingDirectory ?? '';
  return invocationsOf(step, job).flatMap(({ program, args }): readonly Unpinned[] => {
    const manager = Object.hasOwn(MANAGERS, program) ? MANAGERS[program] : undefined;
    if (manager === undefined) return [];
    const verb =
      args.find((word) => !word.startsWith('-')) ?? (program === 'yarn' ? 'install' : '');
    const locks = manager.locked?.test(verb) === true;
    if (!locks && manager.free?.test(verb) !== true) return [];
    const rest = args.slice(args.indexOf(verb) + 1);
    // With a package it installs a tool: MD-003.1 asks for its version.
    if (
      rest.some(
        (word) =>
          /^(?:-g|--global|--prefix|-C|--dir|--cwd)$/.test(word) || /^[^-&|<>\d]/.test(word),
      )
    ) {
      return [];
    }
    const at = step.at;
    const shown = `${program} ${verb}`.trim();
    const common = { key: `dependencies (${program})`, at, fix: manager.fix };
    const forced = rest.some((word) => manager.unless?.test(word) === true);
    const frozen = rest.some((word) => manager.frozen?.test(word) === true);
    if ((!locks && !frozen) || forced) {
      return [{ ...common, says: `\`${shown}\` may take other versions than the lock file has` }];
    }
    if (hasLockFile(tree, folder, manager.files)) return [];
    return [
      {
        ...common,
        says: `\`${shown}\` finds no ${manager.files[0] ?? 'lock file'} in the repository`,
      },
    ];
  });
}

/** Beside the step, or above it as in a workspace; anywhere where the step may have gone elsewhere. */
function hasLockFile(tree: Tree, folder: string, names: readonly string[]): boolean {
  if (folder.includes('$')) return true;
  return (tree.lockFiles ?? []).some((file) => names.includes(file.replace(/^.*\//, '')));
}
