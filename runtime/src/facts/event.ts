import { readFile, realpath, stat } from 'node:fs/promises';
import type { Gap } from './answer.js';
import { eventFacts, type EventFacts } from './event-facts.js';
import type { Mode } from './snapshot.js';

/** What GitHub Actions says of the run that judges this very checkout. */
export interface RunEvent {
  readonly name: string;
  readonly mode: Mode;
  /** `owner/name`. */
  readonly repository?: string;
  readonly branch?: string;
  readonly baseCommit?: string;
  readonly defaultBranch?: string;
  /** What the payload says beyond that; absent when it could not be read. */
  readonly facts?: EventFacts;
  readonly gaps: readonly Gap[];
}

/** GitHub's own limit for a payload is 25 MB. */
const MAX_PAYLOAD = 32 * 1024 * 1024;

/**
 * Reads the event that started the workflow run. Answers undefined outside GitHub Actions, and when
 * the repository judged is another one than that which the run has checked out.
 */
export async function readEvent(
  env: NodeJS.ProcessEnv,
  root: string | undefined,
): Promise<RunEvent | undefined> {
  const name = env['GITHUB_EVENT_NAME'];
  if (name === undefined || name === '' || root === undefined) return undefined;
  if (!(await isSameFolder(env['GITHUB_WORKSPACE'], root))) return undefined;
  const { payload, gaps } = await readPayload(env['GITHUB_EVENT_PATH']);
  const told = payload === undefined ? undefined : eventFacts(name, payload);
  const at = (...path: readonly string[]): string | undefined => textAt(payload, path);
  const common = {
    name,
    mode: name === 'merge_group' ? ('merge_group' as const) : ('pull_request' as const),
    gaps: [...gaps, ...(told?.gaps ?? [])],
    ...(told === undefined ? {} : { facts: told.facts }),
    ...optional('repository', env['GITHUB_REPOSITORY'] ?? at('repository', 'full_name')),
    ...optional('defaultBranch', at('repository', 'default_branch')),
  };
  switch (name) {
    case 'merge_group':
      return {
        ...common,
        ...optional('branch', at('merge_group', 'base_ref')?.replace(/^refs\/heads\//, '')),
        ...optional('baseCommit', at('merge_group', 'base_sha')),
      };
    case 'push':
      return {
        ...common,
        ...optional(
          'branch',
          env['GITHUB_REF_TYPE'] === 'branch' ? env['GITHUB_REF_NAME'] : undefined,
        ),
        ...optional('baseCommit', realCommit(at('before'))),
      };
    default:
      return {
        ...common,
        ...optional('branch', env['GITHUB_BASE_REF'] ?? at('pull_request', 'base', 'ref')),
        ...optional('baseCommit', at('pull_request', 'base', 'sha')),
      };
  }
}

async function isSameFolder(workspace: string | undefined, root: string): Promise<boolean> {
  if (workspace === undefined || workspace === '') return false;
  try {
    return (await realpath(workspace)) === (await realpath(root));
  } catch {
    return false;
  }
}

async function readPayload(
  path: string | undefined,
): Promise<{ readonly payload: unknown; readonly gaps: readonly Gap[] }> {
  if (path === undefined || path === '') return { payload: undefined, gaps: [] };
  try {
    const { size } = await stat(path);
    if (size > MAX_PAYLOAD) throw new Error(`it has ${size} bytes`);
    return { payload: JSON.parse(await readFile(path, 'utf8')) as unknown, gaps: [] };
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'it is not JSON' : (cause as Error).message;
    // The path itself is of the machine and not of the change: it stays out of the report.
    const reason = `the event payload: ${why.replaceAll(path, 'the file')}`;
    return { payload: undefined, gaps: [{ code: 'event-unreadable', reason }] };
  }
}

function textAt(value: unknown, path: readonly string[]): string | undefined {
  let at: unknown = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return typeof at === 'string' && at !== '' ? at : undefined;
}

/** A push that creates a branch has a `before` of zeros. */
const realCommit = (commit: string | undefined): string | undefined =>
  commit === undefined || /^0+$/.test(commit) ? undefined : commit;

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined || value === '' ? {} : ({ [key]: value } as Record<K, string>);
}
