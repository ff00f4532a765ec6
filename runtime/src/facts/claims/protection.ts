import { given } from '../given.js';
import { child, entry, type Node } from '../nodes/node.js';
import type { BypassActor, Claim, PullRequestRule, Stated } from './claim.js';
import { booleanOf, itemsOf, numberOf, type ClaimDocument } from './document.js';

const KEYS = [
  'required_status_checks',
  'required_pull_request_reviews',
  'enforce_admins',
  'restrictions',
  'allow_force_pushes',
  'required_linear_history',
] as const;

/** A branch protection as GitHub answers it (GET) or takes it (PUT), about the ref given. */
export function protectionClaim(document: ClaimDocument, root: Node, at: Node, ref: string): Claim {
  if (root.kind !== 'mapping' || !KEYS.some((key) => entry(root, key) !== undefined)) {
    throw document.refuse(root, `none of the keys ${KEYS.join(', ')}`);
  }
  const required = child(root, 'required_status_checks');
  return {
    kind: 'branch-protection',
    path: document.file.path,
    at: document.quoted(at),
    target: { include: [ref], exclude: [] },
    enforcement: 'active',
    checks: document.required(required, child(required, 'contexts'), child(required, 'checks')),
    ...given({
      strict: booleanOf(child(required, 'strict')),
      pullRequest: reviewsOf(document, root),
      forcePushes: forcePushesOf(document, root, at),
      bypass: bypassOf(document, root),
    }),
    foreignWorkflows: false,
  };
}

function reviewsOf(document: ClaimDocument, root: Node): PullRequestRule | undefined {
  const found = entry(root, 'required_pull_request_reviews');
  if (found?.value.kind !== 'mapping') return undefined;
  const { keyNode, value } = found;
  return {
    ...document.quoted(keyNode),
    ...given({
      approvals: numberOf(child(value, 'required_approving_review_count')),
      codeOwners: booleanOf(child(value, 'require_code_owner_reviews')),
      dismissStale: booleanOf(child(value, 'dismiss_stale_reviews')),
      lastPush: booleanOf(child(value, 'require_last_push_approval')),
    }),
  };
}

/** A branch that is protected takes no force push unless the protection allows it. */
function forcePushesOf(document: ClaimDocument, root: Node, at: Node): Stated<boolean> {
  const allow = entry(root, 'allow_force_pushes');
  const value = booleanOf(allow?.value) ?? false;
  return { value, ...document.quoted(allow?.keyNode ?? at) };
}

const ALLOWANCES = [
  ['users', 'User'],
  ['teams', 'Team'],
  ['apps', 'Integration'],
] as const;

/** Administrators, unless they are bound, and those who need no pull request. */
function bypassOf(document: ClaimDocument, root: Node): readonly BypassActor[] | undefined {
  const admins = entry(root, 'enforce_admins');
  const reviews = child(root, 'required_pull_request_reviews');
  const allowances = child(reviews, 'bypass_pull_request_allowances');
  if (admins === undefined && allowances === undefined) return undefined;
  const actors: BypassActor[] = [];
  if (admins !== undefined && booleanOf(admins.value) !== true) {
    actors.push({ kind: 'administrators', mode: 'always', ...document.quoted(admins.keyNode) });
  }
  for (const [key, kind] of ALLOWANCES) {
    for (const item of itemsOf(child(allowances, key))) {
      const id = numberOf(child(item, 'id'));
      actors.push({ kind, ...given({ id }), mode: 'pull_request', ...document.quoted(item) });
    }
  }
  return actors;
}
