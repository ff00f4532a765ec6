import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../runtime/src/rules/finding.js';
import { policyFile } from '../../../runtime/src/rules/example-files.js';
import { codeownersLines } from '../../../runtime/src/rules/MD-002/codeowners-lines.js';
import { codeownersVoid } from '../../../runtime/src/rules/MD-002/codeowners-void.js';
import { isPlaceholder } from '../../../runtime/src/rules/MD-002/placeholders.js';
import { whoDecides } from '../../../runtime/src/rules/MD-004/who-decides.js';
import { readOwner } from '../../../runtime/src/facts/codeowners/owner.js';
import { judge, type Case } from './judge.js';
import type { Rule } from '../../../runtime/src/rules/rule.js';

const reviews = (on: boolean): Record<string, string> => ({
  '.github/branch-protection.json': JSON.stringify({
    required_status_checks: null,
    required_pull_request_reviews: { require_code_owner_reviews: on },
    enforce_admins: true,
  }),
});
const owners = (...lines: readonly string[]): Record<string, string> => ({
  CODEOWNERS: `${lines.join('\n')}\n`,
});

async function one(rule: Rule, given: Case): Promise<Finding> {
  const { findings } = await judge(rule, given);
  expect(findings).toHaveLength(1);
  return findings[0] as Finding;
}

describe('MD-002.6 says claim and reality', () => {
  it('of an owner that is nobody', async () => {
    const finding = await one(codeownersVoid, {
      base: { 'a.ts': '1', ...reviews(true), ...owners('# who', '* @your-org/team') },
    });
    expect(finding).toMatchObject({
      severity: 'high',
      title: '"*" is owned by @your-org/team, which stands for a name still to be written',
      claim: {
        says: '@your-org/team answers for 3 files',
        place: { path: 'CODEOWNERS', line: 2, column: 1 },
        quote: '* @your-org/team',
      },
      introduced: false,
      place: { path: 'CODEOWNERS', line: 2 },
    });
  });

  it('of a controlled path whose owners are taken away, at the policy and at the line', async () => {
    const finding = await one(codeownersVoid, {
      base: {
        'infra/a.tf': '1',
        'infra/b.tf': '1',
        ...reviews(true),
        ...policyFile('autonomy:', '  controlledPaths:', '    - /infra/'),
        ...owners('* @a/b', '/infra/'),
      },
    });
    expect(finding).toMatchObject({
      title: 'the controlled path "/infra/" is owned by nobody',
      claim: { place: { path: '.phase-mirror.yml', line: 3 }, quote: '    - /infra/' },
      reality: {
        says: 'this line takes the owners of 2 files, infra/a.tf among them away',
        place: { path: 'CODEOWNERS', line: 2 },
        quote: '/infra/',
      },
    });
  });

  it('of a change that takes the owner off what it changes', async () => {
    const finding = await one(codeownersVoid, {
      base: { 'src/a.ts': '1', ...reviews(true), ...owners('* @a/b', '/src/ @a/c') },
      change: { 'src/a.ts': '2', ...owners('* @a/b', '/src/') },
    });
    expect(finding).toMatchObject({
      severity: 'high',
      introduced: true,
      title: 'the change takes @a/c off paths that it changes',
      claim: { says: '@a/c answers for src/a.ts', place: { line: 2 }, quote: '/src/ @a/c' },
      reality: { says: 'with the change nobody owns src/a.ts', quote: '/src/' },
    });
  });

  it('of a change that removes the file with what it owns', async () => {
    const { findings } = await judge(codeownersVoid, {
      base: { 'src/a.ts': '1', ...reviews(true), ...owners('* @a/b') },
      change: { 'src/a.ts': '2', CODEOWNERS: null },
    });
    expect(findings).toMatchObject([{ reality: { says: 'the change removes CODEOWNERS' } }]);
  });

  it('of a review that is not required: high where paths are controlled', async () => {
    const files = { 'a.ts': '1', ...reviews(false), ...owners('* @a/b') };
    expect(await one(codeownersVoid, { base: files })).toMatchObject({
      severity: 'medium',
      reality: { place: { path: '.github/branch-protection.json' } },
      fix: 'Set `require_code_owner_reviews` in .github/branch-protection.json.',
    });
    const controlled = { ...files, ...policyFile('autonomy: {controlledPaths: [a.ts]}') };
    expect(await one(codeownersVoid, { base: controlled })).toMatchObject({ severity: 'high' });
  });

  it('of a file that is too large to be loaded', async () => {
    const finding = await one(codeownersVoid, {
      base: { ...reviews(true), ...owners('* @a/b', `#${'x'.repeat(3 * 1024 * 1024)}`) },
    });
    expect(finding).toMatchObject({
      title: 'GitHub does not load CODEOWNERS',
      place: { path: 'CODEOWNERS', line: 1 },
    });
  });
});

