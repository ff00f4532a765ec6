import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { readHistory } from '../../release/changelog/history.js';
import { releaseNotes } from '../../release/changelog/release-notes.js';
import {
  releaseSections,
  type ReleaseSections,
} from '../../release/changelog/release-sections/index.js';
import { readKnownIssues } from '../../release/changelog/release-sections/known-issues.js';
import { COMMANDS } from '../../release/commands/index.js';
import { runRelease } from '../../release/frame/command.js';
import { parseVersion } from '../../release/version/rules.js';
import { testIo } from '../ops/support/test-io.js';
import { repository, type Files, type TestRepository } from '../support/repository.js';

const ISSUES = `# Known issues

## It is slow. Very.

Since: 0.2.0

See [why](adr/0001.md)
and [more](https://example.com).

## Old

Fixed in: 0.3.0

Was bad.

## Only later

Since: 2.0.0
`;

const PROJECT: Files = {
  'package.json': '{"description":"Does | things <b>"}',
  'README.md': '# The [thing]\n',
  'docs/architecture.md':
    '# Rooms\n\n```\nlow/   what is below   library\nhigh/  what is above   command\n```\n',
  'docs/known-issues.md': ISSUES,
  'docs/adr/0001.md': '# First\n',
  'docs/adr/0002.md': '# Second\n',
  'low/a.ts': "import { b } from './b.js';\nexport const a = b;\n",
  'low/b.ts': 'export const b = 1;\n',
  'high/main.ts': "import { a } from '../low/a.js';\nexport { b } from '../low/b.js';\nvoid a;\n",
  'test/x.ts': "import '../low/a.js';\nimport { b } from '../low/b.js';\n",
  'CHANGELOG.md': '# Changelog\n\n## [Unreleased]\n',
};

let repo: TestRepository;
let head: string;
beforeEach(() => {
  repo = repository(PROJECT);
  repo.git('tag', 'v0.1.0');
  repo.git('commit', '--quiet', '--allow-empty', '-m', 'feat!: new wire');
  const author = ['-c', 'user.name=Bo | Body', '-c', 'user.email=bo@example.com'];
  repo.git(
    ...[...author, 'commit', '--quiet', '--allow-empty', '--author', 'Bo | Body <bo@example.com>'],
    ...['-m', 'fix: x\n\nCo-authored-by: Ada Example <ada@example.com>'],
  );
  repo.git(
    ...['commit', '--quiet', '--allow-empty', '--author', 'renovate[bot] <r@example.com>'],
    ...['-m', 'chore: y'],
  );
  head = repo.git('rev-parse', 'HEAD');
});

async function sections(more: { version?: string; web?: string } = {}): Promise<ReleaseSections> {
  const history = await readHistory(repo.folder, { from: 'v0.1.0', to: 'HEAD' });
  return releaseSections({
    root: repo.folder,
    version: parseVersion(more.version ?? '0.2.0'),
    commit: head,
    previousTag: 'v0.1.0',
    repository: more.web,
    history,
  });
}

