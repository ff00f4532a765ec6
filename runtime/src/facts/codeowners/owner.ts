/** Somebody that CODEOWNERS names. Whether GitHub knows them cannot be told from the file. */
export interface Owner {
  readonly text: string;
  readonly kind: 'user' | 'team' | 'email';
}

const USER = /^@[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})$/;
const TEAM = /^@[A-Za-z0-9][A-Za-z0-9-]{0,99}\/[A-Za-z0-9._-]{1,255}$/;
const EMAIL = /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}$/;

/** Reads `@user`, `@org/team` or an e-mail address; undefined for anything else. */
export function readOwner(text: string): Owner | undefined {
  if (TEAM.test(text)) return { text, kind: 'team' };
  if (USER.test(text)) return { text, kind: 'user' };
  return EMAIL.test(text) ? { text, kind: 'email' } : undefined;
}
