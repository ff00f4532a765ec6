import type { Context, Outcome, Runbook } from '../frame/runbook.js';

export const limits: Runbook = {
  name: 'limits',
  summary: 'compare the account’s quotas with what is used and what a deploy adds; warn at 80 %',
  example: 'npm run ops -- limits --env production',
  when: 'Before the first deploy into an account, before a large one, and in the production checklist.',
  changes:
    'Nothing in AWS; it synthesises the stacks into the work folder. What cannot be read is “could not be read”, never zero.',
  undo: 'There is nothing to undo.',
  options: {},
  async run(context: Context): Promise<Outcome> {
    // The AWS clients take longer to load than `--help` may.
    const { withSite } = await import('../aws/site.js');
    const { limits: compare } = await import('../limits/limits.js');
    return withSite(context, 'limits', compare);
  },
};
