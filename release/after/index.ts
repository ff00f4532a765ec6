import { RUNBOOKS } from '../../ops/runbooks/index.js';
import type { Runbooks } from '../../ops/frame/command.js';
import type { ReleaseSite } from '../pipeline/site.js';
import type { Step } from '../pipeline/step.js';
import { announceStep } from './announce.js';
import { moveOnBoard } from './board.js';
import { deployStep } from './deploy.js';
import { closeIssues } from './issues.js';
import { closeMilestone } from './milestone.js';
import { runbookStep } from './runbook-step.js';
import { afterSettings } from './settings.js';
import { tickStep } from './tracker.js';

/** What follows on publishing, in its order. Throws PM-1001 and PM-1002 for settings that cannot be. */
export function afterwards(site: ReleaseSite, runbooks: Runbooks = RUNBOOKS): readonly Step[] {
  const settings = afterSettings(site.io);
  const seconds = Math.ceil(settings.monitorMs / 1000);
  return [
    deployStep(site, settings, runbooks),
    runbookStep(site, settings, runbooks, {
      id: 'verify',
      title: (environment) => `verify ${environment}`,
      runbook: 'verify',
    }),
    runbookStep(site, settings, runbooks, {
      id: 'monitor',
      title: (environment) => `watch ${environment} for ${seconds} s`,
      runbook: 'monitor',
      values: {
        for: `${seconds}s`,
        every: `${Math.min(60, Math.max(1, Math.floor(seconds / 10)))}s`,
      },
    }),
    announceStep(site),
    tickStep(site, settings),
    closeIssues(site),
    closeMilestone(site),
    moveOnBoard(site, settings),
  ];
}
