import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');

/** A block of commands in a document, and what the comment before it says of running it. */
export interface CommandBlock {
  readonly file: string;
  /** Line of the fence, from 1. */
  readonly line: number;
  readonly commands: string;
  /** Why it is not run; undefined: it is. */
  readonly notRun?: string;
  /** Minutes and Terraform: `npm run test:e2e` runs it. */
  readonly long: boolean;
  /** Whether it runs in this checkout and not in a repository of a user's. */
  readonly inCheckout: boolean;
  readonly exit: number | 'any';
}

/** Documents whose commands people copy. */
export function documents(): readonly string[] {
  const pages = ['docs', '.github'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.md'))
      .map((path) => `${folder}/${path}`),
  );
  return ['README.md', 'runtime/README.md', 'CHANGELOG.md', ...pages.sort()];
}

/** A block that is no commands. */
export interface OtherBlock {
  readonly file: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

export const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** A fence opens with its language, whose comment stands above it with nothing between but empty lines. */
const MARK = /^<!-- (not run|run): (.+) -->$/;

/** The blocks of commands of a document. Throws for one that no comment can be understood of. */
export const commandBlocks = (file: string, text?: string): readonly CommandBlock[] =>
  blocksOf(file, text).commands;

/** The blocks of a document that are no commands, of any language. */
export const otherBlocks = (file: string): readonly OtherBlock[] => blocksOf(file).others;

function blocksOf(
  file: string,
  text = textOf(file),
): { readonly commands: readonly CommandBlock[]; readonly others: readonly OtherBlock[] } {
  const lines = text.split('\n');
  const blocks: CommandBlock[] = [];
  const others: OtherBlock[] = [];
  let last = '';
  for (let i = 0; i < lines.length; i += 1) {
    const [, fence, language = ''] = /^\s*(`{3,})(\S*)/.exec(lines[i] ?? '') ?? [];
    if (fence === undefined) {
      if ((lines[i] ?? '').trim() !== '') last = (lines[i] ?? '').trim();
      continue;
    }
    const end = lines.findIndex((line, j) => j > i && line.trim() === fence);
    const commands = lines.slice(i + 1, end).join('\n');
    const line = i + 1;
    const [, kind, words = ''] = MARK.exec(last) ?? [];
    if (['bash', 'shell', 'console', 'zsh'].includes(language)) {
      throw new Error(`${file}:${line}: commands are marked \`sh\`, not \`${language}\``);
    }
    if (language === '' && /^(?:\$ |npm |npx |git |phase-mirror )/.test(commands)) {
      throw new Error(`${file}:${line}: commands are marked \`sh\``);
    }
    if (language === 'sh') blocks.push({ file, line, commands, ...marks(kind, words) });
    else others.push({ file, line, language, text: commands });
    last = '';
    i = end;
  }
  return { commands: blocks, others };
}

type Marks = Pick<CommandBlock, 'notRun' | 'long' | 'inCheckout' | 'exit'>;

function marks(kind: string | undefined, words: string): Marks {
  const plain: Marks = { long: false, inCheckout: false, exit: 0 };
  if (kind === undefined) return plain;
  if (kind === 'not run') return { ...plain, notRun: words };
  const given = new Set(words.split(' '));
  const exit = /\bexit=(\d+|any)\b/.exec(words)?.[1] ?? '0';
  for (const word of given) {
    if (!/^(?:long|in=checkout|exit=(?:\d+|any))$/.test(word)) throw new Error(`run: ${word}?`);
  }
  return {
    long: given.has('long'),
    inCheckout: given.has('in=checkout'),
    exit: exit === 'any' ? 'any' : Number(exit),
  };
}

/** Words of a command line with the values that stand for one: `<account>`, `ENVIRONMENT`. */
export function wordsOf(line: string): readonly string[] {
  const words = line.replace(/\s#.*$/, '').match(/'[^']*'|"[^"]*"|<[^>]*>|\S+/g) ?? [];
  return words.map((word) => {
    const bare = word.replace(/^(['"])(.*)\1$/, '$2');
    if (/^(?:ENVIRONMENT|NAME|<environment>|<env>)$/.test(bare)) return 'staging';
    return bare === 'STACK' ? 'data' : bare;
  });
}

const COMMAND = /^(npm run ops --|(?:npx )?phase-mirror) ([a-z].*)$/;

/** A command of ours that a document names, in a block or in a sentence. */
export interface NamedCommand {
  readonly file: string;
  readonly tool: 'ops' | 'phase-mirror';
  readonly words: readonly string[];
  readonly text: string;
}

/** Every command line of ours in a document, whether it is run or not. */
export function namedCommands(file: string): readonly NamedCommand[] {
  const text = textOf(file);
  const blocks = commandBlocks(file, text).flatMap(({ commands }) =>
    commands.replace(/\\\n\s*/g, '').split(/\n|&&|\|/),
  );
  const inline = [...text.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, code = '']) => code);
  return [...blocks, ...inline].flatMap((line): NamedCommand[] => {
    const [, tool = '', rest] = COMMAND.exec(line.trim()) ?? [];
    // An ellipsis, a choice or an optional part is no command to copy.
    if (rest === undefined || /[…[\]]|\bACTION\b|\w\|\w/.test(rest)) return [];
    const plain = rest.replace(/\s\d?>.*$/, '');
    return [
      {
        file,
        tool: tool.startsWith('npm') ? 'ops' : 'phase-mirror',
        words: wordsOf(plain),
        text: line.trim(),
      },
    ];
  });
}
