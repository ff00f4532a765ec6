import { EXIT } from '../../runtime/src/errors/index.js';
import { releaseError } from '../errors.js';
import type { CommandContext, ReleaseCommand } from '../frame/command.js';
import { readTracker, tickTracker } from '../tracker/file.js';
import { parseTracker } from '../tracker/parse.js';
import { progressOf, renderProgress } from '../tracker/progress.js';
import { tick, type Ticked } from '../tracker/tick.js';

export const tracker: ReleaseCommand = {
  name: 'tracker',
  summary: 'show how far the days of work are, or tick one or a box of it',
  example: 'npm run release -- tracker tick 3.2',
  takes: 'nothing',
  words: { usage: '[tick DAY|BOX]', most: 2 },
  options: {},
  async run(context) {
    const { io, words } = context;
    const ticked = words.length === 0 ? undefined : await tickNamed(context);
    // With --dry-run: as it would be.
    const days = parseTracker(ticked?.text ?? (await readTracker(io.root)));
    const said = ticked === undefined ? '' : saidOf(ticked, words[1] ?? '', context.dryRun);
    return {
      exit: EXIT.ok,
      json: {
        ...progressOf(days),
        ...(ticked === undefined ? {} : { ticked: ticked.boxes }),
        list: days,
      },
      text: `${renderProgress(days)}${said}`,
    };
  },
};

async function tickNamed({ io, words, dryRun }: CommandContext): Promise<Ticked> {
  const [action, what] = words;
  if (action !== 'tick' || what === undefined) {
    throw releaseError('PM-1001', {
      what: `npm run release -- tracker ${words.join(' ')}`,
      why: action === 'tick' ? 'it needs a day or a box' : 'it can tick',
      remedy: 'For example: npm run release -- tracker tick 3.2',
    });
  }
  return dryRun ? tick(await readTracker(io.root), what) : tickTracker(io.root, what);
}

function saidOf({ boxes }: Ticked, what: string, dryRun: boolean): string {
  if (boxes.length === 0) return `${what} is ticked already; nothing to do.\n`;
  return `${dryRun ? 'Dry run: would tick' : 'Ticked'} ${boxes.join(', ')}\n`;
}
