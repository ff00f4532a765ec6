import type { Check } from '../check.js';
import { runSuites } from '../tests/jest.js';

/** What simulates the policies that the stacks generate: what a role must do is allowed, what it must not is denied. */
const SUITES = 'test/stacks/(boundary|policies|restore-rights|roles|watching-rights)\\.test\\.ts$';

export const iam: Check = {
  id: 'security/iam',
  category: 'security',
  question: 'May every role do what it must, and nothing that it must not, in simulation?',
  remedy: `Read the cases that failed: npx jest --selectProjects unit --testPathPatterns '${SUITES}'`,
  heavy: true,
  examine: (site) => runSuites(site, SUITES),
};
