import { opsError } from '../errors.js';
import type { Context } from '../frame/runbook.js';
import { isCommand, ITEMS } from './items.js';
import { record, type Answer } from './record.js';

export interface Ticked {
  readonly item: string | undefined;
  readonly by: string | undefined;
  readonly note: string | undefined;
}

/** Records what a person says of an item that no command can know. Throws PM-1001. */
export function tick(context: Context, { item: id, by, note }: Ticked): Answer {
  const people = ITEMS.filter((item) => !isCommand(item)).map((item) => item.id);
  const item = ITEMS.find((one) => one.id === id);
  if (item === undefined) {
    throw opsError('PM-1001', {
      what: `--item ${id ?? '(none)'}`,
      why: `the items for people are ${people.join(', ')}`,
    });
  }
  if (isCommand(item)) {
    throw opsError('PM-1001', {
      what: `--item ${item.id}`,
      why: 'a command knows the answer, so nobody ticks it',
      remedy: `Run npm run ops -- production-checklist run --env ${context.environment} --only ${item.id}`,
    });
  }
  const answer: Answer = {
    at: new Date(context.io.now()).toISOString(),
    item: item.id,
    outcome: 'ok',
    by: said('--by', by),
    note: said('--note', note),
  };
  if (!context.dryRun) record(context.io, context.environment, answer);
  return answer;
}

function said(option: string, text: string | undefined): string {
  if (text !== undefined && text.trim() !== '' && text.length <= 500) return text.trim();
  throw opsError('PM-1001', {
    what: option,
    why: 'who says it, and why it is so, must be said in 1–500 characters',
  });
}
