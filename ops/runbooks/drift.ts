import { resolve } from 'node:path';
import { errorRecord, EXIT, renderError } from '../../runtime/src/errors/index.js';
import type { DriftReport } from '../drift/report.js';
import { opsError } from '../errors.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';

const HALVES = ['repository', 'infrastructure'] as const;

export const drift: Runbook = {
  name: 'drift',
  summary: 'compare repository and infrastructure with what was accepted; keep one issue about it',
  example: 'npm run ops -- drift --env staging --live --issue acme/app --yes',
  when: 'By a schedule, daily; and when somebody has changed something by hand.',
  changes:
    'Nothing in AWS and nothing in the repository. With `--issue` it opens, updates or closes one issue on GitHub.',
  undo: 'Close or reopen the issue on GitHub; the next run brings it up to date again.',
  options: {
    repo: { type: 'string', value: 'DIR', help: 'git repository; default this one' },
    branch: { type: 'string', value: 'NAME', help: 'protected branch; default the default branch' },
    head: { type: 'string', value: 'REF', help: 'commit to compare; default HEAD' },
    live: { type: 'boolean', help: 'ask GitHub as well what is in force; needs GITHUB_TOKEN' },
    only: { type: 'string', value: 'HALF', help: `compare one half only: ${HALVES.join(', ')}` },
    issue: {
      type: 'string',
      value: 'OWNER/NAME',
      help: 'open, update or close the issue about it there',
    },
  },
  async run(context: Context): Promise<Outcome> {
    const { readRepository } = await import('../github/repository.js');
    const issue = context.values['issue'] as string | undefined;
    const place = issue === undefined ? undefined : readRepository(issue, '--issue');
    if (place !== undefined && context.values['only'] !== undefined) {
      throw opsError('PM-1001', {
        what: '--issue with --only',
        why: 'the issue is about both halves: one alone cannot close it',
      });
    }
    const { openGitHub } = await import('../github/api.js');
    // Before minutes are spent on plans: a token that is missing is no reason to wait.
    const github = place === undefined ? undefined : await openGitHub(context.io);
    const report = await compare(context);
    const told = await outcomeOf(report);
    if (place === undefined || github === undefined) return told;
    const { issueProcedure } = await import('../drift/issue.js');
    const { OWN_SET, readLabelSet } = await import('../labels/label-set.js');
    const { carryOut } = await import('../frame/procedure.js');
    const { deskOf } = await import('../frame/desk.js');
    const options = { github, repository: place, report, labels: readLabelSet(OWN_SET) };
    const kept = await carryOut(
      deskOf(context, 'drift', issue ?? ''),
      'drift',
      issueProcedure(options),
    );
    return {
      exit: kept.exit === EXIT.ok ? told.exit : kept.exit,
      json: { ...told.json, issue: kept.json },
      text: `${told.text}${kept.text}`,
    };
  },
};

function halvesOf({ values }: Context): readonly string[] {
  const only = values['only'] as string | undefined;
  if (only === undefined) return HALVES;
  if ((HALVES as readonly string[]).includes(only)) return [only];
  throw opsError('PM-1001', { what: `--only ${only}`, why: `the halves are ${HALVES.join(', ')}` });
}

async function compare(context: Context): Promise<DriftReport> {
  const { values, environment } = context;
  const wanted = halvesOf(context);
  const { withSession } = await import('../terraform/session.js');
  const { infrastructureDrift } = await import('../drift/infrastructure.js');
  const { repositoryDrift } = await import('../drift/repository.js');
  const text = (name: string): string | undefined => values[name] as string | undefined;
  return withSession(context, 'drift', async (session) => {
    const { io, steps } = session.context;
    const checkout = {
      folder: resolve(io.root, text('repo') ?? '.'),
      branch: text('branch'),
      head: text('head'),
      live: values['live'] === true,
    };
    const halves = [];
    if (wanted.includes('repository')) {
      halves.push(
        await steps.run(
          'compare the repository with its baseline',
          () => repositoryDrift(io, session.deployment, checkout),
          ({ rows, unknown }) => `${rows.length} differ, ${unknown.length} not known`,
        ),
      );
    }
    if (wanted.includes('infrastructure')) halves.push(await infrastructureDrift(session));
    return { environment, halves };
  });
}

async function outcomeOf(report: DriftReport): Promise<Outcome> {
  const { driftDocument, renderDrift, verdictOf } = await import('../drift/report.js');
  const json = driftDocument(report);
  const text = renderDrift(report);
  const verdict = verdictOf(report);
  if (verdict === 'as accepted') return { exit: EXIT.ok, json, text };
  const code = verdict === 'drifted' ? 'PM-6020' : 'PM-6021';
  const error = opsError(code, { what: report.environment });
  return {
    exit: error.exit,
    json: { ...json, error: errorRecord(error) },
    text: `${text}${renderError(error)}\n`,
  };
}
