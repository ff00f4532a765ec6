import type { Runbook } from '../frame/runbook.js';
import { play } from '../smoke/play.js';
import { TRACKER } from '../smoke/tracker-option.js';

export const smoke: Runbook = {
  name: 'smoke',
  summary: 'play the scenario table on an environment and measure it, in seconds; leaves nothing',
  example: 'npm run ops -- smoke --env staging --yes',
  when: 'After a deploy and after a rotation, before a release, and when something seems slow. `e2e` is the thorough one.',
  changes:
    'Writes events, consents and block counts under ids of its own (rule `SM-001`, owner `phase-mirror.smoke`), removes them and looks that nothing is left. Faults are injected on this machine, never in the environment. The reports are `.phase-mirror/<environment>/reports/smoke.json` and `smoke.md`.',
  undo: 'There is nothing to undo. What a killed run has left, the next one removes first.',
  options: { tracker: TRACKER },
  run: (context) => play(context, 'smoke'),
};
