import { errorRecord, EXIT, renderError } from '../../runtime/src/errors/index.js';
import { opsError } from '../errors.js';
import { confirm } from '../frame/confirm.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';

export const productionChecklist: Runbook = {
  name: 'production-checklist',
  summary: 'the questions before production: each answered by a command, or ticked by a person',
  example: 'npm run ops -- production-checklist run --env production',
  when: 'Before an environment judges real changes for the first time, and before a release.',
  changes:
    '`run` runs the commands; those that write for a moment (`e2e`, `alarms test`, `backup rehearse`) are confirmed first. Every answer is added to `.phase-mirror/<environment>/checklist.jsonl` with its time, who, and the command’s whole answer as evidence. An answer counts for seven days.',
  undo: 'There is nothing to undo: answers are only ever added, and the last one counts.',
  options: {},
  actions: {
    status: { summary: 'show every item and how it stands; exit 1 while one is open' },
    run: {
      summary: 'run the commands of the items and record their answers',
      options: {
        only: {
          type: 'string',
          value: 'ITEM',
          multiple: true,
          help: 'this item only; repeatable; needed for `watched`, which takes 24 hours',
        },
      },
      example: 'npm run ops -- production-checklist run --env production --only alarms',
    },
    tick: {
      summary: 'record what no command can know',
      options: {
        item: { type: 'string', value: 'ITEM', help: 'the item' },
        by: { type: 'string', value: 'NAME', help: 'who says so' },
        note: { type: 'string', value: 'TEXT', help: 'why it is so' },
      },
      example:
        'npm run ops -- production-checklist tick --env production --item on-call --by ada --note "paged at 10:05"',
    },
  },
  async run(context: Context): Promise<Outcome> {
    if (context.action === 'run') return run(context);
    return context.action === 'tick' ? ticked(context) : status(context);
  },
};

async function status(context: Context): Promise<Outcome> {
  const { io, environment } = context;
  const { renderStandings, standings } = await import('../checklist/record.js');
  const all = standings(io, environment);
  const open = all.filter(({ state }) => state !== 'ok');
  const json = { items: all.map(({ item, state, last }) => ({ item: item.id, state, last })) };
  const text = renderStandings(environment, all);
  if (open.length === 0) return { exit: EXIT.ok, json, text };
  const error = opsError('PM-6046', {
    what: `${environment}: ${open.length} of ${all.length} items`,
    why: open.map(({ item, state }) => `${item.id} (${state})`).join(', '),
  });
  return {
    exit: error.exit,
    json: { ...json, error: errorRecord(error) },
    text: `${text}${renderError(error)}\n`,
  };
}

async function run(context: Context): Promise<Outcome> {
  const { chosenItems, commandOf, runItems } = await import('../checklist/run-items.js');
  const items = chosenItems((context.values['only'] ?? []) as readonly string[]);
  const commands = items.map(
    (item) =>
      `${item.writes === true ? 'write' : 'read '}  npm run ops -- ${commandOf(item, context).join(' ')}`,
  );
  const listed = commands.map((command) => `  ${command}\n`).join('');
  if (context.dryRun) {
    return {
      exit: EXIT.ok,
      json: { commands },
      text: `Dry run: nothing was run or recorded. It runs:\n${listed}`,
    };
  }
  if (items.some(({ writes }) => writes === true)) {
    context.steps.say(listed.trimEnd());
    if (!(await confirm(context, `Run these in ${context.environment}?`))) {
      return { exit: EXIT.cancelled, json: {}, text: 'Not confirmed: nothing was run.\n' };
    }
  }
  const answers = await runItems(context, items);
  const { renderStandings, standings } = await import('../checklist/record.js');
  const all = standings(context.io, context.environment);
  const failed = answers.filter(({ outcome }) => outcome === 'failed');
  const unknown = answers.filter(({ outcome }) => outcome === 'could-not-run');
  // Items that were not asked for this time do not make this run a failure.
  const exit = failed.length > 0 ? EXIT.failed : unknown.length > 0 ? EXIT.couldNotRun : EXIT.ok;
  return { exit, json: { answers }, text: renderStandings(context.environment, all) };
}

async function ticked(context: Context): Promise<Outcome> {
  const { tick } = await import('../checklist/tick.js');
  const { item, by, note } = context.values as Record<string, string | undefined>;
  const answer = tick(context, { item, by, note });
  const text = context.dryRun
    ? `Dry run: nothing was recorded. It would record: ${answer.item} by ${answer.by}: ${answer.note}\n`
    : `Recorded: ${answer.item} by ${answer.by}: ${answer.note}\n`;
  return { exit: EXIT.ok, json: { answer }, text };
}
