import { EXIT } from '../../runtime/src/errors/index.js';
import { confirmTyped } from '../../ops/frame/confirm.js';
import type { Outcome } from '../../ops/frame/runbook.js';
import { releaseError } from '../errors.js';
import type { ReleaseContext } from '../frame/command.js';
import { refuseWithoutRights } from '../github/desk.js';
import { carryOut } from './carry-out.js';
import { keepPlan, planKept } from './kept-plan.js';
import { outcomeOf } from './outcome.js';
import type { Parts } from './site.js';
import { planRelease, timeOf } from './plan-release.js';
import { planDocument, renderPlan } from './plan-text.js';
import type { ReleasePlan } from './release-plan.js';
import { siteFor, stopped, whileClaimed } from './session.js';
import type { ReleaseSite } from './site.js';
import { stepsOf } from './steps/index.js';
import type { Step } from './step.js';
import { readWorld, type World } from './world.js';

/** A release, or the part of one that `tag` and `publish` are. */
export interface Kind {
  readonly name: 'run' | 'tag' | 'publish';
  /** What the plan has that is not a whole release's. Throws where there is nothing to begin with. */
  narrow(root: string, plan: ReleasePlan): Promise<Partial<ReleasePlan>>;
  /** Why it cannot begin, one line each. */
  refusals(world: World, takeOver: boolean): readonly string[];
  readonly question: string;
}

export interface Begun {
  readonly site: ReleaseSite;
  readonly steps: readonly Step[];
  readonly troubles: readonly string[];
}

/** What would be done now, and why it cannot be: reads only. */
export async function beginning(context: ReleaseContext, parts: Parts, kind: Kind): Promise<Begun> {
  const { io, steps: talk, version, values } = context;
  const world = await talk.run('look at the repository and its remote', () =>
    readWorld(io.root, io.env, values['repo'] as string | undefined),
  );
  const whole = planRelease(world, version, timeOf(io));
  const plan = { ...whole, ...(await kind.narrow(io.root, whole)) };
  const site = siteFor(context, plan, parts);
  const unfinished =
    planKept(io.root, version.version) === undefined ? undefined : stopped(site, 'release');
  const troubles = [
    ...(unfinished === undefined
      ? []
      : [
          `it was begun here already: \`resume\` goes on, \`rollback\` takes it back\n  ${unfinished.trim()}`,
        ]),
    ...kind.refusals(world, site.takeOver),
  ];
  return { site, steps: stepsOf(site), troubles };
}

/** Plans, shows the plan, asks once, and carries it out. Throws PM-8020 with every reason why it cannot begin. */
export async function begin(context: ReleaseContext, parts: Parts, kind: Kind): Promise<Outcome> {
  const { io, version, values, dryRun, steps: talk } = context;
  return whileClaimed(context, kind.name, async () => {
    const { site, steps, troubles } = await beginning(context, parts, kind);
    const { plan } = site;
    if (dryRun) return planned(site, steps, troubles);
    if (troubles.length > 0) {
      throw releaseError('PM-8020', {
        what: version.version,
        why: troubles.map((one) => `\n  - ${one}`).join(''),
      });
    }
    if (steps.some(({ id }) => id === 'draft')) {
      await talk.run('ask GitHub whether the token may release', async () =>
        refuseWithoutRights(await site.github()),
      );
    }
    talk.say(renderPlan(plan, steps).trimEnd());
    const asked = {
      io,
      yes: values['yes'] === true,
      confirmed: values['confirm'] as string | undefined,
    };
    const word = { what: 'the version', value: version.version };
    if (!(await confirmTyped(asked, kind.question, word))) {
      return {
        exit: EXIT.cancelled,
        json: { outcome: 'cancelled', plan: planDocument(plan, steps) },
        text: 'Not confirmed: nothing was changed.\n',
      };
    }
    keepPlan(io.root, plan);
    return outcomeOf(site, steps, await carryOut(site, steps));
  });
}

/** The plan as data: what `plan` and `--dry-run` print. */
export function planned(
  { plan }: ReleaseSite,
  steps: readonly Step[],
  troubles: readonly string[],
): Outcome {
  const end =
    troubles.length === 0
      ? 'Nothing was changed. Carry it out with: npm run release -- run '
      : `It cannot begin:\n${troubles.map((one) => `  - ${one}\n`).join('')}`;
  return {
    exit: troubles.length === 0 ? EXIT.ok : EXIT.failed,
    json: { plan: planDocument(plan, steps), troubles },
    text: `${renderPlan(plan, steps)}\n${troubles.length === 0 ? `${end}${plan.version}\n` : end}`,
  };
}
