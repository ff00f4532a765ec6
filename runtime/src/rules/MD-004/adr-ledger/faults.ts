import type { Adr, Quoted } from '../../../facts/index.js';
import { adrTitle, type Ledger } from '../../decisions.js';
import { quoted } from '../../reported.js';
import { evidenceAt, type Violation } from '../../violation.js';

/** What is wrong with the ADRs as a ledger, whatever the repository holds beside them. */
export function ledgerFaults(
  ledger: Ledger,
  isRule: (id: string) => boolean,
): readonly Violation[] {
  return ledger.adrs.flatMap((adr) => [
    ...superseded(adr, ledger),
    ...unowned(adr),
    ...dangling(adr, ledger, isRule),
    ...adr.problems.map(({ reason, ...at }) => misread(adr, reason, at)),
  ]);
}

type Fault = Pick<Violation, 'title' | 'claim' | 'reality' | 'why' | 'fix'>;

/** Of every fault: medium, and certain, for nothing here is read out of prose. */
const fault = ({ path }: Adr, what: string, said: Fault): Violation => ({
  subject: `${path}: ${what}`,
  severity: 'medium',
  confidence: 'high',
  ...said,
});

function superseded(adr: Adr, ledger: Ledger): readonly Violation[] {
  if (adr.state !== 'accepted') return [];
  const [own] = adr.supersededBy;
  const other = ledger.successor(adr);
  if (own === undefined && other === undefined) return [];
  const reality =
    other === undefined
      ? evidenceAt(`the same file says that ${own?.value ?? ''} takes its place`, own)
      : evidenceAt(`${adrTitle(other.adr)}, accepted, supersedes it`, other.at);
  return [
    fault(adr, 'superseded', {
      title: `ADR ${adr.number} is accepted and superseded`,
      claim: evidenceAt(`${adrTitle(adr)} is accepted`, adr.status),
      reality,
      why: 'Two decisions hold that exclude each other: whoever reads one of them does what the other forbids.',
      fix: `Set the status of ${adr.path} to \`superseded by ${other?.adr.number ?? own?.value ?? ''}\`.`,
    }),
  ];
}

function unowned(adr: Adr): readonly Violation[] {
  if (adr.state !== 'accepted') return [];
  const missing: (readonly [string, string, string])[] = [];
  if (adr.owners.length === 0) {
    missing.push([
      'owner',
      'its front matter names no owner: `owner`, `deciders` or `decision-makers`',
      'Name who answers for it: `deciders: ["@example-org/platform"]`.',
    ]);
  }
  if (adr.date === undefined) {
    missing.push([
      'date',
      'its front matter has no `date`',
      'Write the day on which it was decided: `date: 2026-11-22`.',
    ]);
  }
  return missing.map(([what, says, fix]) =>
    fault(adr, what, {
      title: `ADR ${adr.number} is accepted and has no ${what}`,
      claim: evidenceAt(`${adrTitle(adr)} is accepted`, adr.status),
      reality: { says, quote: '' },
      why:
        what === 'owner'
          ? 'Nobody can be asked whether the decision still holds, and nobody answers for it.'
          : 'Without a date nobody can tell what was known when it was decided, nor which of two decisions is the newer.',
      fix,
    }),
  );
}

function dangling(adr: Adr, ledger: Ledger, isRule: (id: string) => boolean): readonly Violation[] {
  const cites = (what: string, at: Quoted, says: string, fix: string): Violation =>
    fault(adr, what, {
      title: `ADR ${adr.number} cites ${what}, which does not exist`,
      claim: evidenceAt(`${adrTitle(adr)} cites ${what}`, at),
      reality: { says, quote: '' },
      why: 'What the decision leans on is not there: it was renamed or removed, or was never made.',
      fix,
    });
  const { rules = [], files = [] } = adr.enforces ?? {};
  return [
    ...[...adr.supersedes, ...adr.supersededBy]
      .filter(({ value }) => ledger.find(value) === undefined)
      .map((at) =>
        cites(
          `the ADR ${quoted(at.value)}`,
          at,
          'no file with that number or name, and with a status in front matter, is among the ADRs',
          'Correct the reference; an ADR that is cited needs front matter with a `status`.',
        ),
      ),
    ...rules
      .filter(({ value }) => !isRule(value))
      .map((at) =>
        cites(
          `the rule ${at.value}`,
          at,
          'phase-mirror has no rule of that id',
          'Correct the id: `phase-mirror explain` lists the rules.',
        ),
      ),
    ...files
      .filter(({ exists }) => !exists)
      .map((at) =>
        cites(
          `the file ${at.value}`,
          at,
          'no tracked file or folder has that path; case counts',
          'Correct the path, or supersede the decision.',
        ),
      ),
  ];
}

function misread(adr: Adr, reason: string, at: Quoted): Violation {
  return fault(adr, reason, {
    title: `the front matter of ADR ${adr.number} is not of its form`,
    claim: evidenceAt(`${adrTitle(adr)} has front matter for machines to read`, at),
    reality: { says: reason, quote: '' },
    why: 'Somebody believes that the decision is enforced, and what cannot be read enforces nothing.',
    fix: 'Write it as docs/adr-ledger.md of phase-mirror shows.',
  });
}
