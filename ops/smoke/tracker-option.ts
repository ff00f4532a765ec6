import { resolve } from 'node:path';
import type { OptionSpec } from '../frame/options.js';
import type { Context } from '../frame/runbook.js';

/** Of `smoke` and `e2e`. */
export const TRACKER: OptionSpec = {
  type: 'string',
  value: 'FILE',
  help: 'write the performance table into this file, between <!-- performance:begin --> and <!-- performance:end -->',
};

/** The file named, from the project's root. */
export function trackerOf({ values, io }: Pick<Context, 'values' | 'io'>): string | undefined {
  const { tracker } = values;
  return typeof tracker === 'string' ? resolve(io.root, tracker) : undefined;
}
