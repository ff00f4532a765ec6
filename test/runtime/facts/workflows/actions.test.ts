import { describe, expect, it } from '@jest/globals';
import { collectFacts, gitCommand, type Facts } from '../../../../runtime/src/facts/index.js';
import { actionFolder } from '../../../../runtime/src/facts/workflows/action.js';
import { repository, type Files } from '../../../support/repository.js';

const uses = (...actions: readonly string[]): string =>
  `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${actions.map((a) => `      - uses: ${a}\n`).join('')}`;

async function actionsOf(files: Files): Promise<Facts['head']['actions']> {
  const repo = repository(files);
  const facts = await collectFacts(gitCommand(repo.folder, process.env), { env: {} });
  repo.remove();
  return facts.head.actions;
}

describe('local actions', () => {
  it('are read wherever they stand, with the steps of those that are composite', async () => {
    const actions = await actionsOf({
      '.github/workflows/ci.yml': uses('./.github/actions/setup', './tools/lint/', './', 'a/b@v1'),
      '.github/actions/setup/action.yml':
        'runs:\n  using: composite\n  steps:\n    - uses: ./.github/actions/inner\n    - run: make\n',
      '.github/actions/inner/action.yaml': 'runs: {using: node20, main: x.js}\n',
      '.github/actions/unused/action.yml': 'runs: {using: node20, main: x.js}\n',
      'tools/lint/action.yaml': 'runs: {using: docker, image: Dockerfile}\n',
      'action.yml': 'runs: {using: composite, steps: [{run: echo}]}\n',
      'action.yaml': 'runs: {using: node20}\n',
    });
    expect(actions).toMatchObject({
      state: 'known',
      value: [
        { path: '.github/actions/inner/action.yaml', using: 'node20' },
        {
          path: '.github/actions/setup/action.yml',
          steps: [
            { uses: './.github/actions/inner', at: { place: { line: 4 } } },
            { run: 'make', at: { place: { line: 5 } } },
          ],
        },
        { path: 'action.yml', using: 'composite' },
        { path: 'tools/lint/action.yaml', using: 'docker' },
      ],
    });
  });

  it('are absent where no workflow uses one, and a gap where one cannot be read', async () => {
    expect(await actionsOf({ '.github/workflows/ci.yml': uses('a/b@v1') })).toBeUndefined();
    const files = { '.github/workflows/ci.yml': uses('./a', './gone'), 'a/action.yml': 'a: [' };
    expect(await actionsOf(files)).toMatchObject({
      state: 'partial',
      value: [],
      gaps: [{ code: 'yaml-malformed', place: { path: 'a/action.yml' } }],
    });
  });

  it('end where they use each other', async () => {
    const ring = (next: string): string => `runs: {using: composite, steps: [{uses: ./${next}}]}\n`;
    const files = {
      '.github/workflows/ci.yml': uses('./a'),
      'a/action.yml': ring('b'),
      'b/action.yml': ring('a'),
    };
    expect(await actionsOf(files)).toMatchObject({ value: [{}, {}] });
  });

  it.each([
    ['./a/./b//', 'a/b'],
    ['./', ''],
    ['./../../etc', undefined],
    ['./a/../../b', undefined],
    ['a/b@v1', undefined],
    ['docker://x', undefined],
  ])('%s is in the folder %s', (text, folder) => {
    expect(actionFolder(text)).toBe(folder);
  });
});
