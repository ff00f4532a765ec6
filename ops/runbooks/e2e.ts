import type { Runbook } from '../frame/runbook.js';
import { play } from '../smoke/play.js';
import { TRACKER } from '../smoke/tracker-option.js';

export const e2e: Runbook = {
  name: 'e2e',
  summary: 'the smoke with more samples, and the examples judged by the command that CI runs',
  example: 'npm run ops -- e2e --env staging --yes',
  when: 'Before a release, and to compare figures: it takes a minute or two.',
  changes:
    'What `smoke` changes. The command judges the two examples with `--dry-run`, which records nothing. The reports are `.phase-mirror/<environment>/reports/e2e.json` and `e2e.md`.',
  undo: 'There is nothing to undo. What a killed run has left, the next one removes first.',
  options: { tracker: TRACKER },
  run: (context) => play(context, 'e2e'),
};
