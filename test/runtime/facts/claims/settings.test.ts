import { describe, expect, it } from '@jest/globals';
import type { Gap } from '../../../../runtime/src/facts/answer.js';
import type { Claim } from '../../../../runtime/src/facts/claims/claim.js';
import { isClaimFile, readClaims } from '../../../../runtime/src/facts/claims/read-claim.js';
import { textFile } from '../../../../runtime/src/facts/text.js';

const settings = (text: string): readonly (Claim | Gap)[] =>
  readClaims(textFile('.github/settings.yml', text));
const json = (path: string, value: unknown): Claim => {
  const [claim] = readClaims(textFile(path, JSON.stringify(value, null, 2)));
  if (claim === undefined || 'code' in claim) throw new Error(claim?.reason ?? 'no claim');
  return claim;
};

describe('settings.yml', () => {
  it('claims a protection for each of its branches, with lines', () => {
    const claims = settings(`repository:
  name: app
branches:
  - name: main
    protection:
      required_status_checks:
        strict: true
        contexts: [build]
      required_pull_request_reviews:
        required_approving_review_count: 2
        require_code_owner_reviews: true
      enforce_admins: false
      allow_force_pushes: true
  - name: default
    protection:
      required_status_checks: null
      enforce_admins: true
  - name: gone
    protection: null
`);
    expect(claims).toMatchObject([
      {
        kind: 'branch-protection',
        at: { place: { line: 4, column: 11 } },
        target: { include: ['refs/heads/main'] },
        strict: true,
        checks: [{ context: 'build', place: { line: 8, column: 20 } }],
        pullRequest: { approvals: 2, codeOwners: true, place: { line: 9 } },
        bypass: [{ kind: 'administrators', place: { line: 12 } }],
        forcePushes: { value: true, quote: '      allow_force_pushes: true' },
      },
      { target: { include: ['~DEFAULT_BRANCH'] }, checks: [], bypass: [] },
    ]);
    expect(claims[1]).toMatchObject({ forcePushes: { value: false } });
  });

  it('claims its rulesets', () => {
    expect(
      settings(`rulesets:
  - name: queue
    target: branch
    enforcement: active
    conditions: {ref_name: {include: [~ALL], exclude: []}}
    rules:
      - type: merge_queue
        parameters: {grouping_strategy: ALLGREEN}
  - name: tags
    target: tag
    enforcement: active
    rules: []
`),
    ).toMatchObject([{ kind: 'ruleset', name: 'queue', mergeQueue: { place: { line: 7 } } }]);
  });

  it.each([
    ['a file that extends another one', '_extends: .github\n', 'claim-extends', 1],
    ['a branch without a name', 'branches:\n  - protection: {}\n', 'claim-target-unknown', 2],
    [
      'a protection without any known key',
      'branches: [{name: x, protection: {a: 1}}]\n',
      'claim-shape',
      1,
    ],
    ['no YAML', 'a: [\n', 'yaml-malformed', 2],
  ])('tells %s', (_, text, code, line) => {
    expect(settings(text)).toMatchObject([{ code, place: { line } }]);
  });

  it('is no claim without branches and rulesets', () => {
    expect(settings('repository: {name: app}\n')).toEqual([]);
  });
});

describe('who may bypass', () => {
  const ruleset = (actors: object): Claim =>
    json('.github/rulesets/main.json', {
      enforcement: 'active',
      conditions: { ref_name: { include: ['~ALL'], exclude: [] } },
      rules: [{ type: 'non_fast_forward' }, { type: 'pull_request', parameters: {} }],
      ...actors,
    });

  it('is hidden where a ruleset does not say, which is not nobody', () => {
    expect(ruleset({})).not.toHaveProperty('bypass');
    expect(ruleset({ bypass_actors: [] }).bypass).toEqual([]);
    expect(
      ruleset({
        bypass_actors: [{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }],
      }).bypass,
    ).toMatchObject([
      {
        kind: 'RepositoryRole',
        id: 5,
        mode: 'always',
        quote: expect.stringContaining('Repository'),
      },
    ]);
  });

  it('of a classic protection are administrators, and who needs no pull request', () => {
    expect(
      json('.github/branch-protection.json', {
        enforce_admins: { enabled: false },
        required_pull_request_reviews: {
          bypass_pull_request_allowances: { users: ['ada'], teams: [], apps: [{ id: 7 }] },
        },
      }).bypass,
    ).toMatchObject([
      { kind: 'administrators' },
      { kind: 'User', mode: 'pull_request' },
      { kind: 'Integration', id: 7 },
    ]);
  });

  it('leaves force pushes unsaid where a ruleset has no rule for them', () => {
    expect(ruleset({}).forcePushes).toMatchObject({ value: false });
    expect(ruleset({ rules: [] })).not.toHaveProperty('forcePushes');
  });
});

it.each([
  ['.github/settings.yml', true],
  ['.github/settings.yaml', true],
  ['.github/rulesets/a/b.json', true],
  ['.github/branch-protection/main.json', true],
  ['.github/rulesets/readme.md', false],
  ['settings.yml', false],
])('%s is a claim: %s', (path, answer) => {
  expect(isClaimFile(path)).toBe(answer);
});
