import { afterAll, beforeAll } from '@jest/globals';
import { watchArguments, type ArgumentWatch } from './argument-watch.js';
import { startLocalEnvironment, type LocalEnvironment } from './local-environment.js';
import { requireTools } from './requirements.js';
import { expectExit, runHere } from './runbook-run.js';

const MINUTE = 60_000;

export interface Story {
  readonly place: LocalEnvironment;
  /** Every command line of the machine while the story runs. */
  readonly watch: ArgumentWatch;
}

/**
 * An environment of a test file's own, made by Terraform before its first test and stopped after its last.
 * Each section can be run alone, with `-t`.
 */
export async function deployedEnvironment(): Promise<Story> {
  await requireTools();
  const place = await startLocalEnvironment();
  const watch = watchArguments();
  beforeAll(async () => {
    expectExit(await runHere(place, ['bootstrap', '--yes', '--json']), 0);
    expectExit(await runHere(place, ['deploy', '--yes', '--json']), 0);
  }, 15 * MINUTE);
  afterAll(async () => {
    watch.stop();
    await place.stop();
  }, MINUTE);
  return { place, watch };
}
