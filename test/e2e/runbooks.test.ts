/**
 * Every runbook on one environment that Terraform made: what it does, run again, with --dry-run, killed
 * and gone on with, two at once, AWS down, refused. Too long for CI: `npm run test:e2e` runs it.
 */
import { afterAll, describe, it } from '@jest/globals';
import { alarmsSection } from './sections/alarms.js';
import { backupSection } from './sections/backup.js';
import { baselineSection } from './sections/baseline.js';
import { driftSection } from './sections/drift.js';
import { limitsSection } from './sections/limits.js';
import { monitorSection } from './sections/monitor.js';
import { readingSection } from './sections/reading.js';
import { rotationSection } from './sections/rotation.js';
import { secretsSection } from './sections/secrets.js';
import { smokeSection } from './sections/smoke.js';
import { stateSection } from './sections/state.js';
import { watchArguments } from './support/argument-watch.js';
import { startLocalEnvironment } from './support/local-environment.js';
import { requireTools } from './support/requirements.js';
import { expectExit, runHere } from './support/runbook-run.js';

const MINUTE = 60_000;

await requireTools();
const place = await startLocalEnvironment();
const watch = watchArguments();
afterAll(async () => {
  watch.stop();
  await place.stop();
}, MINUTE);

describe('an environment to run them on', () => {
  it(
    'stands',
    async () => {
      expectExit(await runHere(place, ['bootstrap', '--yes', '--json']), 0);
      expectExit(await runHere(place, ['deploy', '--yes', '--json']), 0);
    },
    10 * MINUTE,
  );
});

readingSection(place);
monitorSection(place);
limitsSection(place);
smokeSection(place);
rotationSection(place);
alarmsSection(place);
driftSection(place);
baselineSection(place);
backupSection(place);
stateSection(place);
secretsSection(place, watch, 'and of every runbook');
