import { machineOf, valueOf, type Facts, type MachineMatch } from '../facts/index.js';

/** A machine that took part in the change, by its strongest evidence. */
export interface ChangeMachine extends MachineMatch {
  /** In a sentence: `author of pull request 7`, `author of commit 1a2b3c4d5e6f`. */
  readonly role: string;
}

const STRENGTH = ['id', 'login', 'trailer'] as const;

/** Agents first, then workflows, then maintenance bots: a change by several is judged by the worst. */
const KINDS = ['agent', 'automation', 'maintenance'] as const;

/** The machines among the author of the pull request and those whom the commits name. */
export function machinesOf({ change, live }: Facts): readonly ChangeMachine[] {
  const pull = change.event?.pull ?? (live?.pull === undefined ? undefined : valueOf(live.pull));
  const author = pull === undefined ? undefined : machineOf(pull.author);
  const found: ChangeMachine[] =
    author === undefined ? [] : [{ ...author, role: `author of pull request ${pull?.number}` }];
  for (const { id, machines } of valueOf(change.commits) ?? []) {
    for (const { where, ...match } of machines) {
      const role = where === 'trailer' ? 'named in a trailer' : where;
      found.push({ ...match, role: `${role} of commit ${id.slice(0, 12)}` });
    }
  }
  return found.sort(
    (a, b) =>
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      STRENGTH.indexOf(a.by) - STRENGTH.indexOf(b.by),
  );
}

const EVIDENCE = { id: 'by its id', login: 'by its login', trailer: 'by a trailer' } as const;

export const machineTitle = ({ machine, role, by }: ChangeMachine): string =>
  `${machine} (${role}, ${EVIDENCE[by]})`;
