import { errorRecord, EXIT, renderError } from '../../runtime/src/errors/index.js';
import type { Environment } from '../../runtime/src/names/index.js';
import { opsError } from '../errors.js';
import type { Outcome } from '../frame/runbook.js';
import { renderVerification } from './render.js';
import type { Verification } from './verify.js';

/** Exit 1 (PM-6005) when a promise does not hold, 3 when all that is wrong is that some are unknown. */
export function verificationOutcome(
  environment: Environment,
  verification: Verification,
  options: { readonly all: boolean },
): Outcome {
  const { rows, passed, failed, couldNotRun } = verification;
  const text = renderVerification(environment, verification, options);
  const json = { passed, failed, couldNotRun, rows };
  if (failed === 0) return { exit: couldNotRun === 0 ? EXIT.ok : EXIT.couldNotRun, json, text };
  const error = opsError('PM-6005', {
    what: `${environment}: ${failed} of ${rows.length} promises do not hold`,
    remedy: 'Type what stands after `fix:` above; a deploy restores what Terraform owns.',
  });
  return {
    exit: error.exit,
    json: { ...json, error: errorRecord(error) },
    text: `${text}${renderError(error)}\n`,
  };
}
