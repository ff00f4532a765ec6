import { basename } from 'node:path';
import { dayOf, systemClock } from '../clock.js';
import { runtimeError } from '../errors/index.js';
import { gapsOf, known, seen, unknown, valueOf, type Answer } from './answer.js';
import { collectAdrs } from './collect-adrs.js';
import { collectCodeowners } from './collect-codeowners.js';
import { collectIgnores } from './collect-ignores.js';
import { collectPolicy } from './collect-policy.js';
import { treeReader } from './collect-tree.js';
import { readEvent, type RunEvent } from './event.js';
import { listChangedFiles, listCommits, noBase } from './git/commits.js';
import type { Git } from './git/git.js';
import {
  branchOf,
  mergeBase,
  originSlug,
  resolveCommit,
  shortBranch,
  symbolicBranch,
} from './git/refs.js';
import { readMailmap, type MailmapEntry } from './git/mailmap.js';
import { openRepository, type Repository } from './git/repository.js';
import { FACTS_SCHEMA, type Change, type Facts, type Mode, type Tree } from './snapshot.js';
import { unlessMissing } from './unless-missing.js';

/** What a person or a CI run asks to be judged. */
export interface FactsRequest {
  /** Revision that the change starts from; otherwise found as `phase-mirror check --help` says. */
  readonly base?: string;
  /** Revision with the change; default HEAD. */
  readonly head?: string;
  /** Protected branch that the change goes to. */
  readonly branch?: string;
  readonly mode?: Mode;
  /** For GITHUB_*; everything else is ignored. */
  readonly env: NodeJS.ProcessEnv;
  /** Unix ms at which the change is judged; default now. Its day, UTC, is a fact. */
  readonly now?: number;
}

