import { EXIT } from '../../runtime/src/errors/index.js';
import { STACKS, type StackId } from '../../runtime/src/names/index.js';
import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';

const STACK = {
  type: 'string',
  value: 'STACK',
  help: `one of ${STACKS.join(', ')}`,
} as const;
const REQUIRED = { ...STACK, help: `${STACK.help}; required` };

/** Versions that a list shows, unless it is told how many. */
const SHOWN = 10;
const MOST = 100;

export const state: Runbook = {
  name: 'state',
  summary: 'list, compare and restore versions of a Terraform state; release a dead lock',
  example: 'npm run ops -- state list --env staging --stack data',
  when: 'A deploy says that a state cannot be read, does not have the expected content, or is locked by somebody who died.',
  changes:
    '`restore` makes an older version of one state object the present one, under Terraform’s own lock; no resource is touched. `unlock` releases one lock, whose id is typed. `list` and `diff` change nothing and print no value.',
  undo: 'Restore the version that was there before: it stays in the bucket, the plan names it, and a copy lies in the work folder.',
  options: {},
  actions: {
    list: {
      summary: 'list the versions of a state, newest first, with serial and lineage',
      options: {
        stack: { ...STACK, help: `${STACK.help}; default all` },
        last: { type: 'string', value: 'N', help: `how many; default ${SHOWN}, at most ${MOST}` },
      },
      example: 'npm run ops -- state list --env staging --stack data --last 20',
    },
    diff: {
      summary: 'compare two versions by resource: names of attributes, never a value',
      options: {
        stack: REQUIRED,
        from: { type: 'string', value: 'VERSION', help: 'as `list` shows it; required' },
        to: { type: 'string', value: 'VERSION', help: 'default the present state' },
      },
      example: 'npm run ops -- state diff --env staging --stack data --from VERSION',
    },
    restore: {
      summary: 'make an older version the present state',
      options: {
        stack: REQUIRED,
        version: { type: 'string', value: 'VERSION', help: 'as `list` shows it; required' },
      },
      example: 'npm run ops -- state restore --env staging --stack data --version VERSION',
    },
    unlock: {
      summary: 'show who holds a lock; release it when its id is typed and its holder died',
      options: {
        stack: REQUIRED,
        lock: { type: 'string', value: 'ID', help: 'id of the lock, as the refusal shows it' },
      },
      example: 'npm run ops -- state unlock --env staging --stack data --lock ID',
    },
  },
  async run(context: Context): Promise<Outcome> {
    const name = `state ${context.action ?? ''}`;
    const run = RUN[context.action ?? ''] ?? list;
    // The AWS clients take longer to load than `--help` may.
    const { withSite } = await import('../aws/site.js');
    return withSite(context, name, (site) => run(site, context));
  },
};

const RUN: Readonly<Record<string, (site: Site, context: Context) => Promise<Outcome>>> = {
  list,
  diff,
  restore,
  unlock,
};

async function list({ backend, deployment }: Site, context: Context): Promise<Outcome> {
  const { stateVersions } = await import('../state/versions.js');
  const { renderVersions } = await import('../state/render.js');
  const n = countOf(context);
  const chosen =
    text(context, 'stack') === undefined
      ? deployment.stacks
      : [stackOf(context, deployment.stacks)];
  const stacks = await context.steps.run('list the versions', async () => {
    const found = [];
    for (const stack of chosen) {
      found.push({ stack, versions: await stateVersions(backend, stack, n) });
    }
    return found;
  });
  return { exit: EXIT.ok, json: { stacks }, text: renderVersions(stacks) };
}

async function diff({ backend, deployment }: Site, context: Context): Promise<Outcome> {
  const { stateVersion } = await import('../state/versions.js');
  const { differenceOf } = await import('../state/difference.js');
  const { renderDifference } = await import('../state/render.js');
  const stack = stackOf(context, deployment.stacks);
  const [from, to] = await Promise.all([
    stateVersion(backend, stack, required(context, 'from')),
    stateVersion(backend, stack, text(context, 'to')),
  ]);
  const difference = differenceOf(from.text, to.text);
  const lines = [
    `${stack}: serial ${from.state.serial} to ${to.state.serial}`,
    ...renderDifference(difference),
  ];
  return {
    exit: EXIT.ok,
    json: { stack, from: from.state.serial, to: to.state.serial, ...difference },
    text: lines.map((line) => `${line}\n`).join(''),
  };
}

async function restore(site: Site, context: Context): Promise<Outcome> {
  const { carryOut } = await import('../frame/procedure.js');
  const { restoreState } = await import('../state/restore.js');
  const stack = stackOf(context, site.deployment.stacks);
  return carryOut(site, 'state restore', restoreState(site, stack, required(context, 'version')));
}

async function unlock(site: Site, context: Context): Promise<Outcome> {
  const { carryOut } = await import('../frame/procedure.js');
  const { unlockState } = await import('../state/unlock.js');
  const stack = stackOf(context, site.deployment.stacks);
  return carryOut(site, 'state unlock', unlockState(site, stack, text(context, 'lock')));
}

const text = ({ values }: Context, option: string): string | undefined =>
  values[option] as string | undefined;

function required(context: Context, option: string): string {
  const given = text(context, option);
  if (given !== undefined) return given;
  throw usage(context, `--${option} is missing`);
}

function stackOf(context: Context, stacks: readonly StackId[]): StackId {
  const given = required(context, 'stack');
  const stack = stacks.find((one) => one === given);
  if (stack !== undefined) return stack;
  throw usage(
    context,
    `--stack ${given}: the stacks of ${context.environment} are ${stacks.join(', ')}`,
  );
}

function countOf(context: Context): number {
  const given = text(context, 'last');
  const n = given === undefined ? SHOWN : /^\d{1,3}$/.test(given) ? Number(given) : 0;
  if (n >= 1 && n <= MOST) return n;
  throw usage(context, `--last ${given ?? ''} is no number from 1 to ${MOST}`);
}

const usage = ({ action }: Context, why: string): Error =>
  opsError('PM-1001', {
    what: `npm run ops -- state ${action ?? ''}`,
    why,
    remedy: `\`npm run ops -- state ${action ?? ''} --help\` lists the options, with an example.`,
  });
