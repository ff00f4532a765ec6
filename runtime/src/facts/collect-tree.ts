import { gapsOf, seen, unknown, valueOf, type Answer, type Gap } from './answer.js';
import type { BranchClaim, Claim } from './claims/claim.js';
import { CLAIM_FOLDERS, isClaimFile, readClaims } from './claims/read-claim.js';
import { isAbout } from './claims/ref-pattern.js';
import { collectActions } from './collect-actions.js';
import { collectDeclared } from './collect-declared.js';
import { collectTerraform } from './collect-terraform.js';
import type { Policy } from './policy-file/policy.js';
import type { Git } from './git/git.js';
import { listTree, type TreeEntry } from './git/tree.js';
import { readFiles, type FoundFile } from './read-files.js';
import type { ReportedCheck, Start, Tree } from './snapshot.js';
import { emittedChecks, type Check } from './workflows/emitted-checks.js';
import { readWorkflow } from './workflows/read-workflow.js';
import { reachOf, usualAction } from './workflows/starts.js';
import { WORKFLOW_FOLDER, workflowFacts, type ParsedWorkflow } from './workflows/workflow.js';

/** The branch that a tree is read for, and what `~DEFAULT_BRANCH` stands for. */
export interface TreeBranches {
  readonly branch: Answer<{ readonly name: string }>;
  readonly defaultBranch: string | undefined;
  /** Name of the repository, without its owner; undefined where no remote and no event tells it. */
  readonly repository?: string | undefined;
  /** In force, where there is a file: what it declares is read as well. */
  readonly policy?: Policy | undefined;
}

/** Reads workflows and claims of one or more commits; a file equal in two of them is parsed once. */
export function treeReader(git: Git, branches: TreeBranches): (commit: string) => Promise<Tree> {
  const parsed = new Map<string, ParsedWorkflow | Gap>();
  return async (commit) => {
    const entries = await listTree(git, commit, ['.github']);
    const wanted = entries.filter((e) => isWorkflow(e) || isClaim(e));
    const files = await readFiles(git, wanted);
    const workflows = files
      .filter(({ entry }) => isWorkflow(entry))
      .map((file) => {
        const key = `${file.entry.blob} ${file.entry.path}`;
        const done = parsed.get(key) ?? parseWorkflow(file);
        parsed.set(key, done);
        return done;
      });
    const good = workflows.filter((w): w is ParsedWorkflow => !('code' in w));
    const gaps = [
      ...workflows.filter((w): w is Gap => 'code' in w),
      ...good.flatMap((w) => w.refused ?? []),
    ];
    const facts = good.map(workflowFacts);
    const terraform = await collectTerraform(git, commit, branches.repository);
    const actions = await collectActions(git, commit, facts);
    const declared = await collectDeclared(git, commit, branches.policy);
    return {
      commit,
      workflows: seen(facts, gaps),
      ...(actions === undefined ? {} : { actions }),
      ...declared,
      checks: reportedChecks(good, gaps, branches.branch),
      claims: claimsOf([...ownClaims(files), ...terraform], branches),
    };
  };
}

/** A folder that is a link or a submodule holds, for GitHub, none of the files it seems to hold. */
function isNoFolder({ path, kind }: TreeEntry, folder: string): boolean {
  return kind !== 'file' && (path === folder || path === '.github');
}

function isWorkflow(entry: TreeEntry): boolean {
  const { path } = entry;
  const name = path.startsWith(`${WORKFLOW_FOLDER}/`) ? path.slice(WORKFLOW_FOLDER.length + 1) : '';
  return (!name.includes('/') && /\.ya?ml$/.test(name)) || isNoFolder(entry, WORKFLOW_FOLDER);
}

function isClaim(entry: TreeEntry): boolean {
  return isClaimFile(entry.path) || CLAIM_FOLDERS.some((folder) => isNoFolder(entry, folder));
}

function parseWorkflow({ entry, content }: FoundFile): ParsedWorkflow | Gap {
  return 'code' in content ? content : readWorkflow(content, entry.blob);
}

function reportedChecks(
  workflows: readonly ParsedWorkflow[],
  fileGaps: readonly Gap[],
  branch: TreeBranches['branch'],
): Tree['checks'] {
  const name = valueOf(branch)?.name;
  if (name === undefined) return unknown(...gapsOf(branch));
  const files = new Map(workflows.map((workflow) => [workflow.path, workflow]));
  const gaps = new Map(fileGaps.map((gap) => [gap.reason, gap]));
  const checks: ReportedCheck[] = [];
  for (const workflow of workflows) {
    // A name that is the same on several events is one check with several starts.
    const merged = new Map<string, { readonly check: Check; readonly starts: Start[] }>();
    for (const trigger of workflow.triggers) {
      const { event } = trigger;
      if (event === 'workflow_call') continue;
      const action = usualAction(trigger);
      const context = {
        event,
        branch: name,
        workflow: workflow.name,
        ...(action === undefined ? {} : { action }),
      };
      const emitted = emittedChecks(workflow, files, context);
      const start = { event, reach: reachOf(trigger, name) };
      for (const check of emitted.checks) {
        const key = identityOf(check);
        const same = merged.get(key);
        if (same === undefined) merged.set(key, { check, starts: [start] });
        else if (same.starts.at(-1) !== start) same.starts.push(start);
      }
      for (const gap of emitted.gaps) gaps.set(gap.reason, gap);
    }
    for (const { check, starts } of merged.values()) {
      checks.push({ ...check, workflow: workflow.path, starts });
    }
  }
  return seen(checks, [...gaps.values()]);
}

/** Equal for checks that differ in nothing: no part of a name holds U+0000. */
function identityOf({ segments, certain, when, skip }: Check): string {
  const parts = segments.flatMap(({ file, job, pieces }) => [file, job, ...pieces, '']);
  const skipped = [skip?.always, skip?.reports, skip?.file, skip?.job];
  return [when, certain, ...skipped, ...parts].join('\0');
}

function ownClaims(files: readonly FoundFile[]): readonly (Claim | Gap)[] {
  return files
    .filter(({ entry }) => isClaim(entry))
    .flatMap(({ content }) => ('code' in content ? [content] : readClaims(content)));
}

function claimsOf(
  found: readonly (Claim | Gap)[],
  { branch, defaultBranch }: TreeBranches,
): Answer<readonly BranchClaim[]> {
  const name = valueOf(branch)?.name;
  const options = defaultBranch === undefined ? {} : { defaultBranch };
  const claims = found.filter((one): one is Claim => !('code' in one));
  return seen(
    claims.map((claim): BranchClaim => {
      const about = name === undefined ? undefined : isAbout(claim.target, name, options);
      return { ...claim, about: about === undefined ? 'unknown' : about ? 'yes' : 'no' };
    }),
    found.filter((one): one is Gap => 'code' in one),
  );
}
