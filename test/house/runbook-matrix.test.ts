/** Every runbook and action has its row in the table of what is shown of it, and every test in it exists. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { RUNBOOKS } from '../../ops/runbooks/index.js';
import { CASES, type Shown } from '../e2e/runbooks/cells.js';
import { MATRIX } from '../e2e/runbooks/matrix.js';

const FOLDER = join(import.meta.dirname, '../e2e');
const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

const actions: string[] = [];
for (const [runbook, { load }] of Object.entries(RUNBOOKS)) {
  const { actions: own } = await load();
  actions.push(
    ...(own === undefined ? [runbook] : Object.keys(own).map((action) => `${runbook} ${action}`)),
  );
}

/** What is wrong with one cell; undefined: nothing. */
function wrong(shown: Shown): string | undefined {
  if ('why' in shown) return shown.why.length >= 30 ? undefined : `no reason: ${shown.why}`;
  const { file, title } = shown;
  if (!existsSync(join(FOLDER, file))) return `no file ${file}`;
  // As its own text, in any quotes: it is where tests are named.
  const quoted = ["'", '"', '`'].some((quote) => read(file).includes(`${quote}${title}${quote}`));
  return quoted ? undefined : `no test "${title}" in ${file}`;
}

describe('what is shown of the runbooks', () => {
  it('has one row for each runbook and action, and none for another', () => {
    expect(Object.keys(MATRIX).sort()).toEqual([...actions].sort());
  });

  it.each(Object.keys(MATRIX))('of %s is shown by tests that exist, or has its reason', (name) => {
    const row = MATRIX[name];
    expect(Object.keys(row ?? {}).sort()).toEqual([...CASES].sort());
    const problems = CASES.flatMap((one) => {
      const problem = row === undefined ? undefined : wrong(row[one]);
      return problem === undefined ? [] : [`${one}: ${problem}`];
    });
    expect(problems).toEqual([]);
  });

  it('names no section that no test file runs', () => {
    const files = ['.', 'runbooks'].flatMap((folder) =>
      readdirSync(join(FOLDER, folder))
        .filter((file) => file.endsWith('.test.ts'))
        .map((file) => read(join(folder, file))),
    );
    const sections = Object.values(MATRIX)
      .flatMap((row) => Object.values(row))
      .flatMap((shown) => ('file' in shown ? [shown.file] : []))
      .filter((file) => file.startsWith('sections/'));
    const unused = [...new Set(sections)].filter(
      (file) => !files.some((text) => text.includes(`${file.replace(/\.ts$/, '.js')}'`)),
    );
    expect(unused).toEqual([]);
  });
});
