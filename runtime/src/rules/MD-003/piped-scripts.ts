import { programOf, shownCommand, type Command, type Invocation } from '../shell/commands.js';
import type { MutableReference } from './reference.js';

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh']);
const INTERPRETERS: ReadonlySet<string> = new Set(['python', 'python3', 'node', 'perl', 'ruby']);

/** A script that is fetched and run at once: `curl … | sh`, `bash <(curl …)`, `sh -c "$(curl …)"`. */
export function pipedScript(invocation: Invocation): Omit<MutableReference, 'at'> | undefined {
  const fetcher = fetchedBy(invocation);
  if (fetcher === undefined) return undefined;
  const address = fetcher.words.find((word) => /^https?:\/\//.test(word));
  // What a variable names is not known, and a server of the job itself is its own.
  if (address === undefined || /^https?:\/\/(?:localhost|127\.|\[::1\]|\$)/.test(address)) {
    return undefined;
  }
  if (/[0-9a-f]{40}/.test(address)) return undefined;
  const tagged = /\/v?\d+\.\d+(?:\.\d+)?(?:[-+][\w.+-]+)?\//.test(address);
  return {
    name: shownCommand(fetcher),
    moves: tagged ? 'tag' : 'branch',
    sure: true,
    says: tagged
      ? 'runs a script of a version that its owner can change'
      : 'runs a script as it is at that moment',
    fix: 'Download a release, compare its checksum with one that is committed, and run it then.',
  };
}

/** The command that fetches what a shell then runs. */
function fetchedBy({ program, args, command, into }: Invocation): Command | undefined {
  if (isFetcher(program)) return into.some(runsItsInput) ? command : undefined;
  const inner = command.inner.find((one) => isFetcher(programOf(one)));
  if (inner === undefined) return undefined;
  const [first = ''] = args;
  if (program === '$()' || ((program === 'source' || program === '.') && first === '<()')) {
    return inner;
  }
  if (!SHELLS.has(program)) return undefined;
  const code = args[args.findIndex((word) => /^-\w*c$/.test(word)) + 1] ?? '';
  return code === '<()' || code === '$()' ? inner : undefined;
}

const isFetcher = (program: string): boolean => program === 'curl' || program === 'wget';

/** A shell without a script of its own runs what it is given; so does an interpreter without any word. */
export function runsItsInput(command: Command): boolean {
  const program = programOf(command);
  const at = command.words.findIndex((word) => word.replace(/^.*\//, '') === program);
  const args = command.words.slice(at + 1);
  if (INTERPRETERS.has(program)) return args.length === 0 || args[0] === '-';
  if (!SHELLS.has(program)) return false;
  const [first = '-'] = args.filter((word) => !/^-[a-bd-rt-z]+$/i.test(word));
  return first === '-' || first === '-s' || /^\d?>/.test(first);
}
