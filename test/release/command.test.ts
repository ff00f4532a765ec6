import { describe, expect, it } from '@jest/globals';
import {
  runRelease,
  type ReleaseCommand,
  type ReleaseCommands,
  type ReleaseEntry,
} from '../../release/frame/command.js';
import { testIo } from '../ops/support/test-io.js';

const SHAPE = { summary: 'a summary', example: 'an example', options: {} };
const said = (json: Record<string, unknown>) =>
  Promise.resolve({ exit: 0 as const, json, text: `${JSON.stringify(json)}\n` });

const COMMANDS: Readonly<Record<string, ReleaseCommand>> = {
  one: { ...SHAPE, name: 'one', takes: 'version', run: ({ version }) => said({ ...version }) },
  perhaps: {
    ...SHAPE,
    name: 'perhaps',
    takes: 'maybe-version',
    run: ({ version }) => said({ tag: version?.tag ?? 'none' }),
  },
  none: { ...SHAPE, name: 'none', takes: 'nothing', run: ({ words }) => said({ words }) },
  worded: {
    ...SHAPE,
    name: 'worded',
    takes: 'nothing',
    words: { usage: '[tick BOX]', most: 2 },
    run: ({ words }) => said({ words }),
  },
};

async function release(
  ...args: readonly string[]
): Promise<{ exit: number; out: string; err: string }> {
  const { io, stdout, stderr } = testIo();
  const entries: ReleaseCommands = Object.fromEntries(
    Object.entries(COMMANDS).map(([name, command]): [string, ReleaseEntry] => [
      name,
      { summary: command.summary, load: () => Promise.resolve(command) },
    ]),
  );
  const exit = await runRelease(entries, args, io);
  return { exit, out: stdout(), err: stderr() };
}

describe('what a command of the release takes', () => {
  it.each([
    ['a version', ['one', '1.0.0'], '"tag":"v1.0.0"'],
    ['no version where none is needed', ['perhaps'], '"tag":"none"'],
    ['a version where one may be named', ['perhaps', '1.0.0-rc.1'], '"tag":"v1.0.0-rc.1"'],
    ['nothing', ['none'], '"words":[]'],
    ['words of its own', ['worded', 'tick', '3.2'], '"words":["tick","3.2"]'],
  ])('is %s', async (_, args, out) => {
    expect(await release(...args)).toMatchObject({ exit: 0, out: expect.stringContaining(out) });
  });

  it.each([
    ['no version', ['one'], 'PM-1001', 'it needs a version'],
    ['a version that is none', ['perhaps', '1.0'], 'PM-8001', 'not a semantic version'],
    ['a second word', ['one', '1.0.0', '1.0.1'], 'PM-1001', 'what is 1.0.1?'],
    ['a word too many', ['worded', 'tick', '1', '2'], 'PM-1001', 'what is 2?'],
    ['a word where nothing is taken', ['none', '1.0.0'], 'PM-1001', 'what is 1.0.0?'],
    ['an option it does not have', ['none', '--force'], 'PM-1001', '--force'],
    ['a name near another', ['perhap'], 'PM-1001', 'did you mean perhaps?'],
  ])('is not %s', async (_, args, code, why) => {
    const { exit, err } = await release(...args);
    expect(exit).toBe(2);
    expect(err).toContain(code);
    expect(err).toContain(why);
  });

  it.each([
    ['one', 'one VERSION: a summary'],
    ['perhaps', 'perhaps [VERSION]: a summary'],
    ['none', 'none: a summary'],
    ['worded', 'worded [tick BOX]: a summary'],
  ])('is shown in the help of %s', async (name, line) => {
    expect(await release(name, '--help')).toMatchObject({
      exit: 0,
      out: expect.stringContaining(line),
    });
  });

  it('is listed, without a name and with --json said in JSON', async () => {
    expect((await release()).out).toContain('worded');
    expect(JSON.parse((await release('perhaps', '--json')).out)).toMatchObject({
      command: 'perhaps',
      version: null,
      exit: 0,
    });
  });
});
