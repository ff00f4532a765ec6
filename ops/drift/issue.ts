import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { Plan, Procedure, Step, Verified } from '../frame/procedure.js';
import { shownCall, type Body, type GitHubApi } from '../github/api.js';
import { labelsOf } from '../github/labels.js';
import { repositoryName, repositoryPath, type Repository } from '../github/repository.js';
import { compareLabels } from '../labels/compare.js';
import type { WantedLabel } from '../labels/label-set.js';
import { labelStep } from '../labels/procedure.js';
import { findIssues, labelNames, type Issue } from './find-issues.js';
import { DRIFT_LABELS, goneComment, issueFor, type WantedIssue } from './issue-text.js';
import { verdictOf, type DriftReport } from './report.js';

export interface DriftIssue {
  readonly github: GitHubApi;
  readonly repository: Repository;
  readonly report: DriftReport;
  readonly labels: readonly WantedLabel[];
}

/**
 * Keeps one issue about the drift of an environment: opens it, brings it up to date, opens it again,
 * closes it with a comment when the drift is gone. While it is not known whether there is drift, an open
 * issue stays as it is.
 */
export function issueProcedure(options: DriftIssue): Procedure {
  const { github, repository, report } = options;
  const { environment } = report;
  const find = (): ReturnType<typeof findIssues> => findIssues(github, repository, environment);
  return {
    async plan(): Promise<Plan> {
      const found = await find();
      const [open, ...doubles] = found.open;
      const verdict = verdictOf(report);
      const steps =
        verdict === 'drifted'
          ? await driftedSteps(options, open ?? found.closed)
          : verdict === 'as accepted' && open !== undefined
            ? goneSteps(options, open)
            : [];
      const unknown = verdict === 'unknown' && open !== undefined;
      return {
        what: `issue about the drift of ${environment} in ${repositoryName(repository)}`,
        steps: [...steps, ...doubles.map((double) => doubleStep(options, double, open))],
        notes: unknown ? [`#${open.number} stays open: whether there is drift is not known`] : [],
        undo: 'close or reopen the issue on GitHub; the next run brings it up to date again',
      };
    },
    async verify(): Promise<Verified> {
      const { open } = await find();
      const wanted = verdictOf(report) === 'drifted' ? 1 : 0;
      const numbers = open.map(({ number }) => number);
      return {
        ok: open.length === wanted,
        json: { issues: numbers },
        text:
          wanted === 1
            ? `${repositoryName(repository)}#${numbers.join(', #')} says what has drifted.\n`
            : `No issue about drift is open in ${repositoryName(repository)}.\n`,
      };
    },
  };
}

async function driftedSteps(
  options: DriftIssue,
  issue: Issue | undefined,
): Promise<readonly Step[]> {
  const { github, repository, report, labels } = options;
  const wanted = issueFor(report);
  const needed = labels.filter(({ name }) => wanted.labels.includes(name));
  const missing = compareLabels(needed, await labelsOf(github, repository)).changes.filter(
    ({ kind }) => kind === 'create',
  );
  const own =
    issue === undefined ? [openStep(options, wanted)] : updateSteps(options, wanted, issue);
  if (own.length === 0) return [];
  return [
    ...missing.map((change, at) => ({
      id: `label-${at + 1}`,
      ...labelStep(github, repository, change, needed),
    })),
    ...own,
  ];
}

const issuesPath = (repository: Repository): string => `${repositoryPath(repository)}/issues`;