describe('MD-002.6 keeps quiet', () => {
  it.each<readonly [string, Case]>([
    [
      'about a folder that is removed with its line',
      {
        base: { 'src/a.ts': '1', 'b.ts': '1', ...reviews(true), ...owners('* @a/b', '/src/ @a/c') },
        change: { 'src/a.ts': null, ...owners('* @a/b') },
      },
    ],
    [
      'about owners that change hands',
      {
        base: { 'src/a.ts': '1', ...reviews(true), ...owners('* @a/b') },
        change: { 'src/a.ts': '2', ...owners('* @a/c') },
      },
    ],
    [
      'about a line without owners that nothing controls',
      { base: { 'src/a.ts': '1', ...reviews(true), ...owners('* @a/b', '/src/') } },
    ],
    [
      'about a file that owns nothing at all',
      { base: { 'src/a.ts': '1', ...reviews(false), ...owners('# none') } },
    ],
  ])('%s', async (_, given) => {
    expect((await judge(codeownersVoid, given)).findings).toEqual([]);
  });

  it('about a file that it cannot read: unknown', async () => {
    const { findings, unknowns } = await judge(codeownersVoid, {
      base: { CODEOWNERS: Buffer.from([0xff]) },
    });
    expect([findings.length, unknowns.length]).toEqual([0, 1]);
  });
});

describe('MD-002.7', () => {
  it('names the line and the word that is wrong', async () => {
    const finding = await one(codeownersLines, {
      base: { 'a.ts': '1', ...owners('* @a/b', '*.ts @a/c platform') },
    });
    expect(finding).toMatchObject({
      severity: 'medium',
      title: 'GitHub leaves out line 2 of CODEOWNERS',
      claim: { place: { line: 2, column: 11, endColumn: 19 }, quote: '*.ts @a/c platform' },
      reality: { says: '"platform" is no owner: neither @user, @org/team nor an e-mail address' },
    });
  });

  it('tells a repeated, a shadowed and a matchless line apart', async () => {
    const { findings } = await judge(codeownersLines, {
      base: { 'src/a.ts': '1', ...owners('/src/ @a', '/src/ @b', '/lib/ @c', '*.ts @d', '* @e') },
    });
    const lines = findings.map(({ title, place }) => [place.line, title] as const);
    expect(lines.sort(([a], [b]) => a - b)).toEqual([
      [1, '"/src/" stands twice in CODEOWNERS'],
      [2, '"/src/" decides nothing'],
      [3, '"/lib/" matches no file'],
      [4, '"*.ts" decides nothing'],
    ]);
    expect(findings.every(({ severity }) => severity === 'low')).toBe(true);
  });

  it('says what a change brings', async () => {
    const { findings } = await judge(codeownersLines, {
      base: { 'a.ts': '1', ...owners('* @a', 'x b') },
      change: owners('* @a', 'x b', 'y c'),
    });
    expect(findings.map(({ introduced }) => introduced)).toEqual([false, true]);
  });

  it('lists fifty of a kind and counts the rest', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `/gone-${i} @a`);
    const { findings } = await judge(codeownersLines, { base: owners('* @a', ...lines) });
    expect(findings).toHaveLength(51);
    expect(findings.at(-1)?.title).toBe('10 more lines of CODEOWNERS are matchless');
  });
});

describe('MD-004.8', () => {
  it('is information where the repository is the owner’s own', async () => {
    const base = {
      'infra/a.tf': '1',
      ...policyFile('autonomy: {controlledPaths: [/infra/]}'),
      ...owners('/infra/ @local'),
    };
    expect(await one(whoDecides, { base })).toMatchObject({
      severity: 'info',
      reality: { says: '@local alone owns infra/a.tf', place: { path: 'CODEOWNERS', line: 1 } },
    });
    expect(await one(whoDecides, { base: { ...base, ...owners('/infra/ @ada') } })).toMatchObject({
      severity: 'low',
    });
  });
});

describe('a placeholder', () => {
  it.each([
    ...[
      '@steward-username',
      '@your-org/platform',
      '@my-team',
      '@octocat',
      '@octo-org/octo-team',
      '@acme/your-team',
    ],
    ...['@username', '@TODO', '@changeme', 'docs@example.com', 'a@team.example', 'a@b.invalid'],
  ])('%s is one', (text) => {
    expect(isPlaceholder(readOwner(text) ?? { text: '', kind: 'user' })).toBe(true);
  });

  it.each([
    '@ada',
    '@acme/owners',
    '@acme/team',
    '@acme/username-service',
    '@yourkit',
    '@example-org/billing',
    'ada@acme.io',
    '@todoist',
  ])('%s is none', (text) => {
    expect(isPlaceholder(readOwner(text) ?? { text: '', kind: 'user' })).toBe(false);
  });
});
