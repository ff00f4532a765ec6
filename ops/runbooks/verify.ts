import { environmentIo } from '../local-aws/environment.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';

export const verify: Runbook = {
  name: 'verify',
  summary: 'check every promise of the architecture against the live environment; changes nothing',
  example: 'npm run ops -- verify --env staging --json',
  when: 'After every deploy, when an alarm rings, and before a release.',
  changes: 'Nothing.',
  undo: 'There is nothing to undo.',
  options: {
    all: { type: 'boolean', help: 'show the promises that hold as well' },
  },
  async run(context: Context): Promise<Outcome> {
    // The SDK clients take longer to load than `--help` may.
    const { verifyEnvironment } = await import('../verify/verify.js');
    const { verificationOutcome } = await import('../verify/outcome.js');
    const { environment, steps } = context;
    const io = await environmentIo(context.io, environment);
    const verification = await steps.run(
      `verify ${environment}`,
      () => verifyEnvironment({ io, environment }),
      ({ passed, rows }) => `${passed} of ${rows.length} promises hold`,
    );
    return verificationOutcome(environment, verification, {
      all: context.values['all'] === true,
    });
  },
};
