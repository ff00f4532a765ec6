import type { Context, Outcome, Runbook } from '../frame/runbook.js';

const TABLE = {
  table: {
    type: 'string',
    value: 'TABLE',
    help: 'one table: fp-events, consent, calibration or block-counter',
  },
} as const;

export const backup: Runbook = {
  name: 'backup',
  summary: 'say what protects the tables, rehearse a restore, restore a table',
  example: 'npm run ops -- backup rehearse --env staging',
  when: '`status` before a release and when the alarm `backup-failures` fired; `rehearse` every month, and after a change of the tables; `restore` when data was lost or spoilt.',
  changes:
    '`rehearse` makes a backup and a copy of each table, compares them item by item and removes both; tables in use are only read. `restore` makes a table that was not there. Only `restore --swap TABLE`, with the name of the table typed, changes what a table in use holds, after a backup that is kept.',
  undo: 'Remove the restored table. After `--swap`: the same command with the backup that it made of what was there before; `backup status` shows its ARN.',
  options: {},
  actions: {
    status: {
      summary: 'show point-in-time recovery, the backup plan and the newest recovery points',
      example: 'npm run ops -- backup status --env staging',
    },
    rehearse: {
      summary:
        'back up, restore into a new table, compare item by item, remove; measure RPO and RTO',
      options: TABLE,
      example: 'npm run ops -- backup rehearse --env staging --table consent',
    },
    restore: {
      summary: 'restore a table into a new one, or replace what a table in use holds',
      options: {
        table: { ...TABLE.table, help: `${TABLE.table.help}; required` },
        backup: {
          type: 'string',
          value: 'ARN',
          help: 'restore this backup or recovery point; `backup status` shows the newest',
        },
        at: {
          type: 'string',
          value: 'TIME',
          help: 'restore what the table held at this second, such as 2026-11-22T06:00:00Z',
        },
        to: {
          type: 'string',
          value: 'NAME',
          help: 'name of the table that is made; default one made of the source',
        },
        swap: {
          type: 'string',
          value: 'TABLE',
          help: 'replace the items of the table in use instead; type its whole name',
        },
      },
      example:
        'npm run ops -- backup restore --env staging --table consent --at 2026-11-22T06:00:00Z',
    },
  },
  async run(context: Context): Promise<Outcome> {
    // The AWS clients take longer to load than `--help` may.
    const { withSite } = await import('../aws/site.js');
    const name = `backup ${context.action ?? ''}`;
    if (context.action === 'rehearse') {
      return withSite(context, name, async (site) => {
        const { carryOut } = await import('../frame/procedure.js');
        const { rehearsal } = await import('../backup/rehearsal.js');
        const { chosenTables } = await import('../backup/tables.js');
        const subjects = chosenTables(site.deployment, text(context, 'table'));
        return carryOut(site, name, rehearsal(site, subjects));
      });
    }
    if (context.action === 'restore') {
      return withSite(context, name, async (site) => {
        const { carryOut } = await import('../frame/procedure.js');
        const { chosenRestore } = await import('../backup/choose.js');
        const word = (option: string): string | undefined => text(context, option);
        return carryOut(site, name, chosenRestore(site, word));
      });
    }
    return withSite(context, name, async (site) => {
      const { protectionOf } = await import('../backup/protection.js');
      const { protectionOutcome } = await import('../backup/render.js');
      const protection = await context.steps.run('look at the backups', () => protectionOf(site));
      return protectionOutcome(site.deployment.environment, protection);
    });
  },
};

const text = ({ values }: Context, option: string): string | undefined =>
  values[option] as string | undefined;
