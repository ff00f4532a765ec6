import { EXIT } from '../../runtime/src/errors/index.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';

export const status: Runbook = {
  name: 'status',
  summary: 'say what is up: the local AWS, the stacks deployed, the last decisions',
  example: 'npm run status',
  when: 'To see what is up before anything else is done.',
  changes: 'Nothing.',
  undo: 'There is nothing to undo.',
  options: {},
  async run({ io, environment }: Context): Promise<Outcome> {
    const { statusOf } = await import('../status/status.js');
    const { renderStatus } = await import('../status/render.js');
    const found = await statusOf(io, environment);
    return { exit: EXIT.ok, json: { ...found }, text: renderStatus(found, io) };
  },
};
