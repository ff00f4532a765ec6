import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { collectFacts, gitCommand, type Facts } from '../../runtime/src/facts/index.js';
import type { Environment } from '../../runtime/src/names/index.js';
import { evaluate } from '../../runtime/src/oracle.js';
import { nonceCache } from '../../runtime/src/privacy/index.js';
import { fingerprintOf, type Finding } from '../../runtime/src/rules/finding.js';
import type { Rule } from '../../runtime/src/rules/rule.js';
import { RULES } from '../../runtime/src/rules/rules.js';
import type { Report } from '../../runtime/src/report/report.js';
import type { Stores } from '../../runtime/src/stores/index.js';
import { silentTelemetry } from '../../runtime/src/telemetry/index.js';
import { packageVersion } from '../../runtime/src/version.js';
import { makeExample } from '../examples.js';
import { CHECK, REPOSITORY } from './own-ids.js';

/** A change to be judged, in which the smoke's own rule finds one thing. */
export interface JudgedChange {
  /** Reads the facts from git, as a check does. */
  collect(): Promise<Facts>;
  /** One evaluation of the facts, to its sealed report and what is recorded of it. */
  judge(stores: Stores, runId: string): Promise<Report>;
  remove(): Promise<void>;
}

/** The sound example: whatever is found in it is the smoke's own finding. */
export async function judgedChange(
  folder: string,
  environment: Environment,
  path: string | undefined,
): Promise<JudgedChange> {
  // Ours alone: a run that was killed while it made it has left half of it.
  await rm(join(folder, 'change'), { recursive: true, force: true });
  const example = await makeExample('sound', join(folder, 'change'));
  const git = gitCommand(example.folder, { PATH: path });
  const collect = async (): Promise<Facts> => {
    // No variables: the event of a CI run that the smoke may be part of is not the example's.
    const facts = await collectFacts(git, { base: example.base, head: example.head, env: {} });
    return { ...facts, change: { ...facts.change, repository: REPOSITORY } };
  };
  const facts = await collect();
  return {
    collect,
    judge: (stores, runId) =>
      evaluate(
        // A copy: what the rules keep of a tree must not help the next evaluation.
        () => Promise.resolve(structuredClone(facts)),
        { environment, dryRun: false, runId, version: packageVersion() },
        {
          stores,
          // Of its own for every evaluation: a CI job has nothing cached.
          nonces: nonceCache({ parameters: stores.parameters }),
          telemetry: silentTelemetry,
          rules: [...RULES, SMOKE_RULE],
        },
      ),
    remove: () => rm(join(folder, 'change'), { recursive: true, force: true }),
  };
}

const place = { path: '.github/CODEOWNERS', line: 1 };
const finding: Finding = {
  check: CHECK,
  kind: 'violation',
  severity: 'critical',
  confidence: 'high',
  subject: 'smoke',
  title: 'the smoke finds what it put there',
  claim: { says: 'the smoke claims something', place, quote: '' },
  reality: { says: 'and finds that it is otherwise', place, quote: '' },
  why: 'So that an evaluation has something to decide, to redact and to record.',
  fix: 'Nothing: this finding is of no repository.',
  introduced: true,
  fingerprint: fingerprintOf(CHECK, 'smoke'),
  place,
};

const SMOKE_RULE: Rule = {
  meta: {
    id: CHECK,
    title: finding.title,
    rationale: finding.why,
    remedy: finding.fix,
    docs: 'docs/runbooks/smoke.md',
    examples: [],
  },
  judge: () => ({ findings: [finding], unknowns: [], judged: 1 }),
};
