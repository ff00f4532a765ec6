import { describe, expect, it } from '@jest/globals';
import type { Check } from '../../../release/checks/check.js';
import { build } from '../../../release/checks/tests/build.js';
import { coverage } from '../../../release/checks/tests/coverage.js';
import { e2e } from '../../../release/checks/tests/e2e.js';
import { unit } from '../../../release/checks/tests/unit.js';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../support/repository.js';
import { ask, seen, type Said } from './support.js';

const HOLDS = { passed: 3, failed: 0, skipped: 0 };
const metric = (total: number, covered: number) => ({ total, covered, skipped: 0, pct: 'Unknown' });
const counted = (total: number, covered: number) => ({
  statements: metric(total, covered),
  branches: metric(total, covered),
  functions: metric(total, covered),
  lines: metric(total, covered),
});
const CONFIG =
  'export default { coverageThreshold: { global: { lines: 85 }, "./runtime/src/": { lines: 90 } } };\n';

/** A repository whose ignored folder `coverage` says what is given. */
function tested(
  record: object | string | undefined,
  {
    summary,
    config = CONFIG,
  }: { readonly summary?: object | string; readonly config?: string } = {},
): string {
  const made = repository({ '.gitignore': 'coverage/\n', 'jest.config.js': config });
  const { folder } = made;
  const write = (file: string, content: object | string): void =>
    writeFileSync(
      join(folder, 'coverage', file),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  mkdirSync(join(folder, 'coverage'));
  if (record !== undefined) {
    const whole = {
      passed: 9,
      failed: 0,
      skipped: 0,
      commit: made.git('rev-parse', 'HEAD'),
      clean: true,
    };
    write('summary.json', typeof record === 'string' ? record : { ...whole, ...record });
  }
  if (summary !== undefined) {
    const text = typeof summary === 'string' ? summary : JSON.stringify(summary);
    write('coverage-summary.json', text.replaceAll('ROOT', folder));
  }
  return folder;
}

const ALL = { parts: { guards: HOLDS, unit: HOLDS, browser: HOLDS, e2e: HOLDS } };

describe.each<[string, Check]>([
  ['tests/unit', unit],
  ['tests/e2e', e2e],
  ['tests/coverage', coverage],
])('%s', (_, check) => {
  it.each([
    ['nothing is recorded', undefined, 'there is no coverage/summary.json'],
    ['the record is no JSON', '{', 'coverage/summary.json: '],
    ['the record says nothing of its commit', '{"passed":3,"failed":0,"skipped":0}', 'no record'],
    ['another commit was tested', { ...ALL, commit: 'a'.repeat(40) }, 'what was tested is aaaaaaa'],
    ['something else was tested beside it', { ...ALL, clean: false }, 'not committed'],
  ])('could not run where %s', async (_, record, why) => {
    expect(await ask(check, tested(record))).toMatchObject(seen('could-not-run', why));
  });
});

describe('what was recorded', () => {
  it.each<[string, Check, object, string, string]>([
    ['everything passed', unit, ALL.parts, 'pass', 'guards 3 passed, 0 failed; unit 3 passed'],
    ['e2e passed', e2e, ALL.parts, 'pass', 'e2e 3 passed'],
    [
      'there was no browser',
      unit,
      { guards: HOLDS, unit: HOLDS },
      'pass',
      'unit 3 passed, 0 failed; not in a browser',
    ],
    [
      'some were left out',
      unit,
      { ...ALL.parts, unit: { ...HOLDS, skipped: 2 } },
      'pass',
      '(2 left out)',
    ],
    [
      'a guard failed',
      unit,
      { ...ALL.parts, guards: { passed: 4, failed: 1, skipped: 0 } },
      'fail',
      'guards 4 passed, 1 failed',
    ],
    ['e2e failed', e2e, { e2e: { passed: 1, failed: 2, skipped: 0 } }, 'fail', '2 failed'],
    ['e2e did not run', e2e, { guards: HOLDS, unit: HOLDS }, 'could-not-run', 'not run: e2e'],
    [
      'no test of e2e ran',
      e2e,
      { e2e: { passed: 0, failed: 0, skipped: 3 } },
      'could-not-run',
      'not run: e2e',
    ],
  ])('is judged: %s', async (_, check, parts, outcome, why) => {
    expect(await ask(check, tested({ parts }))).toMatchObject(seen(outcome, why));
  });
});

describe('tests/coverage', () => {
  const file = 'ROOT/runtime/src/a.ts';
  it.each([
    ['every threshold is reached', counted(100, 90), counted(10, 9), 'pass', '90.0 % of lines'],
    [
      'the whole is too low',
      counted(100, 84),
      counted(10, 10),
      'fail',
      'global lines 84.0 % < 85 %',
    ],
    [
      'a folder is too low',
      counted(100, 90),
      counted(10, 8),
      'fail',
      './runtime/src/ lines 80.0 %',
    ],
    ['nothing was counted', counted(0, 0), counted(10, 9), 'could-not-run', 'unknown'],
    [
      'a folder was not counted',
      counted(100, 90),
      counted(0, 0),
      'could-not-run',
      'of ./runtime/src/',
    ],
  ])('judges the counts: %s', async (_, total, own, outcome, why) => {
    const folder = tested(ALL, { summary: { total, [file]: own } });
    expect(await ask(coverage, folder)).toMatchObject(seen(outcome, why));
  });

  it.each([
    ['there is no summary', {}, 'nothing was measured'],
    ['the summary is no JSON', { summary: '<' }, 'no JSON'],
    ['the summary is none', { summary: '{"total":{"lines":"Unknown"}}' }, 'no summary'],
    [
      'no threshold is set',
      { summary: { total: counted(1, 1) }, config: 'export default {};\n' },
      'no coverageThreshold',
    ],
    [
      'the thresholds cannot be read',
      { summary: { total: counted(1, 1) }, config: 'export default {' },
      'cannot be read',
    ],
  ])('could not run where %s', async (_, files, why) => {
    expect(await ask(coverage, tested(ALL, files))).toMatchObject(seen('could-not-run', why));
  });
});

describe('tests/build', () => {
  const { folder } = repository({ 'runtime/package.json': '{"version":"1.2.3"}' });
  const answers = (npm: Said, node: Said) => ({ npm: () => npm, node: () => node });

  it.each<[string, Said, Said, string, string]>([
    ['it builds and runs', {}, { stdout: '1.2.3\n' }, 'pass', 'phase-mirror 1.2.3 runs'],
    [
      'it does not build',
      { exit: 2, stdout: 'a.ts(1,1): error TS2304: Cannot find name' },
      {},
      'fail',
      'error TS2304',
    ],
    ['what was built does not run', {}, { exit: 1 }, 'fail', 'ended with exit 1'],
    ['what was built is another version', {}, { stdout: '1.2.2\n' }, 'fail', 'says 1.2.2'],
  ])('%s', async (_, npm, node, outcome, why) => {
    expect(await ask(build, folder, { answers: answers(npm, node) })).toMatchObject(
      seen(outcome, why),
    );
  });

  it('could not run without npm, nor where nobody says the version', async () => {
    expect(await ask(build, folder)).toMatchObject(seen('could-not-run', 'PM-7001 npm'));
    const asked = { answers: answers({}, { stdout: '1.2.3\n' }) };
    expect(await ask(build, repository({ a: '' }).folder, asked)).toMatchObject(
      seen('could-not-run', 'no runtime/package.json'),
    );
  });
});
