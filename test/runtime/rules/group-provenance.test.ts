import { describe, expect, it } from '@jest/globals';
import { groupProvenance } from '../../../runtime/src/rules/MD-102/group-provenance.js';
import { judged, sides } from './example-sides.js';

const API = 'GET /repos/example-org/ledger';
const QUEUES = 'the ruleset "main" queues merges into main';
const PLACE = '.github/rulesets/main.json:32';

describe('MD-102.10: group provenance', () => {
  it.each([
    [
      'a group from another ref than that of a queue',
      [
        QUEUES,
        PLACE,
        'its ref is refs/heads/queue/main, and a queue makes refs/heads/gh-readonly-queue/main/pr-<number>-<commit>',
        undefined,
      ],
    ],
    [
      'a group that does not stand on its base',
      [
        QUEUES,
        PLACE,
        expect.stringMatching(
          /^dddddddddddd, its base, is no ancestor of [0-9a-f]{12}; they part at [0-9a-f]{12}$/,
        ) as never,
        undefined,
      ],
    ],
    [
      'an entry whose approval is of an older commit',
      [
        `${QUEUES}, and main requires 1 approval`,
        PLACE,
        'of cccccccccccc, which was queued: approved only by bob (of an older commit)',
        `${API}/pulls/7/reviews`,
      ],
    ],
    [
      'an entry that failed on its own',
      [
        `${QUEUES}, and main requires "test"`,
        PLACE,
        '"test" failed on cccccccccccc, which was queued',
        `${API}/commits/${'c'.repeat(40)}/check-runs`,
      ],
    ],
  ])('of %s', async (title, expected) => {
    expect(await sides(groupProvenance, title)).toEqual(expected);
  });

  it('names the permission that would show the entries', async () => {
    const { unknowns } = await judged(
      groupProvenance,
      'entries that GitHub does not show: hidden is not absent',
    );
    expect(unknowns).toMatchObject([
      { subject: 'entries of the group', missing: 'pull-requests: read' },
    ]);
  });

  it('asks for the event where none tells the group', async () => {
    const { unknowns } = await judged(groupProvenance, 'an entry that was approved and green', {
      told: { says: '', facts: () => ({}) },
    });
    expect(unknowns).toMatchObject([{ subject: 'merge group' }]);
  });

  it.each([
    ['of another branch', 'refs/heads/gh-readonly-queue/release/pr-7-', 1],
    ['of the branch itself', 'refs/heads/gh-readonly-queue/main/pr-7-', 0],
  ])('reads the ref %s', async (_, prefix, findings) => {
    const title = 'GitHub is not asked who approved: ref and base are as they must be';
    const example = groupProvenance.meta.examples.find((one) => one.title === title);
    const result = await judged(groupProvenance, title, {
      told: {
        says: '',
        facts: (commits) => {
          const facts = example?.told?.facts(commits) ?? {};
          const group = facts.event?.group;
          if (group === undefined) throw new Error('no group');
          const headRef = `${prefix}${commits.base}`;
          return { event: { name: 'merge_group', group: { ...group, headRef } } };
        },
      },
    });
    expect(result.findings).toHaveLength(findings);
  });
});
