import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { days as daysCheck } from '../../release/checks/tracker/days.js';
import { COMMANDS } from '../../release/commands/index.js';
import { runRelease } from '../../release/frame/command.js';
import { isComplete, parseTracker, TRACKER } from '../../release/tracker/parse.js';
import { progressOf } from '../../release/tracker/progress.js';
import { tick } from '../../release/tracker/tick.js';
import { testIo } from '../ops/support/test-io.js';
import { repository } from '../support/repository.js';
import { ask, seen } from './checks/support.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TEXT = [
  '# Tracker',
  '',
  'Text that belongs to people, with - [ ] in its midst.',
  '',
  '## Day 1: First',
  '',
  '- [x] 1.1 One',
  '- [ ] 1.2 Two, with [a link](x.md)',
  '',
  '```md',
  '## Day 9: in a fence',
  '- [?] nothing',
  '```',
  '<!-- - [?] nothing -->',
  '',
  '## Day 3: Third',
  '',
  '- [x] 3.1 Alone',
  '- Blocker: no account',
  '- Blocker (gone 2026-11-22): no key',
  '- [a link](y.md) is no box',
  '',
  '## Performance',
  '',
  '- a list',
  '',
].join('\r\n');

describe('the parser of the tracker', () => {
  it('knows days, boxes and blockers, and leaves everything else to people', () => {
    const days = parseTracker(TEXT);
    expect(days).toMatchObject([
      {
        number: 1,
        title: 'First',
        boxes: [
          { id: '1.1', text: 'One', ticked: true },
          { id: '1.2', text: 'Two, with [a link](x.md)', ticked: false },
        ],
        blockers: [],
      },
      {
        number: 3,
        title: 'Third',
        boxes: [{ id: '3.1' }],
        blockers: [{ text: 'no account' }, { text: 'no key', gone: '2026-11-22' }],
      },
    ]);
    expect(days.map(isComplete)).toEqual([false, false]);
    expect(progressOf(days)).toEqual({ days: 2, complete: 0, boxes: 3, ticked: 2, blockers: 1 });
  });

  it.each([
    ['no day', 'text\n', 1, 'it has no day'],
    ['a day without a title', '## Day 1\n- [ ] 1.1 x\n', 1, 'a day is `## Day 3: title`'],
    ['a day of another level', '### Day 1: x\n- [ ] 1.1 x\n', 1, 'a day is `## Day 3: title`'],
    ['a day in words', '## Day one: x\n- [ ] 1.1 x\n', 1, 'a day is `## Day 3: title`'],
    ['a day without a box', '## Day 1: x\n\n## Day 2: y\n- [ ] 2.1 x\n', 1, 'day 1 has no box'],
    [
      'a day twice',
      '## Day 1: x\n- [ ] 1.1 x\n## Day 1: y\n- [ ] 1.2 x\n',
      3,
      'day 1 stands below day 1',
    ],
    [
      'days out of order',
      '## Day 2: x\n- [ ] 2.1 x\n## Day 1: y\n- [ ] 1.1 x\n',
      3,
      'each day once, in order',
    ],
    ['another mark', '## Day 1: x\n- [X] 1.1 x\n', 2, 'the mark of 1.1 is "X"'],
    ['no mark', '## Day 1: x\n- [] 1.1 x\n', 2, 'a box is'],
    ['a box without its number', '## Day 1: x\n- [ ] x\n', 2, 'a box is'],
    ['a box further in', '## Day 1: x\n  - [ ] 1.1 x\n', 2, 'a box is'],
    ['a box of another day', '## Day 1: x\n- [ ] 2.1 x\n', 2, 'the box 2.1 stands in day 1'],
    ['a box twice', '## Day 1: x\n- [ ] 1.1 x\n- [x] 1.1 x\n', 3, 'the box 1.1 is there twice'],
    ['a box above the days', '- [ ] 1.1 x\n## Day 1: x\n', 1, 'outside of every day'],
    [
      'a box below another heading',
      '## Day 1: x\n- [ ] 1.1 x\n## End\n- [ ] 1.2 x\n',
      4,
      'outside of every day',
    ],
    ['a blocker without text', '## Day 1: x\n- [ ] 1.1 x\n- Blocker:\n', 3, 'a blocker is'],
    [
      'a blocker gone on no day',
      '## Day 1: x\n- [ ] 1.1 x\n- Blocker (gone 2026-02-31): x\n',
      3,
      '2026-02-31 is no date',
    ],
    ['a blocker above the days', '- Blocker: x\n## Day 1: x\n', 1, 'outside of every day'],
  ])('refuses %s with its line', (_, text, line, why) => {
    expect(() => parseTracker(text)).toThrow(
      expect.objectContaining({
        code: 'PM-8008',
        what: `${TRACKER}:${line}`,
        why: expect.stringContaining(why),
      }),
    );
  });
});