/** Reads everything that the rules may see, from git objects: the work tree does not matter. */
export async function collectFacts(git: Git, request: FactsRequest): Promise<Facts> {
  const repository = await openRepository(git);
  const event = await readEvent(request.env, repository.root);
  const headRevision = request.head ?? 'HEAD';
  const head = await resolveCommit(git, headRevision);
  if (head === undefined) {
    throw runtimeError('PM-2002', {
      what: `git rev-parse ${headRevision} in ${git.folder}`,
      why: 'it names no commit here',
      remedy: 'Commit something first, or name a commit that is here with --head REVISION.',
    });
  }
  const defaultBranch = await findDefaultBranch(git, event);
  const branch = await findBranch(git, request, event, defaultBranch);
  const { base, tip } = await findBase(git, request, event, defaultBranch, head, repository);
  const slug = await nameRepository(git, event, repository);
  const from = base === undefined ? undefined : valueOf(base)?.commit;
  const change: Change = {
    repository: slug,
    mode: request.mode ?? event?.mode ?? 'pull_request',
    branch,
    head,
    ...(base === undefined ? {} : { base }),
    ...(await history(git, base, head)),
    asOf: dayOf(request.now ?? systemClock.now()),
    ...(event?.facts === undefined ? {} : { event: event.facts }),
    gaps: event?.gaps ?? [],
  };
  const commits = { head, ...(tip === undefined ? {} : { base: tip }) };
  const [policy, ignores, adrs] = await Promise.all([
    collectPolicy(git, commits),
    collectIgnores(git, head, tip),
    collectAdrs(git, commits),
  ]);
  const inForce = valueOf(policy.inForce)?.file?.policy;
  const readTree = treeReader(git, {
    branch,
    defaultBranch: defaultBranch?.name,
    repository: slug.startsWith('local/') ? undefined : slug.replace(/^.*\//, ''),
    policy: inForce,
  });
  const codeowners = await collectCodeowners(git, {
    head,
    ...(tip === undefined ? {} : { base: tip }),
    files: valueOf(change.files) ?? [],
    controlled: inForce?.autonomy.controlledPaths ?? [],
  });
  const tree = await readTree(head);
  const whose = inForce?.require.matchingAuthors === true;
  const mailmap = whose ? { mailmap: await mailmapOf(git, tip, head) } : {};
  const own = { change: { ...change, ...mailmap }, policy, ignores, adrs, codeowners, head: tree };
  if (base === undefined) return { schema: FACTS_SCHEMA, ...own };
  const before =
    from === undefined
      ? unknown<Tree>(...gapsOf(base))
      : await unlessMissing(from, async () => known(await readTree(from)));
  return { schema: FACTS_SCHEMA, ...own, before };
}

/** Of the branch: who maps a stranger's address to a name of his own must have been let in. */
async function mailmapOf(
  git: Git,
  tip: Answer<string> | undefined,
  head: string,
): Promise<readonly MailmapEntry[]> {
  const commit = tip === undefined ? head : (valueOf(tip) ?? head);
  const read = await unlessMissing(commit, async () => known(await readMailmap(git, commit)));
  return valueOf(read) ?? [];
}

async function history(
  git: Git,
  base: Change['base'],
  head: string,
): Promise<Pick<Change, 'commits' | 'files'>> {
  if (base === undefined) return { commits: known([]), files: known([]) };
  const from = valueOf(base)?.commit;
  if (from === undefined) {
    const reason = gapsOf(base)[0]?.reason ?? 'the base is not known';
    return { commits: noBase(reason), files: noBase(reason) };
  }
  const [commits, files] = await Promise.all([
    listCommits(git, from, head),
    unlessMissing(from, () => listChangedFiles(git, from, head)),
  ]);
  return { commits, files };
}

interface NamedBranch {
  readonly name: string;
  readonly source: string;
}

/** What `~DEFAULT_BRANCH` means here, by the best evidence that there is. */
async function findDefaultBranch(
  git: Git,
  event: RunEvent | undefined,
): Promise<NamedBranch | undefined> {
  if (event?.defaultBranch !== undefined) {
    return { name: event.defaultBranch, source: 'the event payload' };
  }
  const origin = await symbolicBranch(git, 'refs/remotes/origin/HEAD');
  if (origin !== undefined) return { name: origin, source: 'origin/HEAD' };
  const { stdout } = await git.run([
    'for-each-ref',
    '--format=%(refname)',
    'refs/heads',
    'refs/remotes/origin',
  ]);
  const refs = stdout.toString('utf8').split('\n');
  const names = new Set(refs.flatMap((ref) => shortBranch(ref) ?? []).filter((n) => n !== 'HEAD'));
  for (const name of ['main', 'master']) {
    if (names.has(name)) return { name, source: `a branch named ${name}` };
  }
  const current = await symbolicBranch(git, 'HEAD');
  return current === undefined || names.size > 1
    ? undefined
    : { name: current, source: 'the only branch' };
}

async function findBranch(
  git: Git,
  request: FactsRequest,
  event: RunEvent | undefined,
  defaultBranch: NamedBranch | undefined,
): Promise<Change['branch']> {
  if (request.branch !== undefined) return known({ name: request.branch, source: '--branch' });
  const fromBase = request.base === undefined ? undefined : await branchOf(git, request.base);
  if (fromBase !== undefined) return known({ name: fromBase, source: '--base' });
  if (event?.branch !== undefined) return known({ name: event.branch, source: 'the event' });
  if (defaultBranch !== undefined) return known(defaultBranch);
  return unknown({
    code: 'branch-unknown',
    reason: 'no --branch, no base branch, no origin/HEAD, and no branch main or master',
  });
}

/** What a change starts from; nothing of it when there is no change to judge. */
interface FoundBase {
  /** The commit that it is compared with. */
  readonly base?: NonNullable<Change['base']>;
  /** The tip of the branch that it goes to, which may be newer. */
  readonly tip?: Answer<string>;
}

async function findBase(
  git: Git,
  request: FactsRequest,
  event: RunEvent | undefined,
  defaultBranch: NamedBranch | undefined,
  head: string,
  repository: Repository,
): Promise<FoundBase> {
  const revisions =
    request.base !== undefined
      ? [request.base]
      : event !== undefined
        ? [event.baseCommit, ...branchRefs(event.name === 'push' ? undefined : event.branch)]
        : branchRefs(defaultBranch?.name);
  const named = revisions.filter((revision) => revision !== undefined);
  if (named.length === 0) return {};
  for (const revision of named) {
    const commit = await resolveCommit(git, revision);
    if (commit === undefined) continue;
    // Without a base that was asked for, a head that the default branch holds is no change.
    if (request.base === undefined && event === undefined && commit === head) return {};
    return await compareWith(git, commit, head, repository, {
      asked: request.base !== undefined || event !== undefined,
    });
  }
  const asked = request.base !== undefined || event !== undefined;
  if (!asked) return {};
  const gap = {
    code: 'base-missing',
    reason: `the base ${named[0] as string} is not here`,
  } as const;
  return { base: unknown(gap), tip: unknown(gap) };
}

async function compareWith(
  git: Git,
  commit: string,
  head: string,
  { shallow }: Repository,
  { asked }: { readonly asked: boolean },
): Promise<FoundBase> {
  const common = await mergeBase(git, commit, head);
  if (common === head && !asked) return {};
  const tip = known(commit);
  if (common !== undefined) return { base: known({ commit: common, kind: 'merge-base' }), tip };
  const why = shallow ? 'the clone is shallow' : 'base and head have no common commit';
  const gap = {
    code: 'history-incomplete',
    reason: `no common commit of base and head is here: ${why}`,
  } as const;
  return { base: seen({ commit, kind: 'base' }, [gap]), tip };
}

function branchRefs(branch: string | undefined): readonly string[] {
  return branch === undefined ? [] : [`refs/remotes/origin/${branch}`, `refs/heads/${branch}`];
}

async function nameRepository(
  git: Git,
  event: RunEvent | undefined,
  repository: Repository,
): Promise<string> {
  const slug = event?.repository ?? (await originSlug(git));
  return slug ?? `local/${basename(repository.root ?? git.folder)}`;
}
