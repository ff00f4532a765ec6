import type { Job, Step } from '../../facts/index.js';
import { invocationsOf, shownCommand, type Invocation } from '../shell/commands.js';
import { pipedScript } from './piped-scripts.js';
import type { MutableReference } from './reference.js';

type Tool = Omit<MutableReference, 'at'>;

/** Tools that the scripts of a job fetch and run, where no exact version is named. */
export function toolsOf(steps: readonly Step[], job: Job): readonly MutableReference[] {
  const found: MutableReference[] = [];
  // What is installed already is run by `npx` as it is: then nothing is fetched.
  let bare = job.container === undefined && !/self-hosted/i.test(job.runsOn?.text ?? 'self-hosted');
  for (const step of steps) {
    if (step.uses !== undefined && !INSTALLS_NOTHING.test(step.uses)) bare = false;
    if (step.run === undefined) continue;
    if (!MENTIONS.test(step.run)) {
      bare &&= invocationsOf(step, job).every(isIdle) && step.shell === undefined;
      continue;
    }
    for (const invocation of invocationsOf(step, job)) {
      const tool = toolOf(invocation, bare);
      if (tool !== undefined) {
        found.push({ ...tool, at: { place: step.at.place, quote: step.at.quote } });
      }
      if (!isIdle(invocation)) bare = false;
    }
  }
  return found;
}

/** A script without any of these words is not read for tools. */
const MENTIONS = /\b(?:curl|wget|npx|npm|pnpm|yarn|bunx|uvx|pip3?|pipx|go|cargo|gem)\b/;
const INSTALLS_NOTHING =
  /^(?:actions\/(?:checkout|setup-(?:node|python|go|java|dotnet|ruby))|github\/codeql-action\/\w+)@/;
const IDLE_PROGRAMS: ReadonlySet<string> = new Set([
  ...[
    'echo',
    'printf',
    'cd',
    'set',
    'export',
    'mkdir',
    'test',
    '[',
    '[[',
    'cat',
    'ls',
    'pwd',
    'git',
  ],
  ...['true', 'false', ':', 'exit', 'fi', 'done', 'esac', '}', 'sleep', 'date', 'npx'],
]);

const isIdle = ({ program }: Invocation): boolean => IDLE_PROGRAMS.has(program);

function toolOf(invocation: Invocation, bare: boolean): Tool | undefined {
  return pipedScript(invocation) ?? packageRun(invocation, bare) ?? packageInstalled(invocation);
}

const EXACT = /^[=v]?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/;
/** Runners of a package with the words that make them fetch one. */
const RUNNERS: Readonly<Record<string, readonly string[]>> = {
  npx: [],
  bunx: [],
  uvx: [],
  npm: ['exec', 'x'],
  pnpm: ['dlx'],
  yarn: ['dlx'],
  pipx: ['run'],
};

/** `npx x`, `pnpm dlx x` and the like. */
function packageRun({ program, args, command }: Invocation, bare: boolean): Tool | undefined {
  const verbs = Object.hasOwn(RUNNERS, program) ? RUNNERS[program] : undefined;
  if (verbs === undefined) return undefined;
  let rest = args;
  if (verbs.length > 0) {
    if (!verbs.includes(args[0] ?? '')) return undefined;
    rest = args.slice(1);
  }
  // `npx` and `npm exec` prefer what the repository has installed; the others never look there.
  const local = program === 'npx' || program === 'npm' || program === 'bunx';
  if (local && (!bare || rest.some((word) => /^--no(?:-install)?$/.test(word)))) return undefined;
  const spec = specOf(rest);
  if (spec === undefined || isExact(spec)) return undefined;
  return moving(shownCommand(command), `fetches whatever version of ${spec} is the newest`);
}

/** The package that is run; undefined where it cannot be told. */
function specOf(args: readonly string[]): string | undefined {
  for (let i = 0; i < args.length; i += 1) {
    const word = args[i] ?? '';
    const named = /^--(?:package|from)=(.+)$/.exec(word)?.[1];
    if (named !== undefined) return named;
    if (/^(?:-p|--package|--from|--spec)$/.test(word)) return args[i + 1];
    if (/^(?:-y|--yes|-q|--quiet|--prefer-offline|--)$/.test(word)) continue;
    return word.startsWith('-') ? undefined : word;
  }
  return undefined;
}

