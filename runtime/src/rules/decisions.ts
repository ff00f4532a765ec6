import { valueOf, type Adr, type AdrLedger, type Facts, type Quoted } from '../facts/index.js';
import type { Evidence } from './finding.js';
import { evidenceAt } from './violation.js';

/** The ADRs of a ledger by what may name one: its number, or its file. */
export interface Ledger {
  readonly adrs: readonly Adr[];
  /** The ADR that a reference names; `several` where two files carry the number. */
  find(reference: string): Adr | 'several' | undefined;
  /** The ADR that takes the place of another by its own word, and where it says so. */
  successor(adr: Adr): { readonly adr: Adr; readonly at: Quoted } | undefined;
}

const known = new WeakMap<AdrLedger, Ledger>();

/** Made once a ledger: every rule that asks for decisions asks for the same. */
export function ledgerOf(ledger: AdrLedger | undefined): Ledger | undefined {
  if (ledger === undefined) return undefined;
  const done = known.get(ledger) ?? makeLedger(ledger);
  known.set(ledger, done);
  return done;
}

function makeLedger({ adrs }: AdrLedger): Ledger {
  const numbered = new Map<number, Adr | 'several'>();
  const named = new Map<string, Adr>();
  for (const adr of adrs) {
    numbered.set(adr.number, numbered.has(adr.number) ? 'several' : adr);
    named.set(fileName(adr.path), adr);
  }
  const find = (reference: string): Adr | 'several' | undefined => {
    // A link `[ADR-5](0005-title.md)` names its file.
    const target = /\(([^()\s]+)\)$/.exec(reference)?.[1] ?? reference;
    const byName = named.get(fileName(target)) ?? named.get(`${fileName(target)}.md`);
    const digits = /^(?:adr[-_ ]?)?0*(\d{1,6})$/i.exec(target)?.[1];
    return byName ?? (digits === undefined ? undefined : numbered.get(Number(digits)));
  };
  const successors = new Map<Adr, { readonly adr: Adr; readonly at: Quoted }>();
  for (const adr of adrs.filter(({ state }) => state === 'accepted')) {
    for (const at of adr.supersedes) {
      const old = find(at.value);
      if (old !== undefined && old !== 'several' && old !== adr) successors.set(old, { adr, at });
    }
  }
  return { adrs, find, successor: (adr) => successors.get(adr) };
}

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1).toLowerCase();

/** Whether an ADR is decided, and nothing has taken its place. */
export function isInForce(adr: Adr, ledger: Ledger): boolean {
  return (
    adr.state === 'accepted' && adr.supersededBy.length === 0 && ledger.successor(adr) === undefined
  );
}

/** A decision that holds. `revoked`: the change itself takes it out of force. */
export interface Decision {
  readonly adr: Adr;
  readonly revoked: boolean;
}

/**
 * The decisions that a change is held to: those of the branch that it goes to (ADR 0010), and those that
 * it brings.
 */
export function decisionsInForce({ adrs }: Facts): readonly Decision[] {
  const now = ledgerOf(valueOf(adrs.inForce));
  const after = adrs.proposed === undefined ? now : ledgerOf(valueOf(adrs.proposed));
  const held = (now?.adrs ?? []).filter((adr) => now !== undefined && isInForce(adr, now));
  const left = (after?.adrs ?? []).filter((adr) => after !== undefined && isInForce(adr, after));
  const kept = new Set(left.map(({ path }) => path));
  const heldPaths = new Set(held.map(({ path }) => path));
  return [
    ...held.map((adr) => ({ adr, revoked: after !== undefined && !kept.has(adr.path) })),
    ...left.filter(({ path }) => !heldPaths.has(path)).map((adr) => ({ adr, revoked: false })),
  ];
}

/** How an ADR is called in a sentence. */
export const adrTitle = ({ number, path }: Adr): string => `ADR ${number} (${path})`;

/** What an ADR demands, as the claim of a finding. */
export function adrEvidence(adr: Adr, says: string, at: Quoted): Evidence {
  return evidenceAt(`ADR ${adr.number} decides that ${says}`, at);
}
