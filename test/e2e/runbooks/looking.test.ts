/**
 * Runbooks that look, measure and try, on one environment that Terraform made; what holds of every runbook;
 * what people ask and say by the package's own commands; and at the end `down`. Too long for CI: `npm run test:e2e` runs it. What is shown where: ./matrix.ts.
 */
import { alarmsSection } from '../sections/alarms.js';
import { downSection } from '../sections/down.js';
import { everySection } from '../sections/every.js';
import { limitsSection } from '../sections/limits.js';
import { missionSection } from '../sections/mission.js';
import { monitorSection } from '../sections/monitor.js';
import { readingSection } from '../sections/reading.js';
import { secretsSection } from '../sections/secrets.js';
import { smokeSection } from '../sections/smoke.js';
import { deployedEnvironment } from '../support/story.js';

const { place, watch } = await deployedEnvironment();

readingSection(place);
monitorSection(place);
limitsSection(place);
smokeSection(place);
alarmsSection(place);
everySection(place);
secretsSection(place, watch, 'and of every runbook');
missionSection(place);
downSection(place);
