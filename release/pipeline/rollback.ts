import { relative } from 'node:path';
import { errorRecord, EXIT, renderError } from '../../runtime/src/errors/index.js';
import { confirmTyped } from '../../ops/frame/confirm.js';
import type { Outcome } from '../../ops/frame/runbook.js';
import { knownOfRelease, writeReports } from '../after/incident.js';
import type { ReleaseContext } from '../frame/command.js';
import { carryOut } from './carry-out.js';
import { forward } from './forward.js';
import { retirePlan } from './kept-plan.js';
import { leftOver, ownObjects } from './left-over.js';
import { ownReleases } from './own-release.js';
import type { Parts } from './site.js';
import { planToTakeBack } from './plan-to-take-back.js';
import { siteFor, stopped, whileClaimed } from './session.js';
import type { ReleaseSite } from './site.js';
import { everyStep } from './steps/index.js';
import type { Step } from './step.js';
import { takenBack } from './taken-back.js';
import { commitOfTag } from './world.js';

/**
 * Takes a release back. Until it is published, and after that while GitHub has not made it immutable,
 * everything goes: release, tag, commit. What is immutable stays, and is followed: forward only.
 */
export async function rollbackRelease(context: ReleaseContext, parts: Parts): Promise<Outcome> {
  return whileClaimed(context, 'rollback', async () => {
    const plan = await planToTakeBack(context);
    const site = siteFor(context, plan, parts);
    const stand = stopped(site, 'rollback');
    if (stand !== undefined) context.steps.say(stand);
    const { own } = await ownReleases(await site.github(), plan);
    const final = own.find((one) => !one.draft && one.immutable === true);
    const steps = final === undefined ? backwards(site) : await forward(site, final);
    const text = render(site, steps, final !== undefined);
    if (context.dryRun) {
      const json = { outcome: 'dry run', plan, steps: rows(steps) };
      return { exit: EXIT.ok, json, text: `${text}Dry run: nothing was changed.\n` };
    }
    context.steps.say(text.trimEnd());
    if (!(await confirmed(context))) {
      return {
        exit: EXIT.cancelled,
        json: { outcome: 'cancelled', plan, steps: rows(steps) },
        text: 'Not confirmed: nothing was changed.\n',
      };
    }
    const published = own.some((one) => !one.draft);
    return carried(site, steps, { final: final !== undefined, published });
  });
}

function confirmed({ io, version, values }: ReleaseContext): Promise<boolean> {
  const asked = {
    io,
    yes: values['yes'] === true,
    confirmed: values['confirm'] as string | undefined,
  };
  const word = { what: 'the version', value: version.version };
  return confirmTyped(asked, `Take ${version.version} back with the steps above?`, word);
}

/** Every step of the release, the last one first, each as the step that takes it back. */
function backwards(site: ReleaseSite): readonly Step[] {
  const { only } = site.plan;
  // `tag` and `publish` begin with a commit that people made: it stays theirs.
  const theirs = only === undefined ? [] : ['version', 'changelog', 'commit'];
  const all = everyStep(site).filter(({ id }) => !theirs.includes(id));
  const lock = all.filter(({ id }) => id === 'lock');
  return [...lock, ...takenBack(all)];
}

async function carried(
  site: ReleaseSite,
  steps: readonly Step[],
  { final, published }: { readonly final: boolean; readonly published: boolean },
): Promise<Outcome> {
  const { plan, io } = site;
  const own = await ownObjects(site);
  const commit = await commitOfTag(io.root, plan.tag);
  const { ran, failure } = await carryOut(site, steps, 'rollback');
  // Nobody has seen what was never published: no incident.
  const reports = published ? reportsOf(site, commit) : [];
  const toFill = reports.map((path) => `To be filled in: ${path}\n`).join('');
  const json = { plan, steps: rows(steps), ran, reports };
  if (failure !== undefined) {
    const next = `npm run release -- rollback ${plan.version}`;
    return {
      exit: EXIT.partial,
      json: { outcome: 'partial', ...json, error: errorRecord(failure), next },
      text: `${renderError(failure)}\nTaken back in part. Go on with: ${next}\n`,
    };
  }
  if (final) {
    return {
      exit: EXIT.ok,
      json: { outcome: 'followed', ...json },
      text: `${plan.tag} is immutable and stays; it is marked as withdrawn.\n${toFill}`,
    };
  }
  const left = await leftOver(site, own);
  if (left.length === 0) retirePlan(io.root, plan);
  return {
    exit: left.length === 0 ? EXIT.ok : EXIT.failed,
    json: { outcome: left.length === 0 ? 'taken back' : 'left over', ...json, left },
    text:
      left.length === 0
        ? `${plan.version} is taken back: everything is as it was before.\n${toFill}`
        : `${plan.version} is taken back, but for:\n${left.map((one) => `  - ${one}\n`).join('')}${toFill}`,
  };
}

/** Incident report and post-mortem, with what is on record; answers their paths. Throws PM-8026. */
function reportsOf({ io, folder, plan }: ReleaseSite, commit: string | undefined): string[] {
  const known = knownOfRelease(folder, plan.version, { plan, commit });
  return writeReports(folder, known, io.now()).map(({ path }) => relative(io.root, path));
}

const rows = (steps: readonly Step[]): unknown =>
  steps.map(({ id, title, calls, reverse }) => ({ id, title, calls, reverse }));

function render({ plan }: ReleaseSite, steps: readonly Step[], final: boolean): string {
  const head = final
    ? `${plan.tag} is published and immutable: it stays, and is followed.`
    : `Take ${plan.version} back to ${plan.branch} at ${plan.start.slice(0, 7)}:`;
  const lines = steps.flatMap(({ id, title, calls, reverse }) =>
    id.startsWith('back-')
      ? [`  ${title}`, `      ${reverse}`]
      : [`  ${title}`, ...calls.map((call) => `      ${call}`)],
  );
  return [head, ...lines].map((line) => `${line}\n`).join('');
}
