import { EXIT, type ExitCode } from '../errors/index.js';
import { withAccepted } from '../facts/index.js';
import { loaderOf } from './baselines.js';
import { CHECK_OPTIONS, checkHelp } from './check-options.js';
import { deliver, deliveryOf } from './deliver.js';
import { evaluation } from './evaluation.js';
import type { CliIo } from './io.js';
import { parseOptions } from './options.js';

/** `phase-mirror check`. Answers the exit code; throws a coded error when it could not judge. */
export async function check(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const values = parseOptions('check', CHECK_OPTIONS, args);
  if (values.help === true) {
    io.stdout.write(checkHelp());
    return EXIT.ok;
  }
  const delivery = deliveryOf('check', values);
  return evaluation(values, io, {
    accept: (facts, scope, stores) => withAccepted(facts, loaderOf(scope, stores)),
    tell: (report, stores) => deliver(report, delivery, io, stores.fp),
  });
}
