// What can happen to a runbook, and the test that shows what it does then: one row an action. The house
// holds it (test/house/runbook-matrix.test.ts): an action without a row fails, and a test that is not there.
import { reads, section, t, writes, type Row } from './cells.js';
import { secret } from './secret-rows.js';

const PARTS = {
  why: 'bootstrap and deploy are what it does; their rows show it, and test/ops/local-aws/lifecycle.test.ts the start',
};

const IS_READ = '$args leaves everything in AWS as it was';
const DOWN = section(
  'down',
  'is gone on with where it was killed, by one at a time, and then there is nothing to do',
);
const SMOKES = 'passes, fills the performance table and leaves nothing; and so does the next one';
const SMOKE_KILLED =
  'that is killed at a step’s boundary leaves what the next one removes; meanwhile no other runs';
const DRIFT =
  'is told with its magnitude, kept as one issue, which is closed when it is gone; AWS is only read';
const DESK = section(
  'github',
  'what GitHub does not answer, refuses or calls otherwise is said so, and nothing is written',
);
const SHOWN_OWNERS =
  'the owners are replaced in the whole file or not at all, whenever it was killed; then there is nothing to do';
const LABELS =
  'the labels are the set, each made once, whenever it was killed; then there is nothing to do';
const LOCKED = 'loses its lock once, whenever that was killed, and by one at a time';
const SWAPPED =
  'into the table in use brings every item back, whenever it was killed, and leaves no copy';
const BESIDE =
  'beside the table is finished, whenever it was killed, and there is nothing to do then';
const REHEARSED =
  'are restored, every item compared, none different, nothing left; and so the next time';
const BASELINES_ONE = 'are replaced by one at a time, by who names the one in force, and restored';
const BASELINES_RESTORED = 'are restored, whenever that was killed, and by one at a time';
const FOLDER_ONLY = { why: 'it adds a line to a file of the work folder, and touches no AWS' };

