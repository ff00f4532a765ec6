import { accountOfAddress, type Account } from '../github/account.js';
import { machineNamed, machineOf, type MachineMatch } from '../github/agents.js';

/** Author or committer. Anybody can write anything into a commit: this is what it says of itself. */
export interface Person {
  readonly name: string;
  readonly email: string;
  /** Of a no-reply address of github.com. */
  readonly account?: Account;
}

export interface Trailer {
  readonly key: string;
  readonly value: string;
  /** Of the no-reply address in the value. */
  readonly account?: Account;
}

/** A machine that a commit names, and where. */
export interface CommitMachine extends MachineMatch {
  readonly where: 'author' | 'committer' | 'trailer';
}

/** What GitHub commits under when somebody merges or edits in the browser. */
const WEB_FLOW: Account = { login: 'web-flow' };
const WEB_FLOW_ADDRESS = 'noreply@github.com';

export function person(name: string, email: string): Person {
  const account = email === WEB_FLOW_ADDRESS ? WEB_FLOW : accountOfAddress(email);
  return { name, email, ...(account === undefined ? {} : { account }) };
}

/** From one line `key: value`, as git prints trailers; undefined for a line that is none. */
export function trailer(line: string): Trailer | undefined {
  const at = line.indexOf(':');
  if (at < 1) return undefined;
  const value = line.slice(at + 1).trim();
  const account = accountOfAddress(addressIn(value) ?? '');
  return { key: line.slice(0, at).trim(), value, ...(account === undefined ? {} : { account }) };
}

/**
 * Trailers that name who helped. A name alone counts only in `Assisted-by`: people are called Claude,
 * too. Prose is no evidence, and a missing trailer proves nothing.
 */
const ASSISTED = 'assisted-by';
const CREDITS: ReadonlySet<string> = new Set(['co-authored-by', ASSISTED]);

/** The machines that a commit names: each once in each place, by the strongest evidence. */
export function machinesOf(
  author: Person,
  committer: Person,
  trailers: readonly Trailer[],
): readonly CommitMachine[] {
  const found = new Map<string, CommitMachine>();
  const add = (match: MachineMatch | undefined, where: CommitMachine['where']): void => {
    if (match === undefined) return;
    const key = `${where} ${match.machine}`;
    if (found.get(key)?.by !== 'id') found.set(key, { ...match, where });
  };
  add(machineOfPerson(author), 'author');
  add(machineOfPerson(committer), 'committer');
  for (const { key: written, value, account } of trailers) {
    const key = written.toLowerCase();
    if (!CREDITS.has(key)) continue;
    const named = account === undefined ? undefined : machineOf(account);
    const match =
      named ??
      machineNamed({
        address: addressIn(value),
        assist: key === ASSISTED ? assistIn(value) : undefined,
      });
    add(match === undefined ? undefined : { ...match, by: 'trailer' }, 'trailer');
  }
  return [...found.values()];
}

function machineOfPerson({ account, email }: Person): MachineMatch | undefined {
  return account === undefined ? machineNamed({ address: email }) : machineOf(account);
}

const addressIn = (value: string): string | undefined => /<([^<>\s]+)>\s*$/.exec(value)?.[1];

/** `Claude` of `Claude:some-model [tool]`, of `Claude (note)` and of `Claude <address>`. */
const assistIn = (value: string): string => (/^[^:<([]*/.exec(value)?.[0] ?? '').trim();
