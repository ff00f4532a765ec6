import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../../runtime/src/rules/finding.js';
import { adrLedger } from '../../../runtime/src/rules/MD-004/adr-ledger/index.js';
import { judged, sides } from './example-sides.js';
import { judge } from './judge.js';

const rule = adrLedger((id) => /^MD-0/.test(id));
const ADR = 'docs/adr/0001-gates.md';
const DECIDED = ['status: accepted', 'date: 2026-03-02', 'owner: ada'];
const text = (...lines: readonly string[]): string => ['---', ...lines, '---', ''].join('\n');
const findings = async (
  ...lines: readonly string[]
): Promise<readonly (readonly (string | undefined)[])[]> => {
  const { findings: found } = await judge(rule, { base: { [ADR]: text(...lines) } });
  return found.map(({ subject, severity, reality }) => [subject, severity, reality.says]);
};

describe('MD-004.6: claim and reality', () => {
  it.each([
    [
      'a filter of paths on a check that a decision wants on all paths',
      [
        'ADR 2 decides that "test" runs on all paths',
        'docs/adr/0002-test-everything.md:6',
        '`paths` keeps .github/workflows/ci.yml from starting, for example for a change of README.md alone',
        '.github/workflows/ci.yml:3',
      ],
    ],
    [
      'an accepted decision that another one has superseded',
      [
        'ADR 1 (docs/adr/0001-monthly-releases.md) is accepted',
        'docs/adr/0001-monthly-releases.md:2',
        'ADR 2 (docs/adr/0002-weekly-releases.md), accepted, supersedes it',
        'docs/adr/0002-weekly-releases.md:5',
      ],
    ],
    [
      'an accepted decision without owner and date',
      [
        'ADR 1 (docs/adr/0001-monthly-releases.md) is accepted',
        'docs/adr/0001-monthly-releases.md:2',
        'its front matter names no owner: `owner`, `deciders` or `decision-makers`',
        undefined,
      ],
    ],
    [
      'a decision that cites a rule and a file that do not exist',
      [
        'ADR 1 (docs/adr/0001-gates.md) cites the rule MD-999.1',
        'docs/adr/0001-gates.md:6',
        'phase-mirror has no rule of that id',
        undefined,
      ],
    ],
    [
      'an `enforces` with a key that is misspelt',
      [
        'ADR 1 (docs/adr/0001-gates.md) has front matter for machines to read',
        'docs/adr/0001-gates.md:6',
        'unknown key enforces.checksRunOn; did you mean checkRunsOn?',
        undefined,
      ],
    ],
  ])('of %s', async (title, expected) => {
    expect(await sides(rule, title)).toEqual(expected);
  });

  it('names every fault once, by what it is and never by its line', async () => {
    const { findings: found } = await judged(rule, 'an accepted decision without owner and date');
    const path = 'docs/adr/0001-monthly-releases.md';
    expect(found.map(({ subject }) => subject)).toEqual([`${path}: owner`, `${path}: date`]);
    expect(found[0]?.fingerprint).toBe(fingerprintOf('MD-004.6', `${path}: owner`));
  });

  it('tells what the change brings, and what it takes back itself', async () => {
    const brought = await judged(
      rule,
      'a filter of paths on a check that a decision wants on all paths',
    );
    expect(brought.findings).toMatchObject([{ severity: 'medium', introduced: true }]);
    const revoked = await judged(
      rule,
      'a change that supersedes the decision and adds the filter at once (low)',
    );
    expect(revoked.findings).toMatchObject([
      { severity: 'low', claim: { says: expect.stringContaining('until this change is merged') } },
    ]);
  });
});

