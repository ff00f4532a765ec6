import type { Gap } from './answer.js';
import { accountIn, type Account } from './github/account.js';
import { Missing, partOf, type Part } from './github/part.js';

/** The event that asks for the judgement, as its payload tells it. */
export interface EventFacts {
  /** For example `pull_request`. */
  readonly name: string;
  /** For example `opened`. */
  readonly action?: string;
  /** The account that caused the event: not always the author of the change. */
  readonly sender?: Account;
  readonly pull?: PullFacts;
  readonly review?: ReviewFacts;
  readonly group?: GroupFacts;
  readonly push?: PushFacts;
  /** Cron line of a schedule. */
  readonly schedule?: string;
}

export interface PullFacts {
  readonly number: number;
  /** `pull_request.user`: unlike `github.actor` nobody can put on another's name. */
  readonly author: Account;
  readonly draft: boolean;
  readonly merged: boolean;
  /** An agent's pull request is assigned to who asked for it. */
  readonly assignees: readonly Account[];
  readonly labels: readonly string[];
  readonly head: PullEnd;
  readonly base: PullEnd;
  /** Who switched auto-merge on. */
  readonly autoMerge?: Account;
}

export interface PullEnd {
  readonly ref: string;
  readonly commit: string;
  /** `owner/name`; absent when the fork is gone. */
  readonly repository?: string;
}

export const REVIEW_STATES = [
  'approved',
  'changes_requested',
  'commented',
  'dismissed',
  'pending',
] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

export interface ReviewFacts {
  readonly author: Account;
  readonly state: ReviewState;
  /** The commit that was looked at. */
  readonly commit: string;
}

export interface GroupFacts {
  /** `refs/heads/gh-readonly-queue/<base>/pr-N-<sha>`. */
  readonly headRef: string;
  readonly head: string;
  readonly baseRef: string;
  readonly base: string;
}

export interface PushFacts {
  readonly ref: string;
  readonly forced: boolean;
  readonly deleted: boolean;
}

/**
 * What the rules may know of an event. A part of the payload that is not as GitHub documents it is left
 * out, and a gap says so: an absent part never reads as an answer.
 */
export function eventFacts(
  name: string,
  payload: unknown,
): { readonly facts: EventFacts; readonly gaps: readonly Gap[] } {
  const root = partOf(payload, '');
  if (root === undefined) return { facts: { name }, gaps: [] };
  const gaps: Gap[] = [];
  const attempt = <T>(key: string, read: (part: Part) => T): T | undefined => {
    const part = root.optionalPart(key);
    if (part === undefined) return undefined;
    try {
      return read(part);
    } catch (cause) {
      if (!(cause instanceof Missing)) throw cause;
      gaps.push({ code: 'event-shape', reason: `the event payload: ${cause.message}` });
      return undefined;
    }
  };
  const facts: EventFacts = {
    name,
    ...defined('action', root.optionalText('action')),
    ...defined('sender', attempt('sender', accountIn)),
    ...defined('pull', attempt('pull_request', pullIn)),
    ...defined('review', attempt('review', reviewIn)),
    ...defined('group', attempt('merge_group', groupIn)),
    ...(name === 'push' ? defined('push', pushIn(root)) : {}),
    ...(name === 'schedule' ? defined('schedule', root.optionalText('schedule')) : {}),
  };
  return { facts, gaps };
}

export function pullIn(part: Part): PullFacts {
  const autoMerge = part.optionalPart('auto_merge')?.optionalPart('enabled_by');
  return {
    number: part.whole('number'),
    author: accountIn(part.part('user')),
    draft: part.own('draft') === true,
    merged: part.own('merged') === true,
    assignees: listIn(part, 'assignees').map(accountIn),
    labels: listIn(part, 'labels').map((label) => label.text('name')),
    head: endIn(part.part('head')),
    base: endIn(part.part('base')),
    ...defined('autoMerge', autoMerge === undefined ? undefined : accountIn(autoMerge)),
  };
}

const listIn = (part: Part, key: string): readonly Part[] =>
  part.own(key) === undefined ? [] : part.parts(key);

function endIn(part: Part): PullEnd {
  return {
    ref: part.text('ref'),
    commit: part.commit('sha'),
    ...defined('repository', part.optionalPart('repo')?.optionalText('full_name')),
  };
}

function reviewIn(part: Part): ReviewFacts {
  const state = part.text('state').toLowerCase();
  if (!isReviewState(state)) throw new Missing(`${part.at}/state is no state of a review`);
  return { author: accountIn(part.part('user')), state, commit: part.commit('commit_id') };
}

export function isReviewState(word: string): word is ReviewState {
  return (REVIEW_STATES as readonly string[]).includes(word);
}

function groupIn(part: Part): GroupFacts {
  return {
    headRef: part.text('head_ref'),
    head: part.commit('head_sha'),
    baseRef: part.text('base_ref'),
    base: part.commit('base_sha'),
  };
}

function pushIn(root: Part): PushFacts | undefined {
  const ref = root.optionalText('ref');
  if (ref === undefined) return undefined;
  return { ref, forced: root.own('forced') === true, deleted: root.own('deleted') === true };
}

function defined<K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: T });
}
