import type { Runbook } from '../frame/runbook.js';
import { secretRunbook } from '../secrets/runbook.js';

export const salt: Runbook = secretRunbook('salt', {
  summary: 'the salt of organisation ids: status, rotate, retire, revoke, rollback; no values',
  when: '`rotate` once a year, or when a value may be known to somebody who must not know it; then `revoke` the old one.',
  changes:
    '`rotate` stores the next version beside the others, never over one: organisation ids are made with it from then on, and ids of the version before are recognised for 7 more days. `retire` and `revoke` delete a version and leave a marker `/guardian/<environment>/retired/…`. After that, what was stored under an id of the old salt belongs to nobody that can be named: a contribution to the calibration is counted afresh.',
  undo: '`rollback` takes the newest version away, and ids are made with the one before it again. A version that was retired or revoked cannot come back: rotate.',
});
