import { captureBaseline } from '../../../runtime/src/drift/capture.js';
import type { Baseline, BaselineBody } from '../../../runtime/src/drift/baseline.js';
import { compareWithBaseline, type Drift } from '../../../runtime/src/drift/compare.js';
import { collectFacts, gitCommand, type Facts } from '../../../runtime/src/facts/index.js';
import { repository, type Files } from '../../support/repository.js';

const read = new Map<string, Facts>();

/** Facts of a small real repository, named `acme/shop`; of equal files they are read once. */
export async function factsOf(files: Files): Promise<Facts> {
  const key = JSON.stringify(files);
  const facts = read.get(key) ?? (await readFacts(files));
  read.set(key, facts);
  return facts;
}

async function readFacts(files: Files): Promise<Facts> {
  const repo = repository(files);
  const facts = await collectFacts(gitCommand(repo.folder, process.env), { env: {} });
  repo.remove();
  return { ...facts, change: { ...facts.change, repository: 'acme/shop' } };
}

export function captured(facts: Facts): Baseline {
  return captureBaseline(facts, {
    by: 'ada',
    capturedAt: '2026-11-22T12:00:00.000Z',
    branch: 'main',
  });
}

/** A baseline without its hash, to be changed. */
export function bodyOf(baseline: Baseline): BaselineBody {
  const entries = Object.entries(baseline).filter(([key]) => key !== 'sha256');
  return Object.fromEntries(entries) as unknown as BaselineBody;
}

/** What drifted from the first files to the second. */
export async function driftOf(was: Files, is: Files): Promise<Drift> {
  const [before, now] = [await factsOf(was), await factsOf(is)];
  return compareWithBaseline(captured(before), now.head);
}

/** Everything that is not the same, in a line each. */
export function linesOf({ fields }: Drift): readonly string[] {
  return fields
    .filter(({ outcome }) => outcome !== 'same')
    .map(({ field, subject, outcome }) => `${outcome} ${field.noun(subject)}`);
}
