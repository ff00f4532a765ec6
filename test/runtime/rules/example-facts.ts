import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { captureBaseline } from '../../../runtime/src/drift/capture.js';
import { runtimeError } from '../../../runtime/src/errors/index.js';
import {
  collectFacts,
  gitCommand,
  readPlan,
  valueOf,
  withAccepted,
  type Facts,
  type LoadBaseline,
} from '../../../runtime/src/facts/index.js';
import type { RuleExample } from '../../../runtime/src/rules/rule.js';
import { repository, type Files, type TestRepository } from '../../support/repository.js';

/** A small real repository of an example, its change on a branch of its own. */
export function exampleRepository(example: RuleExample): TestRepository {
  const { base, change, author, committer, message, remote } = example;
  const repo = repository(base);
  if (remote !== undefined) repo.git('remote', 'add', 'origin', remote);
  if (change === undefined) return repo;
  repo.branch('change', change);
  if (message !== undefined) repo.git('commit', '--amend', '--quiet', '--message', message);
  if (author !== undefined) rewrite(repo, author, committer ?? author);
  return repo;
}

/** Makes somebody else author and committer of the last commit. */
function rewrite(repo: TestRepository, author: string, committer: string): void {
  const text = repo.git('cat-file', 'commit', 'HEAD');
  const file = join(repo.folder, '.git', 'rewritten');
  writeFileSync(
    file,
    `${text
      .replace(/^(author) .* (\d+ \+0000)$/gm, `$1 ${author} $2`)
      .replace(/^(committer) .* (\d+ \+0000)$/gm, `$1 ${committer} $2`)}\n`,
  );
  repo.git('update-ref', 'HEAD', repo.git('hash-object', '-w', '-t', 'commit', file));
}

/** The facts of a repository as an example has them judged: as a change, or as drift. */
export async function exampleFacts(
  folder: string,
  { accepted, told, plan, mode: asked }: Pick<RuleExample, 'accepted' | 'told' | 'plan' | 'mode'>,
): Promise<Facts> {
  const kind = accepted === undefined ? asked : ('drift' as const);
  const mode = kind === undefined ? {} : { mode: kind };
  const facts = await collectFacts(gitCommand(folder, process.env), { env: {}, ...mode });
  if (accepted !== undefined) {
    const plans =
      plan === undefined ? {} : { plans: [readPlan(JSON.stringify(plan), 'plan.json')] };
    return { ...(await withAccepted(facts, storeOf(accepted, facts))), ...plans };
  }
  const { head, base } = facts.change;
  const from = base === undefined ? undefined : valueOf(base)?.commit;
  const { event, live } = told?.facts({ head, base: from ?? head }) ?? {};
  return {
    ...facts,
    change: { ...facts.change, ...(event === undefined ? {} : { event }) },
    ...(live === undefined ? {} : { live }),
  };
}

function storeOf(accepted: NonNullable<RuleExample['accepted']>, facts: Facts): LoadBaseline {
  return async () => {
    if (accepted === 'nothing') return undefined;
    if (accepted === 'broken') {
      throw runtimeError('PM-3006', { what: 'the baseline', why: 'its hash says 00, it is 11' });
    }
    return await baselineOf(accepted, facts.change.repository);
  };
}

/** The baseline of a small real repository, as if it were captured there under another name. */
async function baselineOf(files: Files, named: string): ReturnType<LoadBaseline> {
  const repo = repository(files);
  const facts = await collectFacts(gitCommand(repo.folder, process.env), { env: {} });
  repo.remove();
  return captureBaseline(
    { ...facts, change: { ...facts.change, repository: named } },
    { by: 'ada', capturedAt: `${facts.change.asOf}T00:00:00.000Z`, branch: 'main' },
  );
}
