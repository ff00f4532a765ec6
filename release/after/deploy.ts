import type { Runbooks } from '../../ops/frame/command.js';
import { releaseError } from '../errors.js';
import { changedPaths, objectOf } from '../git/git.js';
import type { ReleaseSite } from '../pipeline/site.js';
import type { Step } from '../pipeline/step.js';
import { deployFormer } from './former-configuration.js';
import { forgetAfter, readAfter } from './records.js';
import { runbookStep } from './runbook-step.js';
import type { AfterSettings } from './settings.js';

/** Deploys what was released, through the deploy runbook: its review, its approval, its verification. */
export function deployStep(site: ReleaseSite, settings: AfterSettings, runbooks: Runbooks): Step {
  const { io, plan } = site;
  return runbookStep(site, settings, runbooks, {
    id: 'deploy',
    title: (environment) => `deploy ${plan.tag} to ${environment}`,
    runbook: 'deploy',
    approved: settings.approved,
    undo: {
      reverse:
        plan.previousTag === undefined
          ? 'nothing to take back: no release was deployed before'
          : `deploys the configuration of ${plan.previousTag} on the present state; no state is pushed`,
      async undo() {
        const kept = readAfter(site, 'deploy');
        if (kept === undefined || plan.previousTag === undefined) return undefined;
        await deployFormer(site, plan.previousTag, kept.environment);
        forgetAfter(site, 'deploy');
        return `${kept.environment} has the configuration of ${plan.previousTag}`;
      },
    },
    async before(commit) {
      const what = `deploy ${plan.tag} to ${settings.environment ?? ''}`;
      const changed = await changedPaths(io.root);
      if ((await objectOf(io.root, 'HEAD')) !== commit || changed.length > 0) {
        throw releaseError('PM-8022', {
          what,
          why:
            changed.length > 0
              ? `the working tree is not what was released: ${changed.slice(0, 5).join(', ')}`
              : `another commit is checked out than ${plan.tag}`,
          remedy: `\`git checkout ${plan.tag}\`, then \`npm run release -- resume ${plan.version}\`.`,
        });
      }
      const asks = io.stdin.isTTY === true && io.stdout.isTTY === true;
      if (!settings.approved && !asks) throw releaseError('PM-8052', { what });
    },
  });
}
