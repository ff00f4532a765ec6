import { EXIT } from '../../runtime/src/errors/index.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';

export const bootstrap: Runbook = {
  name: 'bootstrap',
  summary: 'make the state backend and the workspaces of an environment; goes on after a kill',
  example: 'npm run ops -- bootstrap --env staging',
  when: 'Once an account, before the first deploy. Again after a kill: it goes on from what is there.',
  changes:
    'Makes the state bucket, the lock table, their key and the workspaces, and moves the state of the foundation into the bucket. It never replaces what exists. A state that an apply could not write is put into the bucket, when it fits what is there.',
  undo: 'The foundation of a real account stays. That of `local` goes with `npm run down`.',
  options: {},
  async run(context: Context): Promise<Outcome> {
    // The AWS clients take longer to load than `--help` may.
    const { withSession } = await import('../terraform/session.js');
    const { bootstrap } = await import('../terraform/bootstrap.js');
    const { environment } = context;
    const result = await withSession(context, 'bootstrap', bootstrap);
    const { changed, cancelled, found, intended, done } = result;
    const json = { changed, cancelled, found, intended, done };
    if (cancelled) {
      return { exit: EXIT.cancelled, json, text: 'Not confirmed: nothing was changed.\n' };
    }
    if (context.dryRun) {
      const lines = intended.map((line) => `  would ${line}\n`);
      return { exit: EXIT.ok, json, text: `Dry run: nothing was changed.\n${lines.join('')}` };
    }
    const text = changed
      ? `${environment} is bootstrapped.\n${done.map((line) => `  ${line}\n`).join('')}`
      : `${environment} is bootstrapped; there was nothing to do.\n`;
    return {
      exit: EXIT.ok,
      json,
      text: `${text}Next: npm run ops -- deploy --env ${environment}\n`,
    };
  },
};
