import type { Operation } from './operations.js';
import { notFound, type GitHubState, type Repo, type User } from './state.js';

/** One request, as a handler sees it: valid by GitHub's description. */
export interface Call {
  readonly state: GitHubState;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** JSON, or the bytes of an upload. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** An answer; `list` is cut into pages, under `key` where GitHub has it there. */
export interface Handled {
  readonly status: number;
  readonly body?: unknown;
  readonly list?: readonly unknown[];
  readonly key?: string;
  /** Bytes that are sent as they are. */
  readonly bytes?: Uint8Array;
}

export type Handler = (call: Call) => Handled;
/** Handlers of some operations, by their names. */
export type Handlers<Name extends Operation> = Readonly<Record<Name, Handler>>;

export const ok = (body: unknown): Handled => ({ status: 200, body });
export const created = (body: unknown): Handled => ({ status: 201, body });
export const listed = (list: readonly unknown[], key?: string): Handled => ({
  status: 200,
  list,
  ...(key === undefined ? {} : { key }),
});
export const NOTHING: Handled = { status: 204 };

export function repoOf({ state, params }: Call): Repo {
  const repo = state.repos.get(nameOf(params));
  if (repo === undefined) throw notFound();
  return repo;
}

export const nameOf = (params: Call['params']): string =>
  `${params['owner'] ?? ''}/${params['repo'] ?? ''}`;

export function found<T>(value: T | undefined): T {
  if (value === undefined) throw notFound();
  return value;
}

/** The whole number in a path. */
export const numberIn = ({ params }: Call, name: string): number => Number(params[name]);

/** A body that is JSON; the request is valid, so its properties have their types. */
export const bodyOf = <T>({ body }: Call): T => body as T;

export const nextId = (state: GitHubState): number => (state.lastId += 1);
/** The time of a change: a second after the one before. */
export const tick = (state: GitHubState): string =>
  new Date((state.now += 1_000)).toISOString().replace('.000Z', 'Z');

/** An account as GitHub shows it; one that the world does not name is a person. */
export function userOf(state: GitHubState, login: string): User {
  return state.users.get(login) ?? { login, id: 900_000 + login.length, type: 'User' };
}

/** Puts a value into the properties that were given, and leaves the others. */
export function assign<T extends object>(
  target: T,
  given: object,
  names: readonly (keyof T)[],
): void {
  for (const name of names) {
    if (Object.hasOwn(given, name)) target[name] = (given as T)[name];
  }
}