export const MATRIX: Readonly<Record<string, Row>> = {
  up: writes({
    works: t(
      'up-down.test.ts',
      'makes an environment from nothing, blocks the unsound change and allows the sound one',
    ),
    'second run': t('up-down.test.ts', 'changes nothing the second time'),
    killed: PARTS,
    'two at once': t(
      '../ops/local-aws/lifecycle.test.ts',
      'start one, not two, when two commands run at once',
    ),
  }),
  down: writes({ works: DOWN, 'second run': DOWN, killed: DOWN, 'two at once': DOWN }),
  status: reads(section('reading', IS_READ)),
  doctor: reads(section('reading', IS_READ)),
  bootstrap: writes({
    works: t('environment.test.ts', 'is bootstrapped, and a second bootstrap has nothing to do'),
    'second run': t(
      'environment.test.ts',
      'is bootstrapped, and a second bootstrap has nothing to do',
    ),
    killed: t(
      'faults.test.ts',
      'is continued after the bucket was made and before its state was written',
    ),
    'two at once': section(
      'reading',
      'but claims the environment: a bootstrap of what is there is run by one at a time',
    ),
  }),
  deploy: writes({
    works: t('environment.test.ts', 'is deployed, and keeps every promise'),
    'second run': t(
      'environment.test.ts',
      'shows no change in a second plan of any stack, and --dry-run writes nothing',
    ),
    killed: t(
      'faults.test.ts',
      'recovers: it releases its own lock, takes over what no state knows, and says so',
    ),
    'two at once': t(
      'faults.test.ts',
      'who deploy at once: one wins, the other is told who holds the lock',
    ),
  }),
  verify: reads(section('reading', IS_READ), {
    'no rights': section(
      'reading',
      'verify without a right knows less, and calls no promise kept that it could not look at',
    ),
  }),
  smoke: writes({
    works: section('smoke', SMOKES),
    'second run': section('smoke', SMOKES),
    killed: section('smoke', SMOKE_KILLED),
    'two at once': section('smoke', SMOKE_KILLED),
    'no rights': section(
      'smoke',
      'tells a missing right from a failure: could not run, exit 3, and nothing is left',
    ),
  }),
  e2e: writes({
    works: section(
      'smoke',
      'is thorough as e2e: the command judges the examples as well, and nothing of it is left',
    ),
    'second run': section('smoke', SMOKES),
    killed: section('smoke', SMOKE_KILLED),
    'two at once': section('smoke', SMOKE_KILLED),
  }),
  'alarms list': reads(
    section('alarms', 'are listed, and what would be tested is shown: neither changes anything'),
  ),
  'alarms test': writes({
    works: section(
      'alarms',
      'all ring and tell their topics, whose subscriber hears of each, twice over',
    ),
    'second run': section(
      'alarms',
      'all ring and tell their topics, whose subscriber hears of each, twice over',
    ),
    killed: section(
      'alarms',
      'are all quiet after a test that was killed wherever it was, and run again',
    ),
    'two at once': section('alarms', 'are tested by one at a time'),
    'no rights': section(
      'alarms',
      'are not tested without rights or without AWS: exit 3, and none is left ringing',
    ),
  }),
  monitor: reads(
    section('monitor', 'say what the evaluations before have left, and change nothing'),
    {
      killed: section('monitor', 'end at Ctrl-C with their summary'),
    },
  ),
  logs: reads(section('monitor', 'say what the evaluations before have left, and change nothing')),
  limits: reads(
    section(
      'limits',
      'count what is there and that a deploy adds nothing more, twice alike, and change nothing',
    ),
    {
      'no rights': section(
        'limits',
        'say which quota could not be read, and never take it for none: exit 3',
      ),
    },
  ),
  labels: writes({
    works: section('github', LABELS),
    'second run': section('github', LABELS),
    killed: section('github', LABELS),
    'two at once': section('github', 'the labels are made by one at a time, and none by --dry-run'),
    'dry run': section('github', 'the labels are made by one at a time, and none by --dry-run'),
    'dependency down': DESK,
    'no rights': DESK,
  }),
  'codeowners check': reads(section('github', SHOWN_OWNERS), {
    'dependency down': DESK,
    'no rights': DESK,
  }),
  'codeowners replace': writes({
    works: section('github', SHOWN_OWNERS),
    'second run': section('github', SHOWN_OWNERS),
    killed: section('github', SHOWN_OWNERS),
    'two at once': section(
      'github',
      'the owners are replaced by one at a time, and not at all by --dry-run',
    ),
    'dry run': section(
      'github',
      'the owners are replaced by one at a time, and not at all by --dry-run',
    ),
    'dependency down': DESK,
    'no rights': {
      why: 'without a right the new owner could not be asked for, which is noted: DESK shows it of a GitHub that does not answer',
    },
  }),
  ...secret('nonce'),
  ...secret('salt'),
  'backup status': reads(section('backup', 'protect every table; looking at them changes nothing')),
  'backup rehearse': writes({
    works: section('backup', REHEARSED),
    'second run': section('backup', REHEARSED),
    killed: section(
      'backup',
      'are rehearsed to the end after a kill at any step, and nothing of the dead run stays',
    ),
    'two at once': section(
      'backup',
      'are rehearsed by one at a time, and not without AWS or in an environment that is none',
    ),
    'no rights': section(
      'backup',
      'are not made by who may not, which is said with the call that was refused',
    ),
  }),
  'backup restore': writes({
    works: section('backup', 'bring a lost table back, as Terraform knows it'),
    'second run': section('restoring', BESIDE),
    killed: section('restoring', SWAPPED),
    'two at once': section(
      'restoring',
      'into the table in use is made by one at a time, and gone on with after a refusal',
    ),
    'no rights': section(
      'restoring',
      'into the table in use is made by one at a time, and gone on with after a refusal',
    ),
  }),
  'state list': reads(
    section('state', 'is listed, compared and not restored by --dry-run, which changes nothing'),
  ),
  'state diff': reads(
    section('state', 'is listed, compared and not restored by --dry-run, which changes nothing'),
  ),
  'state restore': writes({
    works: section(
      'state',
      'is restored when it was spoilt, and the plan after it shows no changes',
    ),
    'second run': section(
      'state',
      'is restored when it was spoilt, and the plan after it shows no changes',
    ),
    killed: section(
      'state',
      'is whole and not locked after a restore that was killed at any step, and run again',
    ),
    'two at once': section(
      'state',
      'is restored by one at a time, and not without AWS or in an environment that is none',
    ),
    'no rights': section('state', 'is left as it is, and not locked, by who may not write it'),
  }),
  'state unlock': writes({
    works: section('state', 'keeps its lock until its id is typed, and loses it then'),
    'second run': section('state', 'keeps its lock until its id is typed, and loses it then'),
    killed: section('state', LOCKED),
    'two at once': section('state', LOCKED),
  }),
  'baseline capture': reads(section('baseline', BASELINES_ONE)),
  'baseline show': reads(section('baseline', 'are published once; and not at all by --dry-run')),
  'baseline diff': reads(section('baseline', 'are published once; and not at all by --dry-run')),
  'baseline publish': writes({
    works: section('baseline', 'are published once; and not at all by --dry-run'),
    'second run': section('baseline', 'are published once; and not at all by --dry-run'),
    killed: section('baseline', 'are in force, whole and once, whenever a publication was killed'),
    'two at once': section('baseline', BASELINES_ONE),
    'no rights': section(
      'baseline',
      'are never replaced by who cannot read or write them, nor without AWS',
    ),
  }),
  'baseline restore': writes({
    works: section('baseline', BASELINES_ONE),
    'second run': section('baseline', BASELINES_ONE),
    killed: section('baseline', BASELINES_RESTORED),
    'two at once': section('baseline', BASELINES_RESTORED),
  }),
  drift: writes({
    works: section('drift', DRIFT),
    'second run': section('drift', DRIFT),
    killed: section('drift', DRIFT),
    'two at once': section('drift', DRIFT),
    'no rights': section(
      'reading',
      '$args without a right says which call was refused, and has written nothing',
    ),
  }),
  'production-checklist status': reads(
    section(
      'limits',
      'answer their item of the production checklist, with the command’s own answer as evidence',
    ),
  ),
  'production-checklist run': writes({
    works: section(
      'limits',
      'answer their item of the production checklist, with the command’s own answer as evidence',
    ),
    'second run': { why: 'each run asks again, and adds its answers: that is what it is for' },
    killed: t('../ops/checklist/checklist.test.ts', 'keeps what it knew when it is cancelled'),
    'two at once': {
      why: 'each adds lines to a file; the runbooks that it runs exclude each other',
    },
  }),
  'production-checklist tick': writes({
    works: t(
      '../ops/checklist/checklist.test.ts',
      'holds when every item was answered, until the answers are old',
    ),
    'second run': FOLDER_ONLY,
    killed: FOLDER_ONLY,
    'two at once': FOLDER_ONLY,
  }),
};
