import { errorRecord, EXIT, renderError } from '../../runtime/src/errors/index.js';
import { opsError } from '../errors.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';

export const up: Runbook = {
  name: 'up',
  summary: 'make a governed environment on a local AWS and judge two changes with it',
  example: 'npm run up',
  when: 'To see the whole house at work on one machine, or to try a runbook before it meets a real environment.',
  changes:
    'Starts the local AWS on loopback, makes every stack of `local` in it with Terraform, and judges two example changes. Nothing outside the machine.',
  undo: '`npm run down`.',
  options: {},
  async run(context: Context): Promise<Outcome> {
    const { environment, io } = context;
    if (environment !== 'local') {
      throw opsError('PM-1001', {
        what: `npm run up -- --env ${environment}`,
        why: 'up makes the environment local; a real one is made step by step',
        remedy: `Run \`npm run ops -- bootstrap --env ${environment}\`, then \`deploy\`.`,
      });
    }
    // Terraform's parts and the AWS clients take longer to load than `--help` may.
    const { up, intentions } = await import('../up/up.js');
    const { renderUp, documentOf } = await import('../up/render.js');
    const { renderVerification } = await import('../verify/render.js');
    if (context.dryRun) {
      const intended = await intentions(context);
      const text = `Would:\n${intended.map((line) => `  ${line}\n`).join('')}`;
      return { exit: EXIT.ok, json: { intended }, text };
    }
    const result = await up(context);
    const { verification } = result;
    const bad = verification.rows.length - verification.passed;
    const json = documentOf(result, io);
    if (bad === 0) return { exit: EXIT.ok, json, text: renderUp(result, io) };
    const error = opsError('PM-6005', {
      what: `${environment}: ${bad} of ${verification.rows.length} promises do not hold`,
    });
    return {
      exit: verification.failed > 0 ? error.exit : EXIT.couldNotRun,
      json: { ...json, error: errorRecord(error) },
      text: `${renderUp(result, io)}\n${renderVerification(environment, verification, { all: false })}${renderError(error)}\n`,
    };
  },
};
