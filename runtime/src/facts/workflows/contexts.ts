import { PartialMap, Unknown, UNKNOWN, type Value, type ValueMap } from '../expressions/value.js';

/** What is known of the `github` context when an event starts a workflow for one branch. */
export interface EventContext {
  readonly event: string;
  /** The protected branch: base of the pull request, target of the queue, or pushed to. */
  readonly branch: string;
  /** `name` of the workflow that the event starts, else its path. */
  readonly workflow: string;
  /** Activity type of the event that a push to the change has. */
  readonly action?: string;
}

const PULL_REQUEST_EVENTS: ReadonlySet<string> = new Set([
  'pull_request',
  'pull_request_target',
  'pull_request_review',
  'pull_request_review_comment',
]);
/** Keys of `github.event` that only the events named have; elsewhere they are absent. */
const PAYLOAD_KEYS: readonly (readonly [string, (event: string) => boolean])[] = [
  ['pull_request', (event) => PULL_REQUEST_EVENTS.has(event)],
  ['merge_group', (event) => event === 'merge_group'],
  ['head_commit', (event) => event === 'push'],
];

/** The contexts that a name, a matrix or an `if` may read, without `matrix` and `strategy`. */
export function eventNames(
  context: EventContext,
  inputs: ValueMap | Unknown,
): ReadonlyMap<string, Value> {
  return new Map<string, Value>([
    ['github', githubContext(context)],
    ['inputs', inputs],
    ['vars', UNKNOWN],
    ['needs', UNKNOWN],
  ]);
}

/** Inputs of a workflow that is not called: only a person who starts it by hand gives some. */
export function startInputs(event: string): ValueMap | Unknown {
  return event === 'workflow_dispatch' ? UNKNOWN : new Map();
}

function githubContext({ event, branch, workflow }: EventContext): ValueMap {
  const github = new PartialMap([
    ['event_name', event],
    ['workflow', workflow],
  ]);
  const payload = new PartialMap();
  for (const [key, has] of PAYLOAD_KEYS) {
    payload.set(key, has(event) ? new Unknown(true) : null);
  }
  github.set('event', payload);
  if (event === 'pull_request' || event === 'pull_request_target') {
    github.set('base_ref', branch);
    github.set('head_ref', new Unknown(true));
  } else {
    github.set('base_ref', '');
    github.set('head_ref', '');
  }
  if (event === 'pull_request_target') {
    github.set('ref', `refs/heads/${branch}`);
    github.set('ref_name', branch);
    github.set('ref_type', 'branch');
  }
  return github;
}

/**
 * What the `if` of a job reads in the usual run of a change: the pull request is open and was pushed
 * to, or the queue asks for its checks. Refs stand for any of their kind, so no name is made of them.
 */
export function usualNames(
  { event, branch, action }: EventContext,
  names: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  const github = names.get('github');
  if (!(github instanceof PartialMap)) return names;
  const usual = new PartialMap(github);
  const payload = new PartialMap(github.get('event') as PartialMap);
  if (action !== undefined) payload.set('action', action);
  if (event === 'pull_request' || event === 'pull_request_target') {
    const base = new PartialMap([['ref', branch]]);
    const open: readonly (readonly [string, Value])[] = [
      ['state', 'open'],
      ['merged', false],
      ['base', base],
    ];
    payload.set('pull_request', new PartialMap(open));
  }
  if (event === 'pull_request') setRef(usual, 'refs/pull/1/merge', '1/merge');
  if (event === 'merge_group') {
    const name = queueBranch(branch);
    setRef(usual, `refs/heads/${name}`, name);
  }
  return new Map(names).set('github', usual.set('event', payload));
}

function setRef(github: PartialMap, ref: string, name: string): void {
  github.set('ref', ref).set('ref_name', name).set('ref_type', 'branch');
}

/** A temporary branch of the merge queue (rules.md 2.3). */
export function queueBranch(branch: string): string {
  return `gh-readonly-queue/${branch}/pr-1-${'0'.repeat(40)}`;
}
