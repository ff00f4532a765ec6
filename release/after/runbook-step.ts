import { EXIT } from '../../runtime/src/errors/index.js';
import type { Environment } from '../../runtime/src/names/index.js';
import type { Values } from '../../ops/frame/options.js';
import type { Runbooks } from '../../ops/frame/command.js';
import { releaseError } from '../errors.js';
import { inside } from '../pipeline/inside.js';
import type { ReleaseSite } from '../pipeline/site.js';
import { done, todo, type Step } from '../pipeline/step.js';
import { commitOfTag } from '../pipeline/world.js';
import { keepAfter, readAfter } from './records.js';
import type { AfterSettings } from './settings.js';

export interface RunbookStep {
  readonly id: string;
  readonly title: (environment: Environment) => string;
  readonly runbook: 'deploy' | 'verify' | 'monitor';
  readonly values?: Values;
  /** Whether the runbook may ask the person. */
  readonly approved?: boolean;
  readonly undo?: Pick<Step, 'reverse' | 'undo'>;
  /** What must hold before it runs. */
  readonly before?: (commit: string) => Promise<void>;
}

/** A runbook as a step of the release. What it answered is kept; on this commit it is not run again. */
export function runbookStep(
  site: ReleaseSite,
  { environment, whyNowhere }: AfterSettings,
  runbooks: Runbooks,
  of: RunbookStep,
): Step {
  const { io, plan, talk } = site;
  const command = `npm run ops -- ${of.runbook} --env ${environment ?? 'production'}`;
  return {
    id: of.id,
    title: of.title(environment ?? 'production'),
    reversible: of.undo !== undefined,
    calls: environment === undefined ? [`nothing: ${whyNowhere}`] : [command],
    reverse: of.undo?.reverse ?? 'nothing to take back: it changes nothing',
    async probe() {
      const kept = readAfter(site, of.id);
      const commit = await commitOfTag(io.root, plan.tag);
      return kept !== undefined && kept.commit === commit ? done() : todo;
    },
    async run() {
      if (environment === undefined) return `left out: ${whyNowhere}`;
      const commit = await commitOfTag(io.root, plan.tag);
      if (commit === undefined) throw failed(command, `there is no tag ${plan.tag} here`);
      await of.before?.(commit);
      const runbook = await runbooks[of.runbook]?.load();
      if (runbook === undefined) throw failed(command, 'there is no such runbook');
      const approved = of.approved === true;
      const outcome = await runbook.run({
        ...{ io, steps: inside(talk), values: of.values ?? {}, environment, dryRun: false },
        ...{ yes: approved, json: false, command },
        ...(approved ? { confirmed: environment } : {}),
      });
      inside(talk).say(outcome.text.trimEnd());
      if (outcome.exit !== EXIT.ok) throw failed(command, `it ended with ${outcome.exit}`);
      const at = new Date(io.now()).toISOString();
      keepAfter(site, of.id, { commit, at, environment, json: outcome.json });
      return undefined;
    },
    undo: of.undo?.undo ?? (() => Promise.resolve(undefined)),
  };
}

const failed = (what: string, why: string): Error => releaseError('PM-8051', { what, why });
