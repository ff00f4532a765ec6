import type { Owner } from '../../facts/index.js';

/**
 * Names that stand in templates and in GitHub's own documentation for a name still to be written. Whole
 * words of a login or team, so that `@acme/username-service` is none.
 */
const NAMES = new Set([
  'octocat',
  'doctocat',
  'octo-org',
  'octo-team',
  'global-owner1',
  'global-owner2',
  'js-owner',
  'build-logs-owner',
  'user',
  'user1',
  'user2',
  'username',
  'username1',
  'username2',
  'github-username',
  'org',
  'org-name',
  'organization',
  'organisation',
  'team',
  'team-name',
  'owner',
  'repo-owner',
]);
/** `your-team`, `my-org`, `steward-username`, `placeholder`, `changeme`, `todo`. */
const WORDS =
  /^(?:your|my)[-_](?:org|organi[sz]ation|company|team|user|username|name|handle|login|github)(?:[-_]|$)|[-_](?:username|placeholder)$|^(?:placeholder|changeme|change-me|replaceme|replace-me|todo|tbd|fixme)$/;
/** RFC 2606 and RFC 6761: nobody reads mail there. */
const DOMAIN = /(?:^|\.)(?:example\.(?:com|net|org)|example|invalid|test|localhost)$/;

/** Whether an owner is a name still to be written, so that nobody answers to it. */
export function isPlaceholder({ text, kind }: Owner): boolean {
  const lower = text.toLowerCase();
  if (kind === 'email') return DOMAIN.test(lower.slice(lower.lastIndexOf('@') + 1));
  const [login = '', team] = lower.slice(1).split('/');
  // A real organisation may well have a team called `owner`.
  return isStandIn(login) || (team !== undefined && WORDS.test(team));
}

const isStandIn = (name: string): boolean => NAMES.has(name) || WORDS.test(name);
