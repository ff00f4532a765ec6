import type { Proposal } from '../../../facts/index.js';
import { policyFile } from '../../example-files.js';
import { exampleLive } from '../../example-live.js';
import type { RuleMeta, Told } from '../../rule.js';

const readme = { 'README.md': 'A ledger.\n' };
const change = { 'README.md': 'A ledger that balances.\n' };
const signed = policyFile('require:', '  signedCommits: true');
const proposed = policyFile('require:', '  pullRequests: true');
const ticket = policyFile('references:', "  - {trailer: Ticket, pattern: '[A-Z]+-[0-9]+'}");
const decided = policyFile('references:', '  - {trailer: ADR, decision: true, paths: [/infra/]}');
const adr = {
  'docs/adr/0007-regions.md': '---\nstatus: accepted\ndate: 2026-03-02\nowner: ada\n---\n',
};
const infra = { 'infra/main.tf': 'terraform {}\n' };

function pushed(says: string, pulls?: readonly number[]): { readonly told: Told } {
  return {
    told: {
      says,
      facts: ({ head }) => {
        const proposals: readonly Proposal[] = [{ commit: head, pulls: pulls ?? [] }];
        return {
          event: { name: 'push', push: { ref: 'refs/heads/main', forced: false, deleted: false } },
          ...(pulls === undefined
            ? {}
            : { live: exampleLive({ proposals: { state: 'known', value: proposals } }) }),
        };
      },
    },
  };
}

export const auditTrailMeta: RuleMeta = {
  id: 'MD-004.4',
  title: 'Broken audit trail',
  rationale:
    'Author and committer of a commit are what its maker typed. Where the policy says that commits are signed, come through pull requests, or name a ticket or a decision, one that does not leaves a hole: later nobody can prove who made it, who looked at it, or what for.',
  remedy:
    'Sign the commits of the change; forbid direct pushes with a rule `pull_request`; add the trailer that the policy names (`git commit --trailer "Ticket: ABC-1"`). Only trailers count: no rule reads prose.',
  docs: 'docs/rules/MD-004.md#md-0044-broken-audit-trail',
  examples: [
    {
      title: 'an unsigned commit where commits are signed',
      answer: 'violation',
      base: { ...readme, ...signed },
      change,
    },
    {
      title: 'a commit that was pushed past every pull request',
      answer: 'violation',
      base: { ...readme, ...proposed },
      change,
      ...pushed('It was pushed to main; GitHub knows no pull request of it.', []),
    },
    {
      title: 'a change without the ticket that the policy wants',
      answer: 'violation',
      base: { ...readme, ...ticket },
      change,
      message: 'Balance the ledger for ABC-1\n',
    },
    {
      title: 'a trailer of another form',
      answer: 'violation',
      base: { ...readme, ...ticket },
      change,
      message: 'Balance the ledger\n\nTicket: soon\n',
    },
    {
      title: 'a decision that is not there',
      answer: 'violation',
      base: { ...readme, ...decided, ...adr },
      change: infra,
      message: 'Add a region\n\nADR: 9\n',
    },
    {
      title: 'a ticket, in any commit of the change',
      answer: 'pass',
      base: { ...readme, ...ticket },
      change,
      message: 'Balance the ledger\n\nticket: ABC-1\n',
    },
    {
      title: 'a decision in force',
      answer: 'pass',
      base: { ...readme, ...decided, ...adr },
      change: infra,
      message: 'Add a region\n\nADR: 0007-regions.md\n',
    },
    {
      title: 'a change of paths that need no decision',
      answer: 'pass',
      base: { ...readme, ...decided },
      change,
    },
    {
      title: 'a commit that was pushed, of a pull request that was rebased or fast-forwarded',
      answer: 'pass',
      base: { ...readme, ...proposed },
      change,
      ...pushed('It was pushed to main; GitHub says that pull request 7 brought it.', [7]),
    },
    {
      title: 'a commit that GitHub made when the queue merged',
      answer: 'pass',
      base: { ...readme, ...proposed },
      change,
      author: 'GitHub <noreply@github.com>',
      ...pushed('It was pushed to main by the queue.'),
    },
    { title: 'no policy about any of it', answer: 'pass', base: readme, change },
    {
      title: 'a policy that comes with the change: the one of the branch decides',
      answer: 'pass',
      base: readme,
      change: { ...change, ...signed },
    },
    {
      title: 'a push, where GitHub is not asked what brought it',
      answer: 'unknown',
      base: { ...readme, ...proposed },
      change,
      ...pushed('It was pushed to main.'),
    },
  ],
};
