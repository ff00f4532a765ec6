import {
  mapped,
  sameAccount,
  valueOf,
  type Account,
  type Commit,
  type Facts,
  type Person,
} from '../../facts/index.js';
import { changeRule } from '../change-rule.js';
import { policyEvidence, policyOf } from '../policy-in-force.js';
import {
  judgeEach,
  NOTHING_JUDGED,
  type Question,
  type TreeResult,
  type Violation,
} from '../violation.js';
import { authorMismatchMeta } from './author-mismatch-meta.js';

const CHECK = authorMismatchMeta.id;

/**
 * Commits whose author, committer and proposer are not one account, where the policy says that they are.
 * Judged by account and address only: equal names prove nothing, and other ones neither.
 */
export const authorMismatch = changeRule(authorMismatchMeta, judge);

function judge(facts: Facts): TreeResult {
  const { change, live } = facts;
  if (!policyOf(facts).require.matchingAuthors || facts.before === undefined) return NOTHING_JUDGED;
  const pull = change.event?.pull ?? valueOf(live?.pull ?? NONE);
  // Who brings a branch up to date wrote nothing of it; a group or a push holds commits of many.
  const commits = (valueOf(change.commits) ?? []).filter(({ parents }) => parents.length < 2);
  if (change.mode !== 'pull_request' || change.event?.name === 'push') return NOTHING_JUDGED;
  return judgeEach(CHECK, commits, (commit) => judgeOne(facts, commit, pull?.author));
}

const NONE = { state: 'unknown', gaps: [] } as const;

/** Somebody beside the author of a commit, and what they did. */
interface Other {
  readonly role: string;
  readonly person: Person;
}

function judgeOne(
  facts: Facts,
  commit: Commit,
  proposer: Account | undefined,
): Violation | Question | undefined {
  const mailmap = facts.change.mailmap ?? [];
  const author = mapped(commit.author, mailmap);
  const others: readonly Other[] = [
    { role: 'committed', person: mapped(commit.committer, mailmap) },
    ...(proposer === undefined
      ? []
      : [{ role: 'proposed', person: { name: proposer.login, email: '', account: proposer } }]),
  ].filter(({ person }) => person.account?.login !== 'web-flow');
  const credited = creditedIn(commit, mailmap);
  const isNamed = ({ person }: Other): boolean =>
    credited.some((one) => isSame(one, person) === true);
  const answers = others.map((other) => ({ other, same: isSame(author, other.person) }));
  const wrong = answers.find(({ other, same }) => same === false && !isNamed(other));
  if (wrong !== undefined) return violation(facts, commit.id, author, wrong.other);
  const open = answers.find(({ other, same }) => same === undefined && !isNamed(other));
  if (open === undefined) return undefined;
  return {
    subject: `author of commit ${commit.id}`,
    reason: `whether ${titleOf(author)}, who wrote commit ${commit.id.slice(0, 12)}, is ${titleOf(open.other.person)}, who ${open.other.role} it, cannot be told`,
    remedy:
      'Map the addresses to one in .mailmap of the branch, best the no-reply address of GitHub: `<1+login@users.noreply.github.com> <old@example.org>`.',
  };
}

function creditedIn(
  { trailers }: Commit,
  mailmap: Parameters<typeof mapped>[1],
): readonly Person[] {
  return trailers.flatMap(({ key, value }): readonly Person[] => {
    if (key.toLowerCase() !== 'co-authored-by') return [];
    const [, name = '', email] = /^(.*?)\s*<([^<>\s]+)>\s*$/.exec(value) ?? [];
    if (email === undefined) return [];
    // An address that no line maps stays as it is, with the account that it names itself.
    return [mapped(personOf(name, email, trailers, value), mailmap)];
  });
}

function personOf(
  name: string,
  email: string,
  trailers: Commit['trailers'],
  value: string,
): Person {
  const account = trailers.find((one) => one.value === value)?.account;
  return { name, email, ...(account === undefined ? {} : { account }) };
}

/**
 * Whether two mentions are of one person. Undefined where one has an account and the other an address
 * only, or where two addresses go with one name: people have several.
 */
function isSame(a: Person, b: Person): boolean | undefined {
  if (a.account !== undefined && b.account !== undefined) return sameAccount(a.account, b.account);
  if (a.email !== '' && a.email.toLowerCase() === b.email.toLowerCase()) return true;
  if (a.account !== undefined || b.account !== undefined) return undefined;
  return a.name.toLowerCase() === b.name.toLowerCase() ? undefined : false;
}

const titleOf = ({ name, email, account }: Person): string =>
  account?.login ?? `${name} <${email}>`;

function violation(facts: Facts, id: string, author: Person, other: Other): Violation {
  const sure = author.account !== undefined && other.person.account !== undefined;
  return {
    subject: `commit ${id}`,
    severity: 'medium',
    confidence: sure ? 'high' : 'medium',
    title: `commit ${id.slice(0, 12)} was ${other.role} by another than who wrote it`,
    claim: policyEvidence(
      facts,
      '/require/matchingAuthors',
      'who wrote, committed and proposed a commit is one account, or is named as co-author',
    ),
    reality: {
      says: `${titleOf(author)} wrote it, ${titleOf(other.person)} ${other.role} it, and no trailer Co-authored-by names them`,
      quote: '',
    },
    why: 'Whoever is asked about it later answers for what somebody else did, or denies it.',
    fix: `Name them: \`git commit --amend --trailer "Co-authored-by: ${other.person.name} <…>"\`; or map the addresses of one person in .mailmap.`,
  };
}
