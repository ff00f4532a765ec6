import { describe, expect, it } from '@jest/globals';
import {
  readBranchProtection,
  readRuleset,
} from '../../../../runtime/src/facts/claims/read-claim.js';
import type { Claim } from '../../../../runtime/src/facts/claims/claim.js';
import type { Gap } from '../../../../runtime/src/facts/answer.js';
import { textFile } from '../../../../runtime/src/facts/text.js';

const protection = (value: unknown, path = '.github/branch-protection.json'): Claim | Gap =>
  readBranchProtection(textFile(path, JSON.stringify(value, null, 2)));
const ruleset = (value: unknown): Claim | Gap | undefined =>
  readRuleset(textFile('.github/rulesets/main.json', JSON.stringify(value, null, 2)));

/** Context and app of each check. */
const contexts = (
  claim: Claim | Gap | undefined,
): readonly (readonly [string, number | undefined])[] => {
  if (claim === undefined || 'code' in claim) throw new Error(claim?.reason ?? 'no claim');
  return claim.checks.map(({ context, app }) => [context, app]);
};

const RULESET = {
  name: 'main',
  target: 'branch',
  enforcement: 'active',
  conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: ['refs/heads/x'] } },
  rules: [
    {
      type: 'required_status_checks',
      parameters: {
        strict_required_status_checks_policy: true,
        required_status_checks: [{ context: 'build', integration_id: 15368 }, { context: 'cla' }],
      },
    },
    {
      type: 'merge_queue',
      parameters: {
        grouping_strategy: 'HEADGREEN',
        max_entries_to_merge: 3,
        check_response_timeout_minutes: 30,
      },
    },
  ],
};

describe('a branch protection', () => {
  it('is read in the shape of PUT', () => {
    const claim = protection({
      required_status_checks: {
        strict: true,
        contexts: ['old'],
        checks: [
          { context: 'build', app_id: 15368 },
          { context: 'any', app_id: -1 },
        ],
      },
      enforce_admins: null,
      required_pull_request_reviews: null,
      restrictions: null,
    });
    expect(contexts(claim)).toEqual([
      ['old', undefined],
      ['build', 15368],
      ['any', undefined],
    ]);
    expect(claim).toMatchObject({
      strict: true,
      target: { include: ['~DEFAULT_BRANCH'] },
      enforcement: 'active',
    });
  });

  it('is read in the shape of GET, each check once and with its branch', () => {
    const claim = protection({
      url: 'https://api.github.com/repos/o/r/branches/release%2F1/protection',
      required_status_checks: {
        url: 'x',
        strict: false,
        contexts: ['build'],
        contexts_url: 'x',
        checks: [{ context: 'build', app_id: 15368 }],
      },
      enforce_admins: { url: 'x', enabled: true },
    });
    expect(contexts(claim)).toEqual([['build', 15368]]);
    expect(claim).toMatchObject({ target: { include: ['refs/heads/release/1'] } });
  });

  it('is about the branch that its file is named after', () => {
    expect(
      protection({ restrictions: null }, '.github/branch-protection/release/1.x.json'),
    ).toMatchObject({
      target: { include: ['refs/heads/release/1.x'] },
    });
  });

  it('may require nothing', () => {
    expect(contexts(protection({ required_status_checks: null, enforce_admins: true }))).toEqual(
      [],
    );
  });

  it('keeps line and column of each check', () => {
    const claim = protection({ required_status_checks: { strict: false, contexts: ['build'] } });
    expect((claim as Claim).checks[0]).toMatchObject({
      place: { path: '.github/branch-protection.json', line: 5, column: 7, endColumn: 14 },
      quote: '      "build"',
    });
  });

  it.each([
    ['another document', { hello: 1 }, 'none of the keys'],
    ['a list', [], 'none of the keys'],
    [
      'a context that is a number',
      { required_status_checks: { strict: true, contexts: [1] } },
      'a context is not a string',
    ],
    [
      'a check without a context',
      { required_status_checks: { strict: true, checks: [{}] } },
      'has no `context`',
    ],
    [
      'checks that are missing',
      { required_status_checks: { strict: true } },
      'without a list of checks',
    ],
  ])('is not read from %s', (_, value, reason) => {
    expect(protection(value)).toMatchObject({
      code: 'claim-shape',
      reason: expect.stringContaining(reason) as never,
    });
  });
});

describe('a ruleset', () => {
  it('is read with checks and queue', () => {
    const claim = ruleset(RULESET);
    expect(contexts(claim)).toEqual([
      ['build', 15368],
      ['cla', undefined],
    ]);
    expect(claim).toMatchObject({
      name: 'main',
      strict: true,
      target: { include: ['~DEFAULT_BRANCH'], exclude: ['refs/heads/x'] },
      mergeQueue: {
        groupingStrategy: { value: 'HEADGREEN' },
        maxEntriesToMerge: { value: 3 },
        checkResponseTimeoutMinutes: { value: 30, quote: expect.stringContaining('30') },
      },
      foreignWorkflows: false,
    });
  });

  it('knows workflows of other repositories', () => {
    const claim = ruleset({
      ...RULESET,
      rules: [{ type: 'workflows', parameters: { workflows: [] } }],
    });
    expect(claim).toMatchObject({ foreignWorkflows: true, checks: [] });
  });

  it.each(['evaluate', 'disabled'])('keeps enforcement %s', (enforcement) => {
    expect(ruleset({ ...RULESET, enforcement })).toMatchObject({ enforcement });
  });

  it('is no claim about branches when it is for tags', () => {
    expect(ruleset({ ...RULESET, target: 'tag' })).toBeUndefined();
  });

  it.each([
    ['no rules', { ...RULESET, rules: undefined }, 'claim-shape'],
    ['an enforcement that does not exist', { ...RULESET, enforcement: 'on' }, 'claim-shape'],
    ['no conditions', { ...RULESET, conditions: undefined }, 'claim-target-unknown'],
    [
      'a check without a context',
      {
        ...RULESET,
        rules: [{ type: 'required_status_checks', parameters: { required_status_checks: [{}] } }],
      },
      'claim-shape',
    ],
    [
      'a rule without its checks',
      { ...RULESET, rules: [{ type: 'required_status_checks', parameters: {} }] },
      'claim-shape',
    ],
    ['a list of rulesets', [RULESET], 'claim-shape'],
  ])('is a gap with %s', (_, value, code) => {
    expect(ruleset(value)).toMatchObject({ code, place: { path: '.github/rulesets/main.json' } });
  });

  it('says where the JSON is malformed', () => {
    expect(readRuleset(textFile('r.json', '{\n  "a": 1,\n}'))).toEqual({
      code: 'json-malformed',
      reason: 'r.json: a key in double quotes is expected',
      place: { path: 'r.json', line: 3, column: 1 },
    });
  });
});
