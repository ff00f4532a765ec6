import { captureBaseline } from '../../../runtime/src/drift/capture.js';
import { runtimeError } from '../../../runtime/src/errors/index.js';
import {
  collectFacts,
  gitCommand,
  withAccepted,
  type Facts,
  type LoadBaseline,
} from '../../../runtime/src/facts/index.js';
import type { RuleExample } from '../../../runtime/src/rules/rule.js';
import { repository, type Files } from '../../support/repository.js';

/** The facts of a repository as an example has them judged: as a change, or as drift. */
export async function exampleFacts(
  folder: string,
  { accepted }: Pick<RuleExample, 'accepted'>,
): Promise<Facts> {
  const mode = accepted === undefined ? {} : { mode: 'drift' as const };
  const facts = await collectFacts(gitCommand(folder, process.env), { env: {}, ...mode });
  return accepted === undefined ? facts : await withAccepted(facts, storeOf(accepted, facts));
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
