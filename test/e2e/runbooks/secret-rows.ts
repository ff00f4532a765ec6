import { reads, section, writes, type Row } from './cells.js';

const ROTATED = 'under load: no evaluation fails, and no report is unverifiable';
const AWAY = 'are made, retired, revoked and rolled back by one at a time';

const RETIRED = section(
  'taking-away',
  'are retired when their grace is over, whenever that was killed, and there is nothing to do then',
);
const REVOKED = section('taking-away', 'are revoked one and no other, whenever that was killed');
const ROLLED_BACK = section(
  'taking-away',
  'are rolled back by one and no more, whenever that was killed',
);

/** Nonce and salt are one runbook with two names: the tests run once for each. */
export const secret = (kind: 'nonce' | 'salt'): Readonly<Record<string, Row>> => ({
  [`${kind} status`]: reads(section('rotation', ROTATED)),
  [`${kind} rotate`]: writes({
    works: section('rotation', ROTATED),
    'second run': section('rotation', 'a second run has nothing to do and changes nothing'),
    killed: section('taking-away', 'are made once, whenever a rotation was killed'),
    'two at once': section('taking-away', AWAY),
    'no rights': section(
      'rotation',
      'without the right to store changes nothing and says which call was refused',
    ),
  }),
  [`${kind} retire`]: writes({
    works: RETIRED,
    'second run': RETIRED,
    killed: RETIRED,
    'two at once': section('taking-away', AWAY),
  }),
  [`${kind} revoke`]: writes({
    works: section(
      'rotation',
      'version 1 can be taken away: Terraform does not make it again, and every promise holds',
    ),
    'second run': REVOKED,
    killed: REVOKED,
    'two at once': section('taking-away', AWAY),
    'no rights': section(
      'taking-away',
      'are marked before they are removed: who may only mark ends in part, and can go on',
    ),
  }),
  [`${kind} rollback`]: writes({
    works: ROLLED_BACK,
    'second run': ROLLED_BACK,
    killed: ROLLED_BACK,
    'two at once': section('taking-away', AWAY),
  }),
});
