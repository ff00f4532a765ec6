import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventFacts } from '../../../runtime/src/facts/event-facts.js';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const copilot = { login: 'Copilot', id: 198982749, type: 'Bot', node_id: 'x' };
const ada = { login: 'ada', id: 1, type: 'User' };
const pull = {
  number: 7,
  user: copilot,
  draft: true,
  merged: false,
  assignees: [copilot, ada],
  labels: [{ name: 'agent', color: 'red' }],
  head: { ref: 'copilot/fix', sha: A, repo: { full_name: 'acme/ledger' } },
  base: { ref: 'main', sha: B, repo: { full_name: 'acme/ledger' } },
  auto_merge: { enabled_by: ada, merge_method: 'squash' },
};

describe('the facts of an event', () => {
  it('are author, requester, ends and labels of a pull request', () => {
    const { facts, gaps } = eventFacts('pull_request', {
      action: 'opened',
      sender: ada,
      pull_request: pull,
    });
    expect(gaps).toEqual([]);
    const account = { login: 'Copilot', id: 198982749, type: 'Bot' };
    expect(facts).toEqual({
      name: 'pull_request',
      action: 'opened',
      sender: ada,
      pull: {
        number: 7,
        author: account,
        draft: true,
        merged: false,
        assignees: [account, ada],
        labels: ['agent'],
        head: { ref: 'copilot/fix', commit: A, repository: 'acme/ledger' },
        base: { ref: 'main', commit: B, repository: 'acme/ledger' },
        autoMerge: ada,
      },
    });
  });

  it('live on when the fork of the head is gone', () => {
    const { facts } = eventFacts('pull_request', {
      pull_request: { ...pull, head: { ...pull.head, repo: null }, auto_merge: null },
    });
    expect(facts.pull?.head).toEqual({ ref: 'copilot/fix', commit: A });
    expect(facts.pull).not.toHaveProperty('autoMerge');
  });

  it.each<readonly [string, object, object]>([
    [
      'pull_request_review',
      { review: { user: ada, state: 'APPROVED', commit_id: A }, pull_request: pull },
      { review: { author: ada, state: 'approved', commit: A } },
    ],
    [
      'merge_group',
      {
        action: 'checks_requested',
        merge_group: {
          head_ref: 'refs/heads/gh-readonly-queue/main/pr-7-x',
          head_sha: A,
          base_ref: 'refs/heads/main',
          base_sha: B,
        },
      },
      {
        action: 'checks_requested',
        group: {
          headRef: 'refs/heads/gh-readonly-queue/main/pr-7-x',
          head: A,
          baseRef: 'refs/heads/main',
          base: B,
        },
      },
    ],
    ['schedule', { schedule: '0 3 * * *' }, { schedule: '0 3 * * *' }],
    ['workflow_dispatch', { inputs: { token: 'x' }, sender: ada }, { sender: ada }],
    [
      'push',
      { ref: 'refs/heads/main', forced: true, deleted: false, before: A },
      { push: { ref: 'refs/heads/main', forced: true, deleted: false } },
    ],
    ['push', {}, {}],
  ])('of %s', (name, payload, expected) => {
    const { facts, gaps } = eventFacts(name, payload);
    expect(gaps).toEqual([]);
    expect(facts).toMatchObject({ name, ...expected });
    expect(JSON.stringify(facts)).not.toContain('token');
  });

  it.each<readonly [string, object, string]>([
    ['no author', { pull_request: { ...pull, user: null } }, '/pull_request/user is no object'],
    ['no number', { pull_request: { ...pull, number: '7' } }, '/pull_request/number is no number'],
    [
      'a head that is no commit',
      { pull_request: { ...pull, head: { ref: 'x', sha: 'main' } } },
      '/pull_request/head/sha is no commit id',
    ],
    [
      'a label without a name',
      { pull_request: { ...pull, labels: [{}] } },
      '/pull_request/labels/0/name is no text',
    ],
    [
      'another state of a review',
      { review: { user: ada, state: 'liked', commit_id: A } },
      '/review/state is no state of a review',
    ],
    ['a sender without a login', { sender: { id: 1 } }, '/sender/login is no text'],
  ])('leave out what is malformed, and say so: %s', (_, payload, why) => {
    const { facts, gaps } = eventFacts('pull_request', payload);
    expect(facts).toEqual({ name: 'pull_request' });
    expect(gaps).toEqual([{ code: 'event-shape', reason: `the event payload: ${why}` }]);
  });

  it('come of whatever JSON without a crash', () => {
    const keys = fc.constantFrom('pull_request', 'review', 'merge_group', 'sender', 'user', 'head');
    const value = fc.letrec((tie) => ({
      node: fc.oneof(fc.jsonValue(), fc.dictionary(keys, tie('node'), { maxKeys: 4 })),
    })).node;
    fc.assert(
      fc.property(fc.constantFrom('pull_request', 'push', 'schedule'), value, (name, payload) => {
        expect(eventFacts(name, payload).facts.name).toBe(name);
      }),
      { numRuns: 2_000 },
    );
  });
});
