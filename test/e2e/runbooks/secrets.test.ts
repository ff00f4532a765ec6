/**
 * Nonce and salt on one environment that Terraform made: rotated under load, taken away, taken back. Too
 * long for CI: `npm run test:e2e` runs it. What is shown where: ./matrix.ts.
 */
import { rotationSection } from '../sections/rotation.js';
import { secretsSection } from '../sections/secrets.js';
import { takingAwaySection } from '../sections/taking-away.js';
import { deployedEnvironment } from '../support/story.js';

const { place, watch } = await deployedEnvironment();

rotationSection(place);
takingAwaySection(place);
secretsSection(place, watch);
