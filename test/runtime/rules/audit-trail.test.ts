import { describe, expect, it } from '@jest/globals';
import { auditTrail } from '../../../runtime/src/rules/MD-004/audit-trail/index.js';
import { authorMismatch } from '../../../runtime/src/rules/MD-004/author-mismatch.js';
import { judged, sides } from './example-sides.js';

const POLICY = '.phase-mirror.yml';
const matching = (text: RegExp): string => expect.stringMatching(text) as never;

describe('MD-004.4: a broken audit trail', () => {
  it.each([
    [
      'a commit that was pushed past every pull request',
      [
        `${POLICY} says that every commit of the branch comes through a pull request`,
        `${POLICY}:2`,
        matching(/^no pull request brought [0-9a-f]{12}, by Ada Example$/),
        matching(/^GET \/repos\/example-org\/ledger\/commits\/[0-9a-f]{40}\/pulls$/),
      ],
    ],
    [
      'a change without the ticket that the policy wants',
      [
        `${POLICY} says that a change carries the trailer Ticket of the form [A-Z]+-[0-9]+`,
        `${POLICY}:2`,
        'none of its commits has a trailer Ticket',
        undefined,
      ],
    ],
    [
      'a trailer of another form',
      [
        `${POLICY} says that a change carries the trailer Ticket of the form [A-Z]+-[0-9]+`,
        `${POLICY}:2`,
        '"soon" is not of that form',
        undefined,
      ],
    ],
    [
      'a decision that is not there',
      [
        `${POLICY} says that a change of /infra/ carries the trailer ADR, which names an ADR in force`,
        `${POLICY}:2`,
        '"9" names no ADR in force',
        undefined,
      ],
    ],
  ])('of %s', async (title, expected) => {
    expect(await sides(auditTrail, title)).toEqual(expected);
  });

  it('names the permission that would tell what brought a commit', async () => {
    const { unknowns } = await judged(
      auditTrail,
      'a push, where GitHub is not asked what brought it',
    );
    expect(unknowns).toMatchObject([{ check: 'MD-004.4', missing: 'pull-requests: read' }]);
  });
});

describe('MD-004.5: author mismatch', () => {
  const CLAIM = `${POLICY} says that who wrote, committed and proposed a commit is one account, or is named as co-author`;
  it.each([
    [
      'a commit of ada in the pull request of bob',
      'ada wrote it, bob proposed it, and no trailer Co-authored-by names them',
    ],
    [
      'a commit of ada that bob has committed',
      'ada wrote it, bob committed it, and no trailer Co-authored-by names them',
    ],
  ])('of %s', async (title, reality) => {
    expect(await sides(authorMismatch, title)).toEqual([CLAIM, `${POLICY}:2`, reality, undefined]);
  });

  const title = 'an address that names no account';
  it.each([
    ['other names and addresses', 'Bob <bob@example.org>', 1],
    ['one name with two addresses', 'Ada <ada@work.example.org>', 0],
    ['one address in other case', 'ADA <ADA@example.org>', 0],
  ])('compares %s', async (_, committer, findings) => {
    const result = await judged(authorMismatch, title, { committer });
    expect(result.findings).toHaveLength(findings);
  });

  it('asks for a mapping where an address names no account', async () => {
    const { unknowns } = await judged(authorMismatch, title);
    expect(unknowns).toMatchObject([{ remedy: expect.stringContaining('.mailmap') }]);
  });

  it('takes no mapping that the change itself brings', async () => {
    const mailmap = { '.mailmap': 'Ada <1+ada@users.noreply.github.com> <ada@example.org>\n' };
    const own = await judged(authorMismatch, title, { change: mailmap });
    expect(own.unknowns).toHaveLength(1);
  });
});
