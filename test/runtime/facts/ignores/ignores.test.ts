import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  collectFacts,
  gitCommand,
  type InlineIgnore,
} from '../../../../runtime/src/facts/index.js';
import { readIgnores } from '../../../../runtime/src/facts/ignores/read-ignores.js';
import { textFile } from '../../../../runtime/src/facts/text.js';
import { repository, type TestRepository } from '../../../support/repository.js';

const read = (text: string): ReturnType<typeof readIgnores> => readIgnores(textFile('a.yml', text));

describe('an ignore comment', () => {
  it.each([
    ['a: 1 # phase-mirror: ignore[MD-001.2] why', ['MD-001.2'], 'why', 1],
    [
      'a: 1 #phase-mirror: ignore[MD-001, MD-102.1]  why not  ',
      ['MD-001', 'MD-102.1'],
      'why not',
      1,
    ],
    ['x: 1\n\n  # phase-mirror: ignore[MD-001.2] why\n# another\n\na: 1\n', ['MD-001.2'], 'why', 6],
    ['# phase-mirror: ignore[MD-001.2] at the end\n', ['MD-001.2'], 'at the end', 1],
    ['a: 1 # phase-mirror: ignore[MD-001.2]\r\nb: 1\r\n', ['MD-001.2'], '', 1],
    ['a: 1 # phase-mirror: ignore MD-001.2 why', [], '', 1],
    ['a: 1 # phase-mirror: ignore[MD-1] why', [], 'why', 1],
    ['a: 1 # phase-mirror: ignore[] why', [], 'why', 1],
    ['a: 1 # phase-mirror: disable', [], '', 1],
  ])('%j', (text, checks, reason, line) => {
    expect(read(text)).toMatchObject([{ checks, reason, line }]);
  });

  it.each([
    'a: "phase-mirror: x"',
    'a: phase-mirror: ignore[MD-001.1] x',
    'a: b#phase-mirror: ignore[MD-001.1] x',
  ])('%j is none', (text) => {
    expect(read(text)).toEqual([]);
  });

  it('stands where it is written', () => {
    expect(read('a: 1\nb: 2  # phase-mirror: ignore[MD-001.1] why\n')[0]).toMatchObject({
      place: { path: 'a.yml', line: 2, column: 7, endColumn: 43 },
      quote: 'b: 2  # phase-mirror: ignore[MD-001.1] why',
    });
  });

  it('is read without a crash from any text', () => {
    const word = fc.constantFrom(
      '# ',
      'phase-mirror:',
      ' ignore',
      '[',
      ']',
      'MD-001.1',
      ' why',
      '\n',
      '\r\n',
      'a: 1',
      '\u2028',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        for (const { line, place } of read(words.join('')))
          expect(line).toBeGreaterThanOrEqual(place.line);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('whether a comment counts', () => {
  const FILE = '.github/workflows/ci.yml';
  const workflow = (name: string): string =>
    `on: push\njobs:\n  test:\n    name: ${name}\n    runs-on: x\n`;
  const COMMENT = '# phase-mirror: ignore[MD-001.1] the old runner reports it';

  async function ignores(repo: TestRepository, base?: string): Promise<readonly InlineIgnore[]> {
    const request = { env: {}, ...(base === undefined ? {} : { base }) };
    return (await collectFacts(gitCommand(repo.folder, process.env), request)).ignores;
  }

  it('it does where the branch holds it about the same line, wherever that stands now', async () => {
    const repo = repository({ [FILE]: workflow(`Unit ${COMMENT}`) });
    expect(await ignores(repo)).toMatchObject([{ accepted: 'yes', line: 4 }]);
    repo.branch('change', { [FILE]: `# moved down\n${workflow(`Unit ${COMMENT}`)}` });
    expect(await ignores(repo)).toMatchObject([{ accepted: 'yes', line: 5 }]);
  });

  it.each([
    ['brings it', workflow('Unit'), workflow(`Unit ${COMMENT}`)],
    [
      'moves it to another line',
      workflow(`Unit ${COMMENT}`),
      `name: CI ${COMMENT}\n${workflow('Unit')}`,
    ],
    ['changes the line under it', workflow(`Unit ${COMMENT}`), workflow(`Other ${COMMENT}`)],
    ['widens it', workflow(`Unit ${COMMENT}`), workflow(`Unit ${COMMENT.replace('.1]', ']')}`)],
  ])('it does not where the change %s', async (_, before, after) => {
    const repo = repository({ [FILE]: before });
    repo.branch('change', { [FILE]: after });
    expect(await ignores(repo)).toMatchObject([{ accepted: 'no' }]);
  });

  it('is not known without the base', async () => {
    const repo = repository({ [FILE]: workflow(`Unit ${COMMENT}`) });
    expect(await ignores(repo, 'gone')).toMatchObject([{ accepted: 'unknown' }]);
  });

  it('is looked for in CODEOWNERS and Terraform too, from any folder', async () => {
    const repo = repository({
      'docs/CODEOWNERS': `* @a ${COMMENT}\n`,
      'infra/main.tf': `a = 1 ${COMMENT}\n`,
      'src/code.sh': `x ${COMMENT}\n`,
    });
    const { ignores: found } = await collectFacts(gitCommand(`${repo.folder}/infra`, process.env), {
      env: {},
    });
    expect(found.map(({ place }) => place.path)).toEqual(['docs/CODEOWNERS', 'infra/main.tf']);
  });
});
