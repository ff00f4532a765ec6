import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCodeowners } from '../../../../runtime/src/facts/codeowners/read-codeowners.js';
import { collectFacts, gitCommand, type Facts } from '../../../../runtime/src/facts/index.js';
import { textFile } from '../../../../runtime/src/facts/text.js';
import { repository, type TestRepository } from '../../../support/repository.js';

const read = (text: string): ReturnType<typeof readCodeowners> =>
  readCodeowners(textFile('CODEOWNERS', text));

describe('a line of CODEOWNERS', () => {
  it.each([
    ['* @a', '*', ['@a']],
    ['  /docs/  @org/team  a.b+c@acme.io ', '/docs/', ['@org/team', 'a.b+c@acme.io']],
    ['*.js @a # the front end @b', '*.js', ['@a']],
    ['*.js @a\t#x', '*.js', ['@a']],
    ['/free/', '/free/', []],
    ['/free/ # nobody', '/free/', []],
    ['my\\ file @a', 'my\\ file', ['@a']],
    ['a#b @a', 'a#b', ['@a']],
    ['[ab] @a', '[ab]', ['@a']],
  ])('%j', (line, pattern, owners) => {
    const { lines, broken } = read(line);
    expect(broken).toEqual([]);
    expect(lines.map((l) => [l.pattern, l.owners.map((o) => o.text)])).toEqual([[pattern, owners]]);
  });

  it.each([
    ['!a @b', 'does not negate', 1],
    ['\\#a @b', 'escaped `#`', 1],
    ['a/***/b @b', 'three `*`', 1],
    ['a @b c', '"c" is no owner', 6],
    ['a @', '"@" is no owner', 3],
    ['a @org/', '"@org/" is no owner', 3],
    ['a b@c', '"b@c" is no owner', 3],
    ['a @b, @c', '"@b," is no owner', 3],
  ])('%j is left out', (line, reason, column) => {
    const { lines, broken } = read(`ok @a\n${line}\n`);
    expect(lines).toHaveLength(1);
    expect(broken).toMatchObject([{ place: { line: 2, column }, quote: line }]);
    expect(broken[0]?.reason).toContain(reason);
  });

  it.each(['', '# a @b', '   # a', '\t'])('%j says nothing', (line) => {
    expect(read(`${line}\r\n${line}`)).toEqual({ lines: [], broken: [] });
  });

  it('is read from any text without a crash, in linear time', () => {
    const word = fc.constantFrom(
      '*',
      '/',
      ' ',
      '@a',
      '@a/b',
      '#',
      '\\',
      '!',
      '\n',
      '\r',
      '\t',
      'a',
      '[',
      '\u0000',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        const { lines, broken } = read(words.join(''));
        for (const { place } of [...lines, ...broken]) expect(place.line).toBeGreaterThan(0);
      }),
      { numRuns: 3000 },
    );
    expect(read('\\'.repeat(200_000)).lines).toHaveLength(1);
    expect(read(`${' '.repeat(200_000)}#${'#'.repeat(200_000)}`).lines).toEqual([]);
  });
});

const facts = (repo: TestRepository, base?: string): Promise<Facts> =>
  collectFacts(gitCommand(repo.folder, process.env), {
    env: {},
    ...(base === undefined ? {} : { base }),
  });