describe('ticking', () => {
  it('changes one character of a box, and those of a day', () => {
    expect(tick(TEXT, '1.2')).toEqual({ text: TEXT.replace('[ ] 1.2', '[x] 1.2'), boxes: ['1.2'] });
    expect(tick(TEXT, '1').boxes).toEqual(['1.2']);
    expect(tick(TEXT, '3')).toEqual({ text: TEXT, boxes: [] });
  });

  it.each([
    ['1.3', 'did you mean 1.1?'],
    ['2', 'there is no day or box'],
    ['day', 'there is no day or box'],
  ])('refuses %s', (what, why) => {
    expect(() => tick(TEXT, what)).toThrow(
      expect.objectContaining({ code: 'PM-8008', why: expect.stringContaining(why) }),
    );
  });

  it('twice is once, in any order, and nothing else ever changes', () => {
    const tracker = fc
      .array(fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 })
      .map((days) =>
        days
          .map((boxes, day) =>
            [
              `## Day ${day + 1}: häuser 🏠`,
              ...boxes.map((on, at) => `- [${on ? 'x' : ' '}] ${day + 1}.${at + 1} text`),
            ].join('\n'),
          )
          .join('\n\n'),
      );
    fc.assert(
      fc.property(tracker, fc.nat(), fc.nat(), (text, first, second) => {
        const ids = parseTracker(text).flatMap(({ boxes }) => boxes.map(({ id }) => id));
        const [a = '', b = ''] = [first, second].map((n) => ids[n % ids.length]);
        const once = tick(text, a).text;
        expect(tick(once, a)).toEqual({ text: once, boxes: [] });
        expect(tick(once, b).text).toBe(tick(tick(text, b).text, a).text);
        expect(once.replaceAll('[x]', '[ ]')).toBe(text.replaceAll('[x]', '[ ]'));
      }),
    );
  });
});

describe('npm run release -- tracker', () => {
  const run = async (root: string, ...args: readonly string[]) => {
    const { io, stdout, stderr } = testIo({ root });
    return { exit: await runRelease(COMMANDS, ['tracker', ...args], io), stdout, stderr };
  };

  it('shows what is open, ticks it, says when nothing is to do, and writes nothing in a dry run', async () => {
    const { folder } = repository({ [TRACKER]: TEXT });
    const path = join(folder, TRACKER);
    const shown = await run(folder);
    expect(shown.exit).toBe(0);
    expect(shown.stdout()).toContain('open 1.2 Two');
    expect(shown.stdout()).toContain('blocked: no account');
    expect(shown.stdout()).toContain('0 of 2 days complete');

    const dry = await run(folder, 'tick', '1.2', '--dry-run');
    expect(dry.stdout()).toContain('1 of 2 days complete');
    expect(dry.stdout()).toContain('would tick 1.2');
    expect(readFileSync(path, 'utf8')).toBe(TEXT);

    expect((await run(folder, 'tick', '1')).stdout()).toContain('Ticked 1.2');
    expect(readFileSync(path, 'utf8')).toBe(TEXT.replace('[ ] 1.2', '[x] 1.2'));
    expect((await run(folder, 'tick', '1')).stdout()).toContain('nothing to do');
    expect(JSON.parse((await run(folder, '--json')).stdout())).toMatchObject({
      complete: 1,
      ticked: 3,
    });
  });

  it.each([
    ['a box that is not there', ['tick', '7.1'], 1, 'PM-8008'],
    ['no box', ['tick'], 2, 'PM-1001'],
    ['another word', ['untick', '1.1'], 2, 'PM-1001'],
  ])('refuses %s', async (_, args, exit, code) => {
    const { folder } = repository({ [TRACKER]: TEXT });
    const ended = await run(folder, ...args);
    expect(ended.exit).toBe(exit);
    expect(ended.stderr()).toContain(code);
  });

  it('refuses without a tracker, and with one that is not UTF-8', async () => {
    expect((await run(repository({ a: '' }).folder)).exit).toBe(1);
    const odd = repository({ [TRACKER]: Buffer.from([0xff, 0xfe]) });
    expect((await run(odd.folder)).stderr()).toContain('PM-8008');
  });
});

describe('tracker/days', () => {
  const tracker = (complete: number, extra = ''): string =>
    Array.from(
      { length: complete },
      (_, at) => `## Day ${at + 1}: x\n\n- [x] ${at + 1}.1 y\n`,
    ).join('\n') + extra;

  it.each([
    ['20 days', tracker(20), 'pass', '20 of 20 days complete'],
    ['19 days', tracker(19), 'fail', '19 of 19 days complete'],
    ['19 days and one that is blocked', tracker(20, '- Blocker: x\n'), 'fail', '1 blockers'],
    [
      '20 days and one that is open',
      tracker(20, '## Day 21: x\n\n- [ ] 21.1 y\n'),
      'pass',
      '20 of 21',
    ],
    [
      'a box that is not so',
      tracker(20).replace('1.1 y', '1.1 y in `src/gone.ts`'),
      'fail',
      'src/gone.ts is not there',
    ],
    ['a tracker that nobody can read', tracker(20, '- [?] 20.2 y\n'), 'could-not-run', 'PM-8008'],
  ])('with %s', async (_, text, outcome, why) => {
    const { folder } = repository({ [TRACKER]: text });
    expect(await ask(daysCheck, folder)).toMatchObject(seen(outcome, why));
  });

  it('fails without one, and holds for this repository', async () => {
    expect(await ask(daysCheck, repository({ a: '' }).folder)).toMatchObject(
      seen('fail', 'no docs'),
    );
    expect(await ask(daysCheck, ROOT)).toMatchObject(seen('pass', 'days complete'));
  });

  it('has a place for the performance of the smoke, which may be filled', () => {
    const text = readFileSync(join(ROOT, TRACKER), 'utf8');
    const filled = text.replace(
      /(<!-- performance:begin -->)[^]*(<!-- performance:end -->)/,
      '$1\n\n| what | p99 |\n| --- | --- |\n| x | 1 ms |\n\n$2',
    );
    expect(filled).not.toBe(text);
    expect(parseTracker(filled)).toEqual(parseTracker(text));
  });
});
