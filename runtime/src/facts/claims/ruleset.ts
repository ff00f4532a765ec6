import { given } from '../given.js';
import { child, textOf, type Node } from '../nodes/node.js';
import type { BypassActor, Claim, MergeQueue, PullRequestRule, Target } from './claim.js';
import { booleanOf, itemsOf, numberOf, type ClaimDocument } from './document.js';

/** A ruleset as GitHub exports it. One for tags or pushes is no claim about branches: undefined. */
export function rulesetClaim(document: ClaimDocument, root: Node): Claim | undefined {
  const rules = child(root, 'rules');
  const enforcement = textOf(child(root, 'enforcement'));
  if (rules?.kind !== 'sequence' || !isEnforcement(enforcement)) {
    throw document.refuse(
      root,
      'no `rules` list, or no `enforcement` of active, evaluate, disabled',
    );
  }
  if ((textOf(child(root, 'target')) ?? 'branch') !== 'branch') return undefined;
  const target = targetOf(child(child(root, 'conditions'), 'ref_name'));
  if (target === undefined) {
    throw document.refuse(
      root,
      'there is no conditions.ref_name with include and exclude',
      'claim-target-unknown',
    );
  }
  const ofType = (type: string): readonly Node[] =>
    rules.items.filter((rule) => textOf(child(rule, 'type')) === type);
  const status = ofType('required_status_checks').map(parametersOf);
  const name = child(root, 'name');
  const [queue] = ofType('merge_queue');
  const [review] = ofType('pull_request');
  const [linear] = ofType('non_fast_forward');
  return {
    kind: 'ruleset',
    path: document.file.path,
    at: document.quoted(name ?? root),
    target,
    enforcement,
    checks: status.flatMap((rule) =>
      document.required(rule, undefined, child(rule, 'required_status_checks')),
    ),
    ...given({
      name: textOf(name),
      strict: booleanOf(child(status[0], 'strict_required_status_checks_policy')),
      mergeQueue: queue === undefined ? undefined : queueOf(document, queue),
      pullRequest: review === undefined ? undefined : reviewOf(document, review),
      forcePushes: document.stated(linear === undefined ? undefined : typeNode(linear), false),
      bypass: bypassOf(document, root),
    }),
    foreignWorkflows: ofType('workflows').length > 0,
  };
}

const parametersOf = (rule: Node): Node => child(rule, 'parameters') ?? rule;

const typeNode = (rule: Node): Node => child(rule, 'type') ?? rule;

function isEnforcement(text: string | undefined): text is Claim['enforcement'] {
  return text === 'active' || text === 'evaluate' || text === 'disabled';
}

function targetOf(refName: Node | undefined): Target | undefined {
  const include = child(refName, 'include');
  if (include?.kind !== 'sequence') return undefined;
  return { include: textsOf(include), exclude: textsOf(child(refName, 'exclude')) };
}

function queueOf(document: ClaimDocument, rule: Node): MergeQueue {
  const at = (key: string): Node | undefined => child(parametersOf(rule), key);
  return {
    ...document.quoted(typeNode(rule)),
    ...given({
      groupingStrategy: document.text(at('grouping_strategy')),
      maxEntriesToBuild: document.number(at('max_entries_to_build')),
      maxEntriesToMerge: document.number(at('max_entries_to_merge')),
      checkResponseTimeoutMinutes: document.number(at('check_response_timeout_minutes')),
    }),
  };
}

function reviewOf(document: ClaimDocument, rule: Node): PullRequestRule {
  const at = (key: string): Node | undefined => child(parametersOf(rule), key);
  return {
    ...document.quoted(typeNode(rule)),
    ...given({
      approvals: numberOf(at('required_approving_review_count')),
      codeOwners: booleanOf(at('require_code_owner_review')),
      dismissStale: booleanOf(at('dismiss_stale_reviews_on_push')),
      lastPush: booleanOf(at('require_last_push_approval')),
    }),
  };
}

function bypassOf(document: ClaimDocument, root: Node): readonly BypassActor[] | undefined {
  const actors = child(root, 'bypass_actors');
  if (actors?.kind !== 'sequence') return undefined;
  return actors.items.map((actor) => {
    const type = child(actor, 'actor_type');
    return {
      kind: textOf(type) ?? 'actor',
      ...given({
        id: numberOf(child(actor, 'actor_id')),
        mode: textOf(child(actor, 'bypass_mode')),
      }),
      ...document.quoted(type ?? actor),
    };
  });
}

const textsOf = (node: Node | undefined): readonly string[] =>
  itemsOf(node).flatMap((item) => textOf(item) ?? []);
