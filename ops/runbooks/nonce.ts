import type { Runbook } from '../frame/runbook.js';
import { secretRunbook } from '../secrets/runbook.js';

export const nonce: Runbook = secretRunbook('nonce', {
  summary: 'the redaction nonce: status, rotate, retire, revoke, rollback; values are never shown',
  when: '`status` whenever the alarm `nonce-age` rings. `rotate` on a schedule (`--if-older-than 30d`), and before a version is revoked. `revoke` at once when a value may be known to somebody who must not know it.',
  changes:
    '`rotate` stores the next version beside the others, never over one: reports are sealed with it from then on, and what the version before has sealed verifies for 7 more days. `retire` and `revoke` delete a version and leave a marker `/guardian/<environment>/retired/…`, so that Terraform does not make version 1 again and no number is used twice. A value is made in the process, goes to SSM and is in no argument, file, log or terminal.',
  undo: '`rollback` takes the newest version away, and the one before it signs again; reports sealed meanwhile have to be judged again. A version that was retired or revoked cannot come back: rotate.',
});