/** A version that nobody can change, a path, or something that only the shell knows. */
function isExact(spec: string): boolean {
  if (/[$`]|^[./~]|^file:/.test(spec)) return true;
  const python = /^[^=]+==([^*]+)$/.exec(spec)?.[1];
  if (python !== undefined) return true;
  if (/#[0-9a-f]{40}$/.test(spec)) return true;
  const version = /^(?:@[^/]+\/)?[^@]+@(.+)$/.exec(spec)?.[1];
  return version !== undefined && EXACT.test(version);
}

/** Installers with how they are told to install. */
const INSTALLERS: Readonly<Record<string, RegExp>> = {
  pip: /^install$/,
  pip3: /^install$/,
  npm: /^(?:install|i|add)$/,
  pnpm: /^(?:install|i|add)$/,
  go: /^(?:install|run)$/,
  cargo: /^install$/,
  gem: /^install$/,
};

/** `pip install x`, `npm install -g x`, `go install x@latest` and the like. */
function packageInstalled({ program, args, command }: Invocation): Tool | undefined {
  const [installer, words] =
    /^python3?$/.test(program) && args[0] === '-m' && args[1] === 'pip'
      ? ['pip', args.slice(2)]
      : [program, args];
  if (!Object.hasOwn(INSTALLERS, installer)) return undefined;
  if (INSTALLERS[installer]?.test(words[0] ?? '') !== true) return undefined;
  const given = words.slice(1);
  const spec = given.some((word) => LOCKED[installer]?.test(word) === true)
    ? undefined
    : movingSpec(installer, given);
  if (spec === undefined) return undefined;
  return moving(shownCommand(command), `installs whatever version of ${spec} is the newest`);
}

/** Options under which something else says the versions, or where it cannot be told. */
const LOCKED: Readonly<Record<string, RegExp>> = {
  pip: /^(?:-r|-c|-e|--requirement.*|--constraint.*|--editable.*|--require-hashes|--no-index|-r.+)$/,
  pip3: /^(?:-r|-c|-e|--requirement.*|--constraint.*|--editable.*|--require-hashes|--no-index|-r.+)$/,
  cargo: /^--(?:version|vers|path|rev|git)(?:=.*)?$/,
  gem: /^(?:-v|--version|-g|--file)(?:=.*)?$/,
};
/** Options that take the next word. */
const WITH_VALUE =
  /^(?:-i|-t|-f|-d|--index-url|--extra-index-url|--target|--find-links|--prefix|--root|--cache-dir|--python-version|--platform|--registry|--features|--tags|--source)$/;
/** The installer's own tools: whoever has the runner has them. */
const OWN_TOOLS: ReadonlySet<string> = new Set(['pip', 'setuptools', 'wheel', 'npm']);

function movingSpec(installer: string, given: readonly string[]): string | undefined {
  const node = installer === 'npm' || installer === 'pnpm';
  // Without `-g` the lock file of the repository may say the version.
  if (node && !given.some((word) => /^(?:-g|--global)$/.test(word))) return undefined;
  for (let i = 0; i < given.length; i += 1) {
    const word = given[i] ?? '';
    if (WITH_VALUE.test(word)) i += 1;
    else if (word.startsWith('-')) continue;
    else if (/^(?:\d?>|<|&>)/.test(word)) return undefined;
    else if (!isPinnedFor(installer, word)) return word;
    // What follows the program of `go run` is its own.
    if (installer === 'go' && !word.startsWith('-')) return undefined;
  }
  return undefined;
}

function isPinnedFor(installer: string, spec: string): boolean {
  if (OWN_TOOLS.has(spec)) return true;
  if (installer === 'go') return !/@(?:latest|upgrade|patch|main|master)$/.test(spec);
  if (installer.startsWith('pip')) {
    return /[$`/\\]|^\.|\.(?:whl|zip|gz)$/.test(spec) || /^[\w.[\],-]+===?[^*]+$/.test(spec);
  }
  return isExact(spec);
}

const moving = (name: string, says: string): Tool => ({
  name,
  moves: 'tag',
  sure: true,
  says,
  fix: 'Name the exact version, or install it from a lock file.',
});
