import type { GitHubDesk } from '../github/desk.js';
import { fileAt } from '../git/git.js';
import { CHANGELOG } from '../pipeline/release-plan.js';
import type { ReleaseSite } from '../pipeline/site.js';
import { done, todo, type Step } from '../pipeline/step.js';
import { completedIssues } from './completed.js';

interface Issue {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly node_id?: string;
  /** Only pull requests have it. */
  readonly pull_request?: unknown;
}

interface Comment {
  readonly id: number;
  readonly body?: string;
}

const markOf = (tag: string): string => `<!-- phase-mirror released ${tag} -->`;

/** The issues that the release completes, as GitHub has them; none that does not exist there. */
export async function issuesOf(site: ReleaseSite): Promise<readonly Issue[]> {
  const { io, plan } = site;
  const ref = `refs/tags/${plan.tag}`;
  const changelog = (await fileAt(io.root, ref, CHANGELOG)) ?? '';
  const { repository, version, previousTag } = plan;
  const numbers = await completedIssues(
    io.root,
    { from: previousTag, to: ref },
    { repository, changelog, version },
  );
  const desk = await site.github();
  const issues: Issue[] = [];
  for (const number of numbers) {
    const sent = await desk.api.ask(`${desk.path}/issues/${number}`);
    // A number that a commit names may be of another tracker, or gone.
    if (sent.state === 'failed' && (sent.status === 404 || sent.status === 410)) continue;
    const issue = (
      sent.state === 'failed' ? await desk.api.get(`${desk.path}/issues/${number}`) : sent.body
    ) as Issue;
    if (issue.pull_request === undefined) issues.push(issue);
  }
  return issues;
}

/** Says in each issue that the release completes which one it was, and closes it. */
export function closeIssues(site: ReleaseSite): Step {
  const { plan } = site;
  const { owner, name } = plan.repository;
  const path = `/repos/${owner}/${name}/issues`;
  return {
    id: 'issues',
    title: 'close the issues that the release completes',
    reversible: true,
    calls: [
      `github:POST ${path}/<number>/comments {"body":"Released in ${plan.tag}."} for what commits and changelog close`,
      `github:PATCH ${path}/<number> {"state":"closed","state_reason":"completed"}`,
    ],
    reverse: 'opens again those that this release closed',
    async probe() {
      return (await issuesOf(site)).some(({ state }) => state === 'open') ? todo : done();
    },
    async run() {
      const desk = await site.github();
      const open = (await issuesOf(site)).filter(({ state }) => state === 'open');
      for (const { number } of open) {
        await tell(desk, number, plan.tag);
        const body = { state: 'closed', state_reason: 'completed' };
        await desk.api.write('PATCH', `${desk.path}/issues/${number}`, body);
      }
      return open.length === 0 ? 'none is open' : open.map(({ number }) => `#${number}`).join(', ');
    },
    async undo() {
      const desk = await site.github();
      const opened: number[] = [];
      for (const { number, state } of await issuesOf(site)) {
        const own = await ownComment(desk, number, plan.tag);
        if (own === undefined) continue;
        const body = `${plan.tag} was taken back.`;
        await desk.api.write('PATCH', `${desk.path}/issues/comments/${own.id}`, { body });
        if (state === 'open') continue;
        const again = { state: 'open', state_reason: 'reopened' };
        await desk.api.write('PATCH', `${desk.path}/issues/${number}`, again);
        opened.push(number);
      }
      return opened.length === 0 ? undefined : opened.map((number) => `#${number}`).join(', ');
    },
  };
}

async function tell(desk: GitHubDesk, number: number, tag: string): Promise<void> {
  // A run that died between its two calls has said it already.
  if ((await ownComment(desk, number, tag)) !== undefined) return;
  const body = `${markOf(tag)}\nReleased in ${tag}.`;
  await desk.api.write('POST', `${desk.path}/issues/${number}/comments`, { body });
}

async function ownComment(
  desk: GitHubDesk,
  number: number,
  tag: string,
): Promise<Comment | undefined> {
  const all = (await desk.api.list(`${desk.path}/issues/${number}/comments`)) as readonly Comment[];
  return all.find(({ body }) => body?.includes(markOf(tag)) === true);
}
