import { describe, expect, it } from '@jest/globals';
import { RULE_METAS } from '../../../runtime/src/rules/rules.js';
import { phaseMirror } from './terminal.js';

describe('phase-mirror explain', () => {
  it('shows the page of a rule, whatever the case of its id', async () => {
    const { exit, stdout, stderr } = await phaseMirror(['explain', 'md-001.1']);
    expect([exit, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^MD-001\.1 Phantom context\n\nWhy\n {2}A required check is matched/);
    for (const text of [
      '\nFix\n',
      '\nIt trips on\n  - the id of a job that has a name\n',
      '\nIt does not trip on\n',
      '\nIt cannot be answered for\n',
      'docs/rules/MD-001.md#',
    ])
      expect(stdout).toContain(text);
    expect(stdout).not.toContain('runs-on');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(130);
  });

  it('shows the files of its examples when asked to', async () => {
    const { stdout } = await phaseMirror(['explain', 'MD-001.1', '--examples']);
    expect(stdout).toContain('    .github/workflows/ci.yml, before the change\n      name: CI\n');
  });

  it('lists every rule, or those of one', async () => {
    const all = (await phaseMirror(['explain'])).stdout;
    for (const { title } of RULE_METAS) expect(all).toContain(`${title}\n`);
    const some = (await phaseMirror(['explain', 'MD-102'])).stdout;
    expect(some).toContain('MD-102.1');
    expect(some).not.toContain('MD-001.1');
  });

  it('prints JSON', async () => {
    const one = JSON.parse((await phaseMirror(['explain', 'MD-004.7', '--json'])).stdout) as object;
    expect(one).toMatchObject({ id: 'MD-004.7', examples: expect.any(Array) });
    const list = JSON.parse((await phaseMirror(['explain', '--json'])).stdout) as object[];
    expect(list).toHaveLength(RULE_METAS.length);
    expect(list[0]).not.toHaveProperty('examples');
  });

  it.each([
    [['MD-001.99'], 'Did you mean `phase-mirror explain MD-001.9`?'],
    [['MD-01.1'], 'Did you mean `phase-mirror explain MD-001.1`?'],
    [['teapot'], 'it lists every rule'],
    [['MD-001.1', 'MD-001.2'], 'it lists every rule'],
    [['--jsn'], '--help'],
  ])('%j exits 2 and says what was meant', async (words, fix) => {
    const { exit, stdout, stderr } = await phaseMirror(['explain', ...words]);
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toContain('PM-1001');
    expect(stderr).toContain(fix);
  });

  it('explains itself', async () => {
    expect((await phaseMirror(['explain', '--help'])).stdout).toContain(
      'phase-mirror explain MD-001.3',
    );
  });
});
