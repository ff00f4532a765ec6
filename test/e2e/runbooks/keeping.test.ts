/**
 * Runbooks that keep what there is, on one environment that Terraform made: backups, states, baselines,
 * drift; and what they keep at GitHub. Too long for CI: `npm run test:e2e` runs it. What is shown where:
 * ./matrix.ts.
 */
import { backupSection } from '../sections/backup.js';
import { baselineSection } from '../sections/baseline.js';
import { driftSection } from '../sections/drift.js';
import { gitHubSection } from '../sections/github.js';
import { restoringSection } from '../sections/restoring.js';
import { secretsSection } from '../sections/secrets.js';
import { stateSection } from '../sections/state.js';
import { deployedEnvironment } from '../support/story.js';

const { place, watch } = await deployedEnvironment();

gitHubSection();
driftSection(place);
baselineSection(place);
backupSection(place);
restoringSection(place);
stateSection(place);
secretsSection(place, watch);
