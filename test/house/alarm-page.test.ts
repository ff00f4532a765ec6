import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runCommand } from '../../ops/frame/command.js';
import { RUNBOOKS } from '../../ops/runbooks/index.js';
import { testIo } from '../ops/support/test-io.js';

const FOLDER = 'docs/runbooks';
const page = readFileSync(join(FOLDER, 'alarms.md'), 'utf8');

/** Every runbook that the page sends an operator to: its words before the first option, and its options. */
const named = [...page.matchAll(/`npm run ops -- ([^`|]+)`/g)].map(([, text = '']) => {
  const words = text.trim().split(/\s+/);
  const first = words.findIndex((word) => word.startsWith('--'));
  return {
    text,
    names: first < 0 ? words : words.slice(0, first),
    options: words.filter((word) => word.startsWith('--')),
  };
});

describe('what to do about an alarm', () => {
  it.each(named)('$text is a runbook with these options', async ({ names, options }) => {
    const { io, stdout } = testIo();
    expect(await runCommand(RUNBOOKS, [...names, '--help'], io)).toBe(0);
    for (const option of options) expect(stdout()).toMatch(new RegExp(`^ {2}${option}\\b`, 'm'));
  });

  it('links pages that are there', () => {
    const links = [...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, file = '']) => file);
    expect(links.length).toBeGreaterThan(4);
    expect(links.filter((file) => !existsSync(join(FOLDER, file)))).toEqual([]);
  });

  it.each([
    'alarms',
    'backup',
    'baseline',
    'drift',
    'logs',
    'monitor',
    'nonce',
    'smoke',
    'state',
    'verify',
  ])('is also %s', (runbook) => {
    expect(named.some(({ names }) => names[0] === runbook)).toBe(true);
  });
});
