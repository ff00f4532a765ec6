import { errorRecord, EXIT, renderError } from '../../runtime/src/errors/index.js';
import { opsError } from '../errors.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';
import type { Status } from '../status/status.js';

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
    const text = renderStatus(found, io);
    if (found.stands !== undefined) return { exit: EXIT.ok, json: { ...found }, text };
    // What is known is answered; what is not is neither up nor down.
    const error = opsError('PM-6018', { what: environment, why: whyUnknown(found) });
    return {
      exit: error.exit,
      json: { ...found, stands: null, error: errorRecord(error) },
      text: `${text}${renderError(error)}\n`,
    };
  },
};

const whyUnknown = ({ stacks }: Status): string =>
  stacks
    .flatMap(({ stack, unknown }) => (unknown === undefined ? [] : [`${stack}: ${unknown}`]))
    .join('; ') || 'the local AWS runs and does not answer';
