import { describe, expect, it } from '@jest/globals';
import { collectFacts, gitCommand, type Tree } from '../../../runtime/src/facts/index.js';
import { repository, type Files } from '../../support/repository.js';

async function treeOf(files: Files): Promise<Tree> {
  const facts = await collectFacts(gitCommand(repository(files).folder, process.env), { env: {} });
  return facts.head;
}

const policy = (...lines: readonly string[]): Files => ({
  '.phase-mirror.yml': `${lines.join('\n')}\n`,
});

describe('what the policy declares', () => {
  it('is not looked for where it declares nothing', async () => {
    const tree = await treeOf({ 'package-lock.json': '{}\n' });
    expect(tree).not.toHaveProperty('lockFiles');
    expect(tree).not.toHaveProperty('consumers');
  });

  it('lists the lock files', async () => {
    const { lockFiles } = await treeOf({
      ...policy('reproducibleJobs: [test]'),
      'package-lock.json': '{}\n',
      'tools/Cargo.lock': '\n',
      'tools/block.lock': '\n',
    });
    expect(lockFiles).toEqual(['package-lock.json', 'tools/Cargo.lock']);
  });

  it('reads consumers in YAML and JSON, each with what it has', async () => {
    const { consumers } = await treeOf({
      ...policy('modelConsumers: [/m/]'),
      'm/a.json': '{\n  "agents": [\n    {"model": "x", "confidenceThreshold": 0.7}\n  ]\n}\n',
      'm/b.yml': 'threshold: 0.5\nroutes:\n  x: {model: y, on-abstain: z, fallback: {model: w}}\n',
      'm/c.yml': 'on: off\n',
    });
    expect(consumers).toMatchObject({
      state: 'known',
      value: [
        { path: 'm/a.json', pointer: '/agents/0', has: ['threshold'], place: { line: 3 } },
        { pointer: '/routes/x', has: ['threshold', 'abstain', 'fallback'], place: { line: 3 } },
        { pointer: '/routes/x/fallback', has: ['threshold', 'abstain', 'fallback'] },
        { path: 'm/c.yml', pointer: '', has: [] },
      ],
    });
  });

  it.each([
    ['m/a.toml', 'model = 1\n', 'm/a.toml: it is neither YAML nor JSON'],
    ['m/a.yml', 'a: [\n', expect.stringMatching(/^m\/a\.yml: /)],
    ['n/a.yml', 'a: 1\n', 'no file matches "/m/" of modelConsumers in .phase-mirror.yml'],
  ])('says what it cannot read: %s', async (path, text, reason) => {
    const { consumers } = await treeOf({ ...policy('modelConsumers: [/m/]'), [path]: text });
    expect(consumers).toMatchObject({ state: 'partial', value: [], gaps: [{ reason }] });
  });
});