describe('the file that decides', () => {
  it.each([
    ['.github/CODEOWNERS', ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS']],
    ['CODEOWNERS', ['CODEOWNERS', 'docs/CODEOWNERS']],
    ['docs/CODEOWNERS', ['docs/CODEOWNERS']],
  ])('is %s of %j', async (path, present) => {
    const repo = repository(Object.fromEntries(present.map((p) => [p, `* @${p.length}\n`])));
    const { codeowners } = await facts(repo);
    expect(codeowners.inForce).toMatchObject({ state: 'known', value: { file: { path } } });
    expect(codeowners).not.toHaveProperty('proposed');
  });

  it('is that of the branch, and what the change makes of it stands beside', async () => {
    const repo = repository({ CODEOWNERS: '* @a\n', 'a.ts': '1', 'b.ts': '1' });
    repo.branch('change', { CODEOWNERS: '*.md @a\n', 'a.ts': '2' });
    const { codeowners } = await facts(repo);
    expect(codeowners.inForce).toMatchObject({ value: { file: { entries: [{ pattern: '*' }] } } });
    expect(codeowners.proposed).toMatchObject({
      value: { file: { entries: [{ pattern: '*.md', matches: false, decides: 0 }] } },
    });
    expect(codeowners.changed).toEqual([
      { now: 0, after: null, files: 2, examples: ['CODEOWNERS', 'a.ts'] },
    ]);
  });

  it('is not known where it is a link, no text, or the base is not here', async () => {
    const linked = repository({ owners: '* @a\n' });
    symlinkSync('owners', join(linked.folder, 'CODEOWNERS'));
    linked.commit({});
    expect((await facts(linked)).codeowners.inForce).toMatchObject({
      gaps: [{ code: 'file-symbolic-link' }],
    });
    const binary = repository({ CODEOWNERS: Buffer.from([0xff, 0xfe]) });
    expect((await facts(binary)).codeowners.inForce).toMatchObject({
      gaps: [{ code: 'file-not-utf8' }],
    });
    const plain = repository({ CODEOWNERS: '* @a\n' });
    expect((await facts(plain, 'gone')).codeowners.inForce).toMatchObject({
      gaps: [{ code: 'base-missing' }],
    });
  });

  it('is not loaded above 3 MB', async () => {
    const repo = repository({ CODEOWNERS: `* @a\n#${'x'.repeat(3 * 1024 * 1024)}\n` });
    expect((await facts(repo)).codeowners.inForce).toMatchObject({
      value: {
        file: { entries: [], ignored: expect.stringContaining('GitHub loads at most 3145728') },
      },
    });
  });

  it('may be absent: nothing is owned', async () => {
    const { codeowners } = await facts(repository({ 'a.ts': '1' }));
    expect(codeowners).toEqual({
      inForce: { state: 'known', value: { commit: expect.any(String) } },
      changed: [],
      removed: [],
      controlled: [],
    });
  });
});

describe('who owns what', () => {
  it('tells of every entry what it matches and what it decides', async () => {
    const repo = repository({
      CODEOWNERS: '* @a\n/docs/ @b\n/docs/ @c\n*.go @d\n/free/\n',
      'a.ts': '1',
      'docs/a.md': '1',
      'docs/b.md': '1',
      'free/x': '1',
    });
    const { codeowners } = await facts(repo);
    const { inForce } = codeowners;
    const entries = inForce.state === 'known' ? (inForce.value.file?.entries ?? []) : [];
    expect(entries.map(({ matches, decides }) => [matches, decides])).toEqual([
      [true, 2],
      [true, 0],
      [true, 2],
      [false, 0],
      [true, 1],
    ]);
  });

  it('tells it of changed files, removed ones and former names included', async () => {
    const repo = repository({
      CODEOWNERS: '/old/ @a\n/new/ @b\n',
      'old/a.ts': 'text\n'.repeat(20),
      'old/b.ts': '1',
    });
    repo.git('switch', '--quiet', '--create', 'change');
    repo.commit({
      'old/a.ts': null,
      'new/a.ts': 'text\n'.repeat(20),
      'old/b.ts': null,
      'c.ts': '1',
    });
    const { changed, removed } = (await facts(repo)).codeowners;
    expect(changed).toEqual([
      { now: null, after: null, files: 1, examples: ['c.ts'] },
      { now: 1, after: 1, files: 1, examples: ['new/a.ts'] },
    ]);
    expect(removed).toEqual([{ now: 0, after: 0, files: 2, examples: ['old/a.ts', 'old/b.ts'] }]);
  });

  it('tells it of controlled paths', async () => {
    const repo = repository({
      '.phase-mirror.yml': 'autonomy:\n  controlledPaths: [/infra/, "*.tf", /none/]\n',
      CODEOWNERS: '/infra/net/ @a\n',
      'infra/net/a.tf': '1',
      'infra/b.txt': '1',
      'c.tf': '1',
    });
    expect((await facts(repo)).codeowners.controlled).toEqual([
      {
        pattern: '/infra/',
        index: 0,
        owned: [
          { now: null, after: null, files: 1, examples: ['infra/b.txt'] },
          { now: 0, after: 0, files: 1, examples: ['infra/net/a.tf'] },
        ],
      },
      {
        pattern: '*.tf',
        index: 1,
        owned: [
          { now: null, after: null, files: 1, examples: ['c.tf'] },
          { now: 0, after: 0, files: 1, examples: ['infra/net/a.tf'] },
        ],
      },
      { pattern: '/none/', index: 2, owned: [] },
    ]);
  });
});
