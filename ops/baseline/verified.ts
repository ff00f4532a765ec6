import { opsError } from '../errors.js';
import type { Verified } from '../frame/procedure.js';
import type { Shown, Where } from './in-force.js';

/** Whether the baseline in force is the one that was meant. */
export function verified(
  present: Shown | undefined,
  hash: string | undefined,
  { branch }: Where,
): Verified {
  const ok = present !== undefined && present.sha256 === hash;
  const of = present === undefined ? (branch ?? '') : `${present.repository} ${present.branch}`;
  return {
    ok,
    text: `in force for ${of}: ${present?.sha256 ?? 'none'} (version ${present?.version ?? 'none'})\n`,
    json: { sha256: present?.sha256 ?? null, version: present?.version ?? null },
    ...(ok
      ? {}
      : {
          error: opsError('PM-6013', {
            what: `the baseline of ${of}`,
            why: `in force is ${present?.sha256 ?? 'none'}, not ${hash ?? 'none'}`,
          }),
        }),
  };
}
