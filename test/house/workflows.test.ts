import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runCommand } from '../../ops/frame/command.js';
import { RUNBOOKS } from '../../ops/runbooks/index.js';
import { testIo } from '../ops/support/test-io.js';

const FOLDER = '.github/workflows';
const PREFIX = 'npm run ops -- ';

/** Every runbook that a workflow runs, with the words that a person would read there. */
const commands = readdirSync(FOLDER).flatMap((file) =>
  readFileSync(join(FOLDER, file), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const at = line.indexOf(PREFIX);
      return at < 0
        ? []
        : [
            {
              file,
              words: line
                .slice(at + PREFIX.length)
                .trim()
                .split(/\s+/),
            },
          ];
    }),
);

describe('the workflows', () => {
  it('run runbooks', () => {
    expect(commands.length).toBeGreaterThan(0);
  });

  it.each(commands)('$file runs a runbook with options that it has: $words', async ({ words }) => {
    const { io, stdout } = testIo();
    const names = words.filter((word) => !word.startsWith('-')).slice(0, 2);
    expect(await runCommand(RUNBOOKS, [...names, '--help'], io)).toBe(0);
    for (const flag of words.filter((word) => word.startsWith('--'))) {
      expect(stdout()).toMatch(new RegExp(`^ {2}${flag}\\b`, 'm'));
    }
  });
});