function openStep({ github, repository, report }: DriftIssue, wanted: WantedIssue): Step {
  const { environment } = report;
  const first = async (): Promise<Issue | undefined> =>
    (await findIssues(github, repository, environment)).open[0];
  const path = issuesPath(repository);
  return {
    id: 'open-issue',
    title: `open an issue: ${wanted.title}`,
    effect: 'write',
    calls: [shownCall('POST', path, { ...wanted, body: '(the report)' })],
    probe: async () => ((await first()) === undefined ? 'todo' : 'done'),
    async run() {
      let made: { readonly number: number };
      try {
        made = (await github.write('POST', path, { ...wanted })) as { readonly number: number };
      } catch (error) {
        // The answer was lost: a second attempt would be a second issue.
        const there = error instanceof PhaseMirrorError ? await first() : undefined;
        if (there === undefined) throw error;
        return `#${there.number} is there`;
      }
      // Another run, on another machine, may have opened one meanwhile: the first one stays.
      const oldest = await first();
      if (oldest === undefined || oldest.number >= made.number) return `#${made.number}`;
      const close: Body = { state: 'closed', state_reason: 'not_planned' };
      await github.write('PATCH', `${path}/${made.number}`, close);
      return `#${oldest.number} was opened at the same time; #${made.number} is closed`;
    },
  };
}

function updateSteps(
  { github, repository }: DriftIssue,
  wanted: WantedIssue,
  issue: Issue,
): readonly Step[] {
  const others = labelNames(issue).filter((name) => !DRIFT_LABELS.includes(name));
  const body: Body = {
    ...(issue.state === 'closed' ? { state: 'open' } : {}),
    ...(issue.title === wanted.title ? {} : { title: wanted.title }),
    ...(sameText(issue.body, wanted.body) ? {} : { body: wanted.body }),
    ...(sameNames(labelNames(issue), [...others, ...wanted.labels])
      ? {}
      : { labels: [...others, ...wanted.labels] }),
  };
  if (Object.keys(body).length === 0) return [];
  const path = `${issuesPath(repository)}/${issue.number}`;
  return [
    {
      id: 'update-issue',
      title: `${issue.state === 'closed' ? 'open again' : 'bring up to date'} #${issue.number}`,
      effect: 'write',
      calls: [shownCall('PATCH', path, 'body' in body ? { ...body, body: '(the report)' } : body)],
      run: async () => {
        await github.write('PATCH', path, body);
        return Object.keys(body).join(', ');
      },
    },
  ];
}

function goneSteps({ github, repository, report }: DriftIssue, issue: Issue): readonly Step[] {
  const path = `${issuesPath(repository)}/${issue.number}`;
  const body = goneComment(report.environment, issue.body ?? '');
  const [mark = ''] = body.split('\n');
  const close: Body = { state: 'closed', state_reason: 'completed' };
  return [
    {
      id: 'comment-gone',
      title: `say in #${issue.number} that the drift is gone`,
      effect: 'write',
      calls: [shownCall('POST', `${path}/comments`, { body })],
      probe: async () => {
        const comments = (await github.list(`${path}/comments`)) as readonly Pick<Issue, 'body'>[];
        return comments.some((one) => one.body?.includes(mark) === true) ? 'done' : 'todo';
      },
      run: async () => {
        await github.write('POST', `${path}/comments`, { body });
        return undefined;
      },
    },
    {
      id: 'close-issue',
      title: `close #${issue.number}`,
      effect: 'write',
      calls: [shownCall('PATCH', path, close)],
      run: async () => {
        await github.write('PATCH', path, close);
        return undefined;
      },
    },
  ];
}

/** Two runs at once, on two machines, may each have opened one. */
function doubleStep(
  { github, repository }: DriftIssue,
  double: Issue,
  first: Issue | undefined,
): Step {
  const path = `${issuesPath(repository)}/${double.number}`;
  const close: Body = { state: 'closed', state_reason: 'not_planned' };
  return {
    id: `close-double-${double.number}`,
    title: `close #${double.number}, which is about the same as #${first?.number ?? 0}`,
    effect: 'write',
    calls: [shownCall('PATCH', path, close)],
    run: async () => {
      await github.write('PATCH', path, close);
      return undefined;
    },
  };
}

/** GitHub may change line breaks of what it is given. */
const sameText = (a: string | null, b: string): boolean =>
  (a ?? '').replaceAll('\r\n', '\n').trim() === b.trim();

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
