import { join } from 'node:path';
import type { Environment } from '../../runtime/src/names/index.js';
import type { Io } from '../frame/io.js';
import { openJsonLines, readJsonLines } from '../frame/json-lines.js';
import { environmentFolder } from '../frame/work-folder.js';
import { isCommand, ITEMS, type Item } from './items.js';

/** One answer to one item. Answers are only ever added. */
export interface Answer {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly item: string;
  readonly outcome: 'ok' | 'failed' | 'could-not-run';
  /** Who ticked it, or who ran the command. */
  readonly by: string;
  /** The person's own words, or what the command says in one line. */
  readonly note: string;
  /** Of a command: what was run, how it ended, and where its whole answer is. */
  readonly command?: string;
  readonly exit?: number;
  readonly ms?: number;
  readonly evidence?: { readonly file: string; readonly sha256: string };
}

/** An answer older than this says nothing of today. */
const FRESH_DAYS = 7;
const DAY_MS = 86_400_000;

export const checklistFolder = (io: Pick<Io, 'root' | 'env'>, environment: Environment): string =>
  join(environmentFolder(io, environment), 'checklist');

const fileOf = (io: Pick<Io, 'root' | 'env'>, environment: Environment): string =>
  `${checklistFolder(io, environment)}.jsonl`;

export function record(
  io: Pick<Io, 'root' | 'env'>,
  environment: Environment,
  answer: Answer,
): void {
  const lines = openJsonLines<Answer>(fileOf(io, environment));
  try {
    lines.append(answer);
  } finally {
    lines.close();
  }
}

/** How an item stands: the last answer counts, if it is fresh. */
export interface Standing {
  readonly item: Item;
  readonly state: 'ok' | 'failed' | 'could-not-run' | 'old' | 'open';
  readonly last?: Answer;
}

export function standings(
  io: Pick<Io, 'root' | 'env' | 'now'>,
  environment: Environment,
): readonly Standing[] {
  const answers = readJsonLines<Answer>(fileOf(io, environment));
  return ITEMS.map((item): Standing => {
    const last = answers.filter((answer) => answer.item === item.id).at(-1);
    if (last === undefined) return { item, state: 'open' };
    const isOld = io.now() - Date.parse(last.at) > FRESH_DAYS * DAY_MS;
    return { item, state: isOld && last.outcome === 'ok' ? 'old' : last.outcome, last };
  });
}

const MARKS = {
  ok: 'ok',
  failed: 'FAIL',
  'could-not-run': '??',
  old: 'OLD',
  open: 'open',
} as const;

/** What a person reads: an item a line, and what answers it. */
export function renderStandings(environment: Environment, all: readonly Standing[]): string {
  const width = Math.max(...all.map(({ item }) => item.id.length));
  const lines = all.flatMap(({ item, state, last }) => {
    const head = `${MARKS[state].padEnd(4)}  ${item.id.padEnd(width)}  ${item.question}`;
    if (state === 'ok')
      return [head, `      ${last?.at ?? ''}  ${last?.by ?? ''}: ${last?.note ?? ''}`];
    const why = last === undefined ? [] : [`      ${last.at}  ${last.by}: ${last.note}`];
    return [head, ...why, `      ${howToAnswer(item, environment)}`];
  });
  const ok = all.filter(({ state }) => state === 'ok').length;
  return `${[...lines, `${environment}: ${ok} of ${all.length} items hold`].join('\n')}\n`;
}

const howToAnswer = (item: Item, environment: Environment): string =>
  isCommand(item)
    ? `npm run ops -- production-checklist run --env ${environment} --only ${item.id}`
    : `npm run ops -- production-checklist tick --env ${environment} --item ${item.id} --by NAME --note TEXT`;
