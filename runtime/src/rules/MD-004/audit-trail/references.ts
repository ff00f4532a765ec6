import { matcherOf } from '../../../facts/codeowners/matcher.js';
import { gapsOf, machineOf, valueOf, type Facts, type Policy } from '../../../facts/index.js';
import { isInForce, ledgerOf } from '../../decisions.js';
import { policyEvidence, policyOf } from '../../policy-in-force.js';
import { quoted } from '../../reported.js';
import { judgeEach, NOTHING_JUDGED, type Question, type TreeResult } from '../../violation.js';
import type { Violation } from '../../violation.js';

type Reference = Policy['references'][number];

/** Trailers that the policy wants on a change, and that no commit of it carries. */
export async function missingReferences(check: string, facts: Facts): Promise<TreeResult> {
  const { change, before, live } = facts;
  const wanted = policyOf(facts).references;
  const isPull = change.mode === 'pull_request' && change.event?.name !== 'push';
  if (wanted.length === 0 || before === undefined || !isPull) return NOTHING_JUDGED;
  const author = (change.event?.pull ?? valueOf(live?.pull ?? NONE))?.author;
  // A maintenance bot has no ticket; that it is one only GitHub can say.
  if (author !== undefined && machineOf(author)?.kind === 'maintenance') return NOTHING_JUDGED;
  const matches = await matchers(wanted);
  const numbered = wanted.map((reference, index) => ({ reference, index }));
  return judgeEach(check, numbered, ({ reference, index }) =>
    judgeOne(facts, reference, index, matches[index] ?? (() => true)),
  );
}

const NONE = { state: 'unknown', gaps: [] } as const;

type Matches = (value: string) => boolean;

async function matchers(wanted: readonly Reference[]): Promise<readonly Matches[]> {
  if (wanted.every(({ pattern }) => pattern === undefined)) return [];
  const { RE2JS } = await import('re2js');
  return wanted.map(({ pattern }): Matches => {
    if (pattern === undefined) return () => true;
    const compiled = RE2JS.compile(pattern);
    return (value) => compiled.matcher(value).matches();
  });
}

function judgeOne(
  facts: Facts,
  { trailer, pattern, decision, paths }: Reference,
  index: number,
  matches: Matches,
): Violation | Question | undefined {
  const { commits, files } = facts.change;
  const touched = paths === undefined ? true : touches(facts, paths);
  if (touched === false) return undefined;
  const key = trailer.toLowerCase();
  const values = (valueOf(commits) ?? []).flatMap(({ trailers }) =>
    trailers.filter((one) => one.key.toLowerCase() === key).map(({ value }) => value),
  );
  const fitting = values.filter(matches);
  if (fitting.some((value) => !decision || isDecided(facts, value))) return undefined;
  const subject = `trailer ${trailer}`;
  const gaps = [...gapsOf(commits), ...(paths === undefined ? [] : gapsOf(files))];
  const [gap] = decision ? [...gaps, ...gapsOf(facts.adrs.inForce)] : gaps;
  if (gap !== undefined || touched === undefined) {
    return {
      subject,
      reason: gap?.reason ?? 'what the change touches is not known',
      remedy: 'Fetch the history: `git fetch --unshallow`, or `fetch-depth: 0` in checkout.',
    };
  }
  const form = pattern === undefined ? '' : ` of the form ${pattern}`;
  return {
    subject,
    severity: 'medium',
    confidence: 'high',
    title: `no commit of the change carries the trailer ${trailer}${form}`,
    claim: policyEvidence(
      facts,
      `/references/${index}`,
      `a change${paths === undefined ? '' : ` of ${paths.join(', ')}`} carries the trailer ${trailer}${form}${decision ? ', which names an ADR in force' : ''}`,
    ),
    reality: { says: realityOf(trailer, values, fitting), quote: '' },
    why: 'Later nobody can tell what the change was for, and who asked for it.',
    fix: `Add it to the message: \`git commit --amend --trailer "${trailer}: …"\`.`,
  };
}

function realityOf(trailer: string, values: readonly string[], fitting: readonly string[]): string {
  const [value] = values;
  if (value === undefined) return `none of its commits has a trailer ${trailer}`;
  const [decided] = fitting;
  if (decided !== undefined) return `${quoted(decided)} names no ADR in force`;
  return `${quoted(value)} is not of that form`;
}

function touches({ change }: Facts, paths: readonly string[]): boolean | undefined {
  const files = valueOf(change.files);
  if (files === undefined) return undefined;
  const matcher = matcherOf(paths);
  const all = files.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from]));
  return all.some((path) => matcher.last(path) >= 0);
}

/** An ADR that the branch holds, or that the change brings with it. */
function isDecided({ adrs }: Facts, value: string): boolean {
  return [adrs.proposed, adrs.inForce].some((answer) => {
    const ledger = ledgerOf(answer === undefined ? undefined : valueOf(answer));
    const found = ledger?.find(value);
    return ledger !== undefined && typeof found === 'object' && isInForce(found, ledger);
  });
}
