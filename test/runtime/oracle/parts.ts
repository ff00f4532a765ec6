import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, type Clock } from '../../../runtime/src/clock.js';
import { collectFacts, gitCommand, type Facts } from '../../../runtime/src/facts/index.js';
import { PROJECT } from '../../../runtime/src/names/index.js';
import type { OracleParts, OracleSettings } from '../../../runtime/src/oracle.js';
import { nonceCache } from '../../../runtime/src/privacy/index.js';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { openStores, type Stores } from '../../../runtime/src/stores/index.js';
import { silentTelemetry } from '../../../runtime/src/telemetry/index.js';
import { repository, type Files } from '../../support/repository.js';

export const SETTINGS: OracleSettings = {
  environment: 'local',
  strictness: 'standard',
  dryRun: false,
  runId: 'run-1',
  version: '0.0.0-test',
};

/** One contradiction: a required check by job id, brought by the change. */
export const UNSOUND: readonly [Files, Files] = [
  workflowFile(['pull_request'], job('build', 'name: Build and test')),
  rulesetFile({ contexts: ['build'] }),
];
export const SOUND: readonly [Files, Files] = [
  { ...workflowFile(['pull_request'], job('build')), ...rulesetFile({ contexts: ['build'] }) },
  { 'a.txt': '1' },
];

/** Facts of a small real repository, read once. */
export async function factsOf([base, change]: readonly [Files, Files]): Promise<Facts> {
  const repo = repository(base);
  repo.branch('change', change);
  const facts = await collectFacts(gitCommand(repo.folder, process.env), { env: {} });
  repo.remove();
  return facts;
}

/** The embedded store in a folder of its own, and what an evaluation needs beside it. */
export async function openParts(clock: Clock = systemClock): Promise<{
  readonly parts: OracleParts;
  readonly stores: Stores;
  readonly folder: string;
  close(): void;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'phase-mirror-oracle-'));
  const stores = await openStores({
    scope: { project: PROJECT, environment: 'local', account: '000000000000', region: 'none' },
    env: { XDG_STATE_HOME: folder, HOME: folder },
    clock,
  });
  return {
    stores,
    folder,
    parts: {
      stores,
      nonces: nonceCache({ parameters: stores.parameters, clock }),
      clock,
      telemetry: silentTelemetry,
    },
    close() {
      stores.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