describe('the front matter of an ADR', () => {
  it.each<readonly [string, readonly string[]]>([
    ['an owner', ['status: accepted', 'date: 2026-03-02', 'owner: ada']],
    ['a list of deciders', ['status: accepted', 'date: 2026-03-02', 'deciders: [ada, bob]']],
    ['keys of MADR 4', ['status: accepted', 'date: 2026-03-02', 'decision-makers: ada']],
    ['keys of other tools', [...DECIDED, 'nav_order: 3', 'tags: [ci]']],
    ['a proposal that nobody owns yet', ['status: proposed']],
    ['a rejection', ['status: rejected']],
    ['no status', ['title: Gates', 'date: 2026-03-02']],
    ['a file and a folder that are there', [...DECIDED, 'enforces:', `  files: [${ADR}, docs/]`]],
    ['a rule that there is', [...DECIDED, 'enforces:', '  rules: [MD-001, MD-001.3]']],
  ])('may have %s', async (_, lines) => {
    expect(await findings(...lines)).toEqual([]);
  });

  it.each<readonly [string, readonly string[], string]>([
    [
      'a place holder of a template',
      ['status: accepted', 'date: 2026-03-02', 'owner: {name}'],
      'owner',
    ],
    ['an empty date', ['status: accepted', 'date:', 'owner: ada'], 'date'],
    ['a number that is no ADR', [...DECIDED, 'supersedes: 0009'], 'the ADR "0009"'],
    ['a link to no file', [...DECIDED, 'superseded-by: 0009-x.md'], 'superseded'],
    ['a file in other case', [...DECIDED, 'enforces:', '  files: [Docs/adr]'], 'the file Docs/adr'],
    [
      'checks without where',
      [...DECIDED, 'enforces:', '  checks: [a]'],
      'enforces.checks: `checks` needs `checkRunsOn`',
    ],
    ['nothing to enforce', [...DECIDED, 'enforces: {}'], 'enforces: it demands nothing'],
    [
      'another word',
      [...DECIDED, 'enforces: {checkRunsOn: all}'],
      'enforces.checkRunsOn: must be all paths',
    ],
    [
      'a path out of the repository',
      [...DECIDED, 'enforces: {files: [../x]}'],
      'enforces.files[0]: must be a path from the root of the repository, without wildcards',
    ],
    [
      'a misspelt key that decides',
      [...DECIDED, 'enforce: {mergeQueue: true}'],
      'unknown key enforce; did you mean enforces?',
    ],
    [
      'a demand without a status',
      ['enforces: {mergeQueue: true}'],
      '`enforces` needs a `status`: without one nobody knows whether it is decided',
    ],
  ])('is told of %s', async (_, lines, what) => {
    expect((await findings(...lines)).map(([subject]) => subject)).toContain(`${ADR}: ${what}`);
  });

  it('is read with CRLF, and an ADR of a number that two files have is nobody’s successor', async () => {
    const crlf = text('status: accepted', 'date: 2026-03-02').replaceAll('\n', '\r\n');
    const { findings: found } = await judge(rule, { base: { [ADR]: crlf } });
    expect(found.map(({ subject, place }) => [subject, place.line])).toEqual([
      [`${ADR}: owner`, 2],
    ]);
    const twice = await judge(rule, {
      base: {
        'docs/adr/0001-a.md': text(...DECIDED),
        'docs/adr/0001-b.md': text(...DECIDED),
        'docs/adr/0002-c.md': text(...DECIDED, 'supersedes: 1'),
      },
    });
    expect(twice.findings).toEqual([]);
  });

  it('is looked for in the folders of ADR tools, in files with a number, and nowhere else', async () => {
    const bad = text('status: accepted');
    const { findings: found } = await judge(rule, {
      base: {
        'doc/adr/0001-a.md': bad,
        'docs/decisions/ADR-2-b.md': bad,
        'docs/adr/template.md': bad,
        'docs/adr/old/0003-c.md': bad,
        'notes/0004-d.md': bad,
      },
    });
    expect(new Set(found.map(({ place }) => place.path))).toEqual(
      new Set(['doc/adr/0001-a.md', 'docs/decisions/ADR-2-b.md']),
    );
  });
});

describe('a decision of the branch', () => {
  const ci = (filter: string): string =>
    `on:\n  pull_request:${filter}\njobs:\n  test:\n    runs-on: x\n    steps: [{run: make}]\n`;
  const decided = text(...DECIDED, 'enforces:', '  checkRunsOn: all paths', '  checks: [test]');

  it('holds a change that was branched off before, and one that deletes the file', async () => {
    const base = { [ADR]: decided, '.github/workflows/ci.yml': ci('') };
    const change = {
      [ADR]: null as never,
      '.github/workflows/ci.yml': ci('\n    paths: [src/**]'),
    };
    expect((await judge(rule, { base, change })).findings).toMatchObject([{ severity: 'low' }]);
  });

  it('asks about a check whose name is not known before it runs', async () => {
    const workflow = ci('').replace('  test:', '  test:\n    name: ${{ vars.NAME }}');
    const base = { [ADR]: decided, '.github/workflows/ci.yml': workflow };
    const { findings: found, unknowns } = await judge(rule, { base });
    expect([found, unknowns.map(({ subject }) => subject)]).toEqual([[], [`${ADR}: test`]]);
  });

  it('says nothing of a check that nothing reports', async () => {
    const { findings: found, unknowns } = await judge(rule, { base: { [ADR]: decided } });
    expect([found, unknowns]).toEqual([[], []]);
  });
});
