import { ALL_ERRORS } from '../ops/errors.js';
import { errorsOf } from '../runtime/src/errors/index.js';

/** Expected failures of the release tooling; the codes stand in the one table, with the runbooks'. */
export const releaseError = errorsOf(ALL_ERRORS);