const write = (path: string, content: string): void => {
  const target = join(repo.folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
};

const whyNot = ({ leftOut }: ReleaseSections, title: string): string | undefined =>
  leftOut.find((one) => one.title === title)?.why;

const BENCH = {
  schema: 1,
  dirty: false,
  node: 'v22.1.0',
  machine: { cpu: 'A | CPU', cores: 2, load: 0.02 },
  unit: 'milliseconds',
  results: [
    {
      bench: 'l0',
      targets: [
        {
          bench: 'l0',
          case: 'five',
          statistic: 'p99',
          atMost: 0.001,
          measured: 0.00042,
          met: true,
        },
        { bench: 'l0', case: 'ten', statistic: 'median', atMost: 5, measured: 1500, met: false },
        { bench: 'l0', case: 'gone', statistic: 'ratio', atMost: 2, orMore: 0.5, met: false },
      ],
    },
    { bench: 'synth', targets: [], skipped: 'no Terraform' },
  ],
};

describe('the overview', () => {
  it('counts what git has since the last release', async () => {
    const { before } = await sections();
    expect(before).toContain('Does \\| things &lt;b>.\n');
    expect(before).toContain('Since v0.1.0 (2026-01-02): 3 commits.');
    expect(before).toContain(
      'Of the commits 2 are for users: Added 1, Fixed 1; 1 breaking change.',
    );
  });
});

describe('the architecture', () => {
  it('has the rooms of the commit, their roles and the imports between them', async () => {
    const { before } = await sections();
    expect(before).toContain(
      [
        '```mermaid',
        'flowchart TD',
        '  high["high: what is above (1 file)"]',
        '  low["low: what is below (2 files)"]',
        '  high -->|2| low',
        '```',
      ].join('\n'),
    );
  });

  it('is left out where there are no rooms', async () => {
    repo.git('rm', '-rq', 'low');
    head = repo.commit({});
    expect(whyNot(await sections(), 'Architecture')).toContain('no two folders');
  });
});

describe('the performance table', () => {
  it('is the bench of this very commit', async () => {
    write('artifacts/bench.json', JSON.stringify({ ...BENCH, commit: head }));
    const { after, written } = await sections();
    expect(written).toContain('Performance');
    expect(after).toContain(
      `Measured at commit ${head.slice(0, 12)} with Node v22.1.0 on A \\| CPU, 2 cores, load 0.0: 1 of 3 targets met.`,
    );
    expect(after).toContain('| l0 | five, p99 | 420 ns | 1.00 µs | met |');
    expect(after).toContain('| l0 | ten, median | 1.50 s | 5.00 ms | **missed** |');
    expect(after).toContain(
      '| l0 | gone, ratio | not measured | 2.00x or 500 µs more | **missed** |',
    );
    expect(after).toContain('- synth was not run: no Terraform');
  });

  it.each<readonly [string, string | undefined, RegExp]>([
    ['there is none', undefined, /there is no artifacts\/bench\.json/],
    [
      'it is of another commit',
      JSON.stringify({ ...BENCH, commit: 'a'.repeat(40) }),
      /aaaaaaaaaaaa, this release of/,
    ],
    ['it is no JSON', '{"schema":', /is no JSON/],
    ['it names no commit', JSON.stringify(BENCH), /not as the bench writes it: commit/],
    [
      'it is of another form',
      JSON.stringify({ ...BENCH, commit: 'HEAD', schema: 2 }),
      /not as the bench/,
    ],
    ['it was taken with changes', 'dirty', /changes that no commit has/],
    ['it has no target', 'empty', /holds no target/],
  ])('is left out, saying why, where %s', async (_, text, why) => {
    const special = {
      dirty: JSON.stringify({ ...BENCH, commit: head, dirty: true }),
      empty: JSON.stringify({ ...BENCH, commit: head, results: [] }),
    };
    const content = text === undefined ? undefined : (special[text as 'dirty'] ?? text);
    if (content !== undefined) write('artifacts/bench.json', content);
    const made = await sections();
    expect(whyNot(made, 'Performance')).toMatch(why);
    expect(made.after).not.toContain('### Performance');
  });
});

describe('the known issues', () => {
  it('are those of the version, with links from the root', async () => {
    const { after } = await sections();
    expect(after).toContain(
      '### Known issues\n\n- **It is slow. Very.** See [why](docs/adr/0001.md) and [more](https://example.com).\n- **Old.** Was bad.\n\n###',
    );
    expect((await sections({ version: '0.3.0' })).after).not.toContain('**Old.**');
    expect((await sections({ version: '2.0.0' })).after).toContain('- **Only later.**\n');
    expect((await sections({ version: '0.1.0' })).after).not.toContain('slow');
  });

  it('are left out where the page is missing or names none', async () => {
    head = repo.commit({ 'docs/known-issues.md': '# Known issues\n\n```\n## no\n```\n' });
    expect(whyNot(await sections(), 'Known issues')).toContain('names none');
    head = repo.commit({ 'docs/known-issues.md': null });
    expect(whyNot(await sections(), 'Known issues')).toContain('no docs/known-issues.md');
  });

  it('of this project can be read, each with words of its own', () => {
    const own = readKnownIssues(readFileSync('docs/known-issues.md', 'utf8'));
    expect(own.length).toBeGreaterThan(0);
    for (const { title, text, since } of own) {
      expect([title, text !== '', since !== undefined]).toEqual([title, true, true]);
    }
  });
});

describe('quick start, documentation, migration, acknowledgements', () => {
  it('are what the runbooks, the pages and the commits say', async () => {
    const { after } = await sections({ web: 'https://example.com/o/thing' });
    expect(after).toContain('git clone --branch v0.2.0 https://example.com/o/thing && cd thing');
    expect(after).toMatch(/npm run ops -- bootstrap[^]*npm run ops -- deploy[^]*-- verify/);
    expect(after).toContain('- [The thing](https://example.com/o/thing/blob/v0.2.0/README.md)');
    expect(after).toContain(
      '- [docs/adr](https://example.com/o/thing/tree/v0.2.0/docs/adr): 2 pages',
    );
    expect(after).toMatch(/### Migration\n\n- new wire \([0-9a-f]{7}\)\n/);
    expect(after).toContain(
      '- Ada Example (2 commits)\n- Bo \\| Body (1 commit, for the first time)\n\nBy bots: renovate[bot] (1).',
    );
  });

  it('link to the files beside the changelog where there is no remote', async () => {
    const { after } = await sections();
    expect(after).toContain('- [The thing](README.md)');
    expect(after).toContain('git checkout v0.2.0\n');
  });
});

describe('the notes of a release', () => {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const FOLDER = '.release/0.2.0/artifacts';

  async function changelog(): Promise<string> {
    const { io, stderr } = testIo({ root: repo.folder });
    expect(await runRelease(COMMANDS, ['changelog', '0.2.0'], io)).toBe(0);
    return stderr();
  }

  it('are the section, and what was delivered with its digests once it is built', async () => {
    expect(await changelog()).toContain(
      'skip section Performance (there is no artifacts/bench.json',
    );
    expect((await releaseNotes(repo.folder, '0.2.0')).withoutDeliverables).toContain('SHA256SUMS');
    write(`${FOLDER}/a.tgz`, 'abc');
    write(`${FOLDER}/b.txt`, 'x'.repeat(2_500_000));
    write(
      `${FOLDER}/SHA256SUMS`,
      `${sha256('abc')}  a.tgz\n${sha256('x'.repeat(2_500_000))} *b.txt\n`,
    );
    const { text } = await releaseNotes(repo.folder, '0.2.0');
    expect(text).toContain('### Overview');
    expect(text).toContain(`| a.tgz | 3 B | \`${sha256('abc')}\` |\n| b.txt | 2.5 MB |`);
  });

  it.each([
    ['a file that was changed', `${sha256('abc')}  a.tgz\n`, 'SHA256SUMS says'],
    ['a file that is not there', `${sha256('abc')}  gone.tgz\n`, 'ENOENT'],
    ['a path', `${sha256('abc')}  ../a.tgz\n`, 'it is not'],
    ['nonsense', 'abc\n', 'it is not'],
  ])('are refused for %s', async (_, sums, why) => {
    await changelog();
    write(`${FOLDER}/a.tgz`, 'other');
    write(`${FOLDER}/SHA256SUMS`, sums);
    await expect(releaseNotes(repo.folder, '0.2.0')).rejects.toMatchObject({
      code: 'PM-8050',
      why: expect.stringContaining(why),
    });
  });
});
