import { describe, expect, it } from '@jest/globals';
import { policyFile, rulesetFile } from '../../../runtime/src/rules/example-files.js';
import { absentQueue } from '../../../runtime/src/rules/MD-102/absent-queue.js';
import { judged, sides } from './example-sides.js';
import { judge } from './judge.js';

const API = 'GET /repos/example-org/ledger/rules/branches/main';
const policy = policyFile('require:', '  mergeQueue: true');

describe('MD-102.9: a queue that is claimed and absent', () => {
  it.each([
    [
      'a policy that wants a queue, in a ruleset that is only evaluated',
      [
        '.phase-mirror.yml says that merges go through a merge queue',
        '.phase-mirror.yml:2',
        'the ruleset "main", which has a queue, is only evaluated, and no other claim has one',
        '.github/rulesets/main.json:26',
      ],
    ],
    [
      'a policy that wants a queue, where GitHub has none',
      [
        '.phase-mirror.yml says that merges go through a merge queue',
        '.phase-mirror.yml:2',
        'no rule that is in force for main makes a merge queue',
        API,
      ],
    ],
    [
      'a decision that wants a queue, where GitHub has none',
      [
        'ADR 4 decides that merges go through a merge queue',
        'docs/adr/0004-queue.md:6',
        'no rule that is in force for main makes a merge queue',
        API,
      ],
    ],
  ])('of %s', async (title, expected) => {
    expect(await sides(absentQueue, title)).toEqual(expected);
  });

  it('says which permission would show it', async () => {
    const { unknowns } = await judged(
      absentQueue,
      'a protection that GitHub does not show: hidden is not absent',
    );
    expect(unknowns).toMatchObject([{ subject: 'main', missing: 'administration: read' }]);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    [
      'a classic protection, whose JSON shows no queue',
      { '.github/branch-protection.json': '{"required_linear_history": true}\n' },
      'does not show whether it makes a merge queue',
    ],
    ['a claim that cannot be read', { '.github/rulesets/main.json': '{' }, 'one is not clear'],
    ['a ruleset without a queue', rulesetFile({ contexts: [] }), 'no file in force says'],
  ])('is unknown with %s', async (_, files, why) => {
    const { findings, unknowns } = await judge(absentQueue, { base: { ...policy, ...files } });
    expect(findings).toEqual([]);
    expect(unknowns).toMatchObject([{ reason: expect.stringContaining(why) }]);
  });

  it('is no question where a group of a queue is judged', async () => {
    const result = await judge(absentQueue, { base: policy, mode: 'merge_group' });
    expect(result).toEqual({ findings: [], unknowns: [], judged: 1 });
  });
});
