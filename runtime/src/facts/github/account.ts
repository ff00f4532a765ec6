import type { Part } from './part.js';

/** An account of GitHub. Its id stays when its login changes. */
export interface Account {
  readonly login: string;
  /** Absent where only a login is written, as in old no-reply addresses. */
  readonly id?: number;
  /** As GitHub says it: `User`, `Bot`, `Organization`, `Mannequin`; absent where it says nothing. */
  readonly type?: string;
}

const NO_REPLY =
  /^(?:([0-9]{1,15})\+)?([A-Za-z0-9](?:[A-Za-z0-9-]{0,98}[A-Za-z0-9])?(?:\[bot\])?)$/;
const NO_REPLY_HOST = '@users.noreply.github.com';

/**
 * The account of a no-reply address: `49699333+dependabot[bot]@users.noreply.github.com`. Another
 * address names no account; ids of an Enterprise Server are not those of github.com.
 */
export function accountOfAddress(address: string): Account | undefined {
  const lower = address.toLowerCase();
  if (!lower.endsWith(NO_REPLY_HOST)) return undefined;
  const match = NO_REPLY.exec(address.slice(0, -NO_REPLY_HOST.length));
  const login = match?.[2];
  if (login === undefined) return undefined;
  return match?.[1] === undefined ? { login } : { login, id: Number(match[1]) };
}

/** Whether two mentions are of one account: by id where both have one, else by login. */
export function sameAccount(a: Account, b: Account): boolean {
  if (a.id !== undefined && b.id !== undefined) return a.id === b.id;
  return a.login.toLowerCase() === b.login.toLowerCase();
}

/** An account in a payload or an answer. */
export function accountIn(part: Part): Account {
  const id = part.optionalWhole('id');
  const type = part.optionalText('type');
  return {
    login: part.text('login'),
    ...(id === undefined ? {} : { id }),
    ...(type === undefined ? {} : { type }),
  };
}
