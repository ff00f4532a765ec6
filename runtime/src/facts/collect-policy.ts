import { runtimeError } from '../errors/index.js';
import { gapsOf, known, unknown, valueOf, type Answer, type Gap } from './answer.js';
import type { Git } from './git/git.js';
import { listTree, readBlobs } from './git/tree.js';
import { POLICY_FILE, type PolicyFile, type PolicyInForce } from './policy-file/policy.js';
import { readPolicy, type PolicyProblem } from './policy-file/read-policy.js';
import { decodeUtf8, textFile } from './text.js';
import { unlessMissing } from './unless-missing.js';

/** The policies of a change: the one that judges it, and the one that it would leave. */
export interface PolicyFacts {
  readonly inForce: Answer<PolicyInForce>;
  /** The file with the change; absent where there is none, or where no change is judged. */
  readonly proposed?: PolicyFile;
}

/** The commits that matter: without a base only the state of the head is judged. */
export interface PolicyCommits {
  readonly head: string;
  /** Tip of the branch that the change goes to. */
  readonly base?: Answer<string>;
}

const MAX_BYTES = 1024 * 1024;
const SHOWN_PROBLEMS = 10;

/**
 * Reads the policy that judges a change from the branch that it goes to, so that no change weakens
 * its own judgement (ADR 0010). Throws PM-1003 when the file of the head cannot be used.
 */
export async function collectPolicy(git: Git, { head, base }: PolicyCommits): Promise<PolicyFacts> {
  const own = await readAt(git, head);
  if (isProblems(own)) throw unusable(own, head);
  if (base === undefined) return { inForce: known(inForce('head', head, own)) };
  const proposed = own === undefined ? {} : { proposed: own };
  const commit = valueOf(base);
  if (commit === undefined) return { inForce: unknown(...gapsOf(base)), ...proposed };
  const theirs = await unlessMissing(commit, async () => known(await readAt(git, commit)));
  if (theirs.state === 'unknown') return { inForce: theirs, ...proposed };
  const { value } = theirs;
  if (isProblems(value)) return { inForce: unknown(invalid(value)), ...proposed };
  return { inForce: known(inForce('base', commit, value)), ...proposed };
}

function inForce(
  from: PolicyInForce['from'],
  commit: string,
  file: PolicyFile | undefined,
): PolicyInForce {
  return { from, commit, ...(file === undefined ? {} : { file }) };
}

type Reading = PolicyFile | readonly PolicyProblem[] | undefined;

const isProblems = (read: Reading): read is readonly PolicyProblem[] => Array.isArray(read);

async function readAt(git: Git, commit: string): Promise<Reading> {
  const [found] = await listTree(git, commit, [POLICY_FILE]);
  if (found === undefined) return undefined;
  const problem = (reason: string): readonly PolicyProblem[] => [
    { place: { path: POLICY_FILE, line: 1 }, reason },
  ];
  if (found.path !== POLICY_FILE || found.kind !== 'file') {
    return problem('it is a folder, a link or a submodule, not a file');
  }
  if (found.size > MAX_BYTES) return problem(`it has ${found.size} bytes, at most ${MAX_BYTES}`);
  const bytes = (await readBlobs(git, [found.blob])).get(found.blob);
  const text = bytes === undefined ? undefined : decodeUtf8(bytes);
  return text === undefined
    ? problem('its bytes are not UTF-8')
    : await readPolicy(textFile(POLICY_FILE, text));
}

function unusable(problems: readonly PolicyProblem[], commit: string): Error {
  const more = problems.length - SHOWN_PROBLEMS;
  const lines = problems.slice(0, SHOWN_PROBLEMS).map(problemText);
  return runtimeError('PM-1003', {
    what: `${POLICY_FILE} at ${commit.slice(0, 12)}`,
    why: [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('; '),
  });
}

function invalid(problems: readonly PolicyProblem[]): Gap {
  const first = problems[0] as PolicyProblem;
  return {
    code: 'policy-invalid',
    reason: `the policy of the branch that the change goes to: ${problemText(first)}`,
    place: first.place,
  };
}

const problemText = ({ place, reason }: PolicyProblem): string =>
  `line ${place.line}${place.column === undefined ? '' : `:${place.column}`} ${reason}`;
