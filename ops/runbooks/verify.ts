import { errorRecord, EXIT, renderError } from '../../runtime/src/errors/index.js';
import { opsError } from '../errors.js';
import { environmentIo } from '../local-aws/environment.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';

export const verify: Runbook = {
  name: 'verify',
  summary: 'check every promise of the architecture against the live environment; changes nothing',
  example: 'npm run ops -- verify --env staging --json',
  options: {
    all: { type: 'boolean', help: 'show the promises that hold as well' },
  },
  async run(context: Context): Promise<Outcome> {
    // Eleven SDK clients take longer to load than `--help` may.
    const [{ verifyEnvironment }, { renderVerification }] = await Promise.all([
      import('../verify/verify.js'),
      import('../verify/render.js'),
    ]);
    const { environment, steps } = context;
    const io = await environmentIo(context.io, environment);
    const verification = await steps.run(
      `verify ${environment}`,
      () => verifyEnvironment({ io, environment }),
      ({ passed, rows }) => `${passed} of ${rows.length} promises hold`,
    );
    const { rows, passed, failed, couldNotRun } = verification;
    const table = renderVerification(environment, verification, {
      all: context.values['all'] === true,
    });
    const json = { passed, failed, couldNotRun, rows };
    if (failed === 0) {
      return { exit: couldNotRun === 0 ? EXIT.ok : EXIT.couldNotRun, json, text: table };
    }
    const error = opsError('PM-6005', {
      what: `${environment}: ${failed} of ${rows.length} promises do not hold`,
    });
    return {
      exit: error.exit,
      json: { ...json, error: errorRecord(error) },
      text: `${table}${renderError(error)}\n`,
    };
  },
};
