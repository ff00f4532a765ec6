import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';
import type { Procedure } from '../frame/procedure.js';
import { restore, targetOf } from './restore.js';
import { sourceOf } from './source.js';
import { swap } from './swap.js';
import { chosenTables } from './tables.js';

/** The restore that the options ask for. Throws PM-1001 when they contradict each other. */
export function chosenRestore(site: Site, option: (name: string) => string | undefined): Procedure {
  const table = option('table');
  const [subject] = table === undefined ? [] : chosenTables(site.deployment, table);
  if (subject === undefined) throw usage('--table is missing: one table is restored at a time');
  const source = sourceOf({ backup: option('backup'), at: option('at') });
  const to = option('to');
  const typed = option('swap');
  if (typed === undefined) {
    return restore(site, { subject, source, target: targetOf(subject, source, to) });
  }
  if (to !== undefined) throw usage('--swap replaces what a table holds, --to makes another table');
  return swap(site, subject, source, typed);
}

const usage = (why: string): Error =>
  opsError('PM-1001', {
    what: 'npm run ops -- backup restore',
    why,
    remedy: '`npm run ops -- backup restore --help` lists the options, with an example.',
  });
