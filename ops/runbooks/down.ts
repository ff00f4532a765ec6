import { EXIT } from '../../runtime/src/errors/index.js';
import { opsError } from '../errors.js';
import { confirm } from '../frame/confirm.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';
import type { LocalAws } from '../local-aws/state.js';
import type { DestroyResult } from '../terraform/destroy.js';

export const down: Runbook = {
  name: 'down',
  summary: 'destroy the local environment with Terraform and stop the local AWS, by its pid',
  example: 'npm run down',
  when: 'When the local environment is not needed any more.',
  changes:
    'Destroys the stacks of `local` and stops the local AWS by its pid. Refuses every other environment.',
  undo: '`npm run up` makes a new one; what was in the old one is gone.',
  options: {
    'stop-only': {
      type: 'boolean',
      help: 'only stop the local AWS: nothing in it outlives it anyway',
    },
  },
  async run(context: Context): Promise<Outcome> {
    const { io, environment, steps } = context;
    if (environment !== 'local') {
      throw opsError('PM-6006', { what: environment, why: 'it holds real data' });
    }
    const { findLocalAws } = await import('../local-aws/state.js');
    const { stopLocalAws } = await import('../local-aws/stop.js');
    const { forgetLocal } = await import('../local-aws/leftovers.js');
    const own = io.env['AWS_ENDPOINT_URL'];
    const found = await findLocalAws(io);
    if (context.dryRun) {
      const text = intentions(own, found.kind === 'running' ? found.local : undefined);
      return { exit: EXIT.ok, json: { intended: text }, text: lines('Would', text) };
    }
    // What lies behind an endpoint of the person's own may be shared.
    if (own && !(await confirm(context, `Destroy the local environment at ${own}?`))) {
      return { exit: EXIT.cancelled, json: {}, text: 'Not confirmed: nothing was changed.\n' };
    }
    const destroyed = await destroyStacks(context, Boolean(own) || found.kind === 'running');
    const stopped = await stopLocalAws(io, steps);
    const dropped = own ? [] : forgetLocal(io);
    const removed = removedOf(destroyed, stopped, dropped);
    return {
      exit: EXIT.ok,
      json: { destroyed: destroyed?.destroyed ?? [], stopped: stopped?.pid ?? null, dropped },
      text: removed.length === 0 ? 'Nothing was up.\n' : lines('Removed', removed),
    };
  },
};

async function destroyStacks(context: Context, there: boolean): Promise<DestroyResult | undefined> {
  const { steps, values } = context;
  if (values['stop-only'] === true) {
    steps.skip('destroy the stacks', '--stop-only');
    return undefined;
  }
  if (!there) {
    steps.skip('destroy the stacks', 'they ended with the local AWS that held them');
    return undefined;
  }
  // Terraform's parts take longer to load than `--help` may.
  const { destroyEnvironment } = await import('../terraform/destroy.js');
  return destroyEnvironment(context);
}

function intentions(own: string | undefined, local: LocalAws | undefined): readonly string[] {
  if (own) return [`destroy the stacks of local at ${own}`];
  if (local === undefined) return ['do nothing: nothing is up'];
  return ['destroy the stacks of local', `stop the local AWS, pid ${local.pid}`];
}

function removedOf(
  destroyed: DestroyResult | undefined,
  stopped: LocalAws | undefined,
  dropped: readonly string[],
): readonly string[] {
  const stacks = destroyed?.destroyed ?? [];
  return [
    ...(stacks.length === 0 ? [] : [`stacks ${stacks.join(', ')}`]),
    ...(stopped === undefined ? [] : [`the local AWS (pid ${stopped.pid}, ${stopped.endpoint})`]),
    ...(dropped.length === 0
      ? []
      : [`files about it: ${dropped.join(', ')}; logs and reports stay`]),
  ];
}

const lines = (title: string, entries: readonly string[]): string =>
  `${title}:\n${entries.map((entry) => `  ${entry}\n`).join('')}`;
