import type { Gap } from '../answer.js';
import { readBranchProtection, readRuleset } from '../claims/read-claim.js';
import { isReviewState } from '../event-facts.js';
import { given } from '../given.js';
import { textFile } from '../text.js';
import { accountIn } from './account.js';
import type {
  Bypass,
  CodeownersError,
  LiveCheck,
  LiveClaim,
  LiveReview,
  WorkflowSettings,
} from './live.js';
import { Missing, partOf, partsOf, type Part } from './part.js';

// One function for each answer. They throw Missing for what is not as GitHub documents it.

const objectOf = (body: unknown): Part => {
  const part = partOf(body, '');
  if (part === undefined) throw new Missing('the answer is no object');
  return part;
};

export function codeownersErrorsIn(body: unknown): readonly CodeownersError[] {
  return objectOf(body)
    .parts('errors')
    .map((error) => ({
      line: error.whole('line'),
      column: error.whole('column'),
      kind: error.text('kind'),
      path: error.text('path'),
    }));
}

export function workflowSettingsIn(body: unknown): WorkflowSettings {
  const part = objectOf(body);
  const permissions = part.text('default_workflow_permissions');
  if (permissions !== 'read' && permissions !== 'write') {
    throw new Missing('/default_workflow_permissions is neither read nor write');
  }
  return {
    defaultPermissions: permissions,
    mayApprove: part.flag('can_approve_pull_request_reviews'),
  };
}

export function bypassesIn(body: unknown): readonly Bypass[] {
  return partsOf(body, '').map((suite) => ({
    id: suite.whole('id'),
    commit: suite.commit('after_sha'),
    ...given({ actor: suite.optionalText('actor_name'), at: suite.optionalText('pushed_at') }),
  }));
}

export function checkRunsIn(body: unknown): readonly LiveCheck[] {
  return partsOf(body, '').map((run) => ({
    name: run.text('name'),
    status: run.text('status'),
    ...given({
      app: run.optionalPart('app')?.optionalWhole('id'),
      conclusion: run.optionalText('conclusion'),
    }),
  }));
}

export type ReviewWithoutRight = Omit<LiveReview, 'mayWrite'>;

/** A review of somebody whose account is gone counts for nobody and is left out. */
export function reviewsIn(body: unknown): readonly ReviewWithoutRight[] {
  return partsOf(body, '').flatMap((review) => {
    const state = review.text('state').toLowerCase();
    if (!isReviewState(state)) throw new Missing(`${review.at}/state is no state of a review`);
    const user = review.optionalPart('user');
    if (user === undefined) return [];
    const commit = review.own('commit_id') === null ? undefined : review.commit('commit_id');
    return [{ author: accountIn(user), state, ...given({ commit }) }];
  });
}

/** `admin` and `write` may write; a role of the organisation's own says so in `role_name` only. */
export function mayWriteIn(body: unknown): boolean {
  const permission = objectOf(body).text('permission');
  return permission === 'admin' || permission === 'write';
}

/** Whether a branch has a classic protection, as everybody may know it; undefined if it may have. */
export function hasClassicIn(body: unknown): boolean | undefined {
  const part = objectOf(body);
  if (!part.flag('protected')) return false;
  const enabled = part.optionalPart('protection')?.own('enabled');
  return enabled === false ? false : undefined;
}

const LEVEL: Readonly<Record<string, LiveClaim['level']>> = {
  Repository: 'repository',
  Organization: 'organization',
  Enterprise: 'enterprise',
};

/** One ruleset among the active rules of a branch. */
export interface ActiveRuleset {
  readonly id: number;
  readonly level: LiveClaim['level'];
  /** Its rules with their pointers in the answer. */
  readonly rules: readonly { readonly rule: Part; readonly pointer: string }[];
}

/** The active rules of a branch by their ruleset, in the order of the answer. */
export function rulesetsIn(body: unknown): readonly ActiveRuleset[] {
  const found = new Map<number, ActiveRuleset>();
  for (const rule of partsOf(body, '')) {
    rule.text('type');
    const id = rule.whole('ruleset_id');
    const level = LEVEL[rule.text('ruleset_source_type')];
    if (level === undefined) throw new Missing(`${rule.at}/ruleset_source_type is no level`);
    const same = found.get(id)?.rules ?? [];
    found.set(id, { id, level, rules: [...same, { rule, pointer: rule.at }] });
  }
  return [...found.values()];
}

/**
 * A ruleset in force as a claim. `details` is the ruleset itself, which shows name and bypass actors
 * to callers who may see them.
 */
export function rulesetClaimIn(
  path: string,
  branch: string,
  { id, level, rules }: ActiveRuleset,
  details: unknown,
): LiveClaim {
  const detail = partOf(details, '');
  const text = JSON.stringify(
    {
      ...given({ name: detail?.optionalText('name') }),
      target: 'branch',
      enforcement: 'active',
      conditions: { ref_name: { include: [`refs/heads/${escaped(branch)}`], exclude: [] } },
      rules: rules.map(({ rule }) => ({
        type: rule.own('type'),
        parameters: rule.own('parameters'),
      })),
      ...given({ bypass_actors: detail?.own('bypass_actors') }),
    },
    null,
    1,
  );
  const claim = known(readRuleset(textFile(path, text)));
  const pointerOf = new Map(rules.flatMap(contextPointers));
  const pointers = claim.checks.map(({ context }) => pointerOf.get(context) ?? '');
  return { claim: { ...claim, about: 'yes' }, level, id, pointers };
}

function contextPointers({
  rule,
  pointer,
}: ActiveRuleset['rules'][number]): readonly (readonly [string, string])[] {
  if (rule.own('type') !== 'required_status_checks') return [];
  const checks = rule.part('parameters').parts('required_status_checks');
  return checks.map((check, i) => [
    check.text('context'),
    `${pointer}/parameters/required_status_checks/${i}`,
  ]);
}

/** A branch name is no pattern: what GitHub would take for one is meant as it stands. */
const escaped = (branch: string): string => branch.replace(/[*?[\]\\]/g, '\\$&');

export function classicClaimIn(path: string, branch: string, body: unknown): LiveClaim {
  const part = objectOf(body);
  const text = JSON.stringify({ ...part.value, url: path }, null, 1);
  const claim = known(readBranchProtection(textFile(path, text)));
  const target = { include: [`refs/heads/${escaped(branch)}`], exclude: [] };
  const required = part.optionalPart('required_status_checks');
  const checks = required?.own('checks');
  const contexts = required?.own('contexts');
  const pointers = claim.checks.map(({ context }) => {
    const at = listOf(checks).findIndex((c) => partOf(c, '')?.own('context') === context);
    if (at >= 0) return `/required_status_checks/checks/${at}`;
    return `/required_status_checks/contexts/${listOf(contexts).indexOf(context)}`;
  });
  return { claim: { ...claim, target, about: 'yes' }, level: 'classic', pointers };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function known<T extends object>(claim: T | Gap | undefined): T {
  if (claim === undefined) throw new Missing('a ruleset of the branch is none of branches');
  if ('code' in claim) throw new Missing(claim.reason);
  return claim;
}
