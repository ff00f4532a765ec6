import type { Account } from './account.js';

/**
 * `agent` writes changes of its own; `maintenance` raises versions; `automation` is a workflow, which
 * may do either.
 */
export type MachineKind = 'agent' | 'maintenance' | 'automation';

/** What a machine is known by. */
export interface Machine {
  readonly name: string;
  readonly kind: MachineKind;
  /** Numeric ids of its accounts on github.com. */
  readonly ids: readonly number[];
  /** Logins that nobody else can have: with `[bot]`, or kept by GitHub. */
  readonly logins: readonly string[];
  /** Addresses that it writes into trailers when it works under somebody's account. */
  readonly addresses: readonly string[];
  /** Names that it writes into `Assisted-by`. */
  readonly assists: readonly string[];
}

/** How sure a match is: an id and a login are GitHub's own, a trailer anybody can write. */
export type Evidence = 'id' | 'login' | 'trailer';

export interface MachineMatch {
  readonly machine: string;
  readonly kind: MachineKind;
  readonly by: Evidence;
}

/** Who is a machine (rules.md 2.6). Data: a new one is a new row, and nothing else. */
export const MACHINES: readonly Machine[] = [
  {
    name: 'Dependabot',
    kind: 'maintenance',
    ids: [49699333],
    logins: ['dependabot[bot]'],
    addresses: [],
    assists: [],
  },
  {
    name: 'Renovate',
    kind: 'maintenance',
    ids: [29139614],
    logins: ['renovate[bot]'],
    addresses: [],
    assists: [],
  },
  {
    name: 'GitHub Actions',
    kind: 'automation',
    ids: [41898282],
    logins: ['github-actions[bot]'],
    addresses: [],
    assists: [],
  },
  {
    name: 'Copilot',
    kind: 'agent',
    ids: [198982749],
    logins: ['Copilot', 'copilot-swe-agent[bot]'],
    addresses: [],
    assists: ['Copilot', 'GitHub Copilot'],
  },
  {
    name: 'Claude',
    kind: 'agent',
    ids: [209825114],
    logins: ['claude[bot]'],
    addresses: ['noreply@anthropic.com'],
    assists: ['Claude', 'Claude Code'],
  },
  {
    name: 'Devin',
    kind: 'agent',
    ids: [158243242],
    logins: ['devin-ai-integration[bot]'],
    addresses: [],
    assists: ['Devin'],
  },
  {
    name: 'Cursor',
    kind: 'agent',
    ids: [206951365],
    logins: ['cursor[bot]'],
    addresses: ['cursoragent@cursor.com'],
    assists: ['Cursor'],
  },
];

const byId = new Map(MACHINES.flatMap((m) => m.ids.map((id) => [id, m] as const)));
const byLogin = indexed(({ logins }) => logins);
const byAddress = indexed(({ addresses }) => addresses);
const byAssist = indexed(({ assists }) => assists);

function indexed(keys: (machine: Machine) => readonly string[]): ReadonlyMap<string, Machine> {
  return new Map(MACHINES.flatMap((m) => keys(m).map((key) => [key.toLowerCase(), m] as const)));
}

/**
 * The machine that an account is: by its id, else by its exact login. GraphQL leaves `[bot]` away and
 * says the type `Bot`; a login without either may be a person's.
 */
export function machineOf(account: Account): MachineMatch | undefined {
  const found = account.id === undefined ? undefined : byId.get(account.id);
  if (found !== undefined) return matched(found, 'id');
  const login = account.login.toLowerCase();
  const named = byLogin.get(account.type === 'Bot' && !isBotLogin(login) ? `${login}[bot]` : login);
  const kept = named ?? byLogin.get(login);
  return kept === undefined ? undefined : matched(kept, 'login');
}

/** The machine that an address or the value of an `Assisted-by` names, where no account does. */
export function machineNamed(what: {
  readonly address?: string | undefined;
  readonly assist?: string | undefined;
}): MachineMatch | undefined {
  const found =
    byAddress.get((what.address ?? '').toLowerCase()) ??
    byAssist.get((what.assist ?? '').toLowerCase());
  return found === undefined ? undefined : matched(found, 'trailer');
}

const matched = ({ name, kind }: Machine, by: Evidence): MachineMatch => ({
  machine: name,
  kind,
  by,
});

/** No person can have such a login: `[` and `]` are not allowed in theirs. */
const isBotLogin = (login: string): boolean => login.endsWith('[bot]');

/** Whether GitHub says that an account is no person's, known by name or not. */
export function isMachine(account: Account): boolean {
  return account.type === 'Bot' || isBotLogin(account.login) || machineOf(account) !== undefined;
}
