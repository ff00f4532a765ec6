import { PartialMap, Unknown, UNKNOWN, type Value, type ValueMap } from '../expressions/value.js';

/** What is known of the `github` context when an event starts a workflow for one branch. */
export interface EventContext {
  readonly event: string;
  /** The protected branch: base of the pull request, target of the queue, or pushed to. */
  readonly branch: string;
  /** `name` of the workflow that the event starts, else its path. */
  readonly workflow: string;
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
