// Keeps one issue a workflow about its runs that failed: opens it, says in it when another run fails, closes it when
// one succeeds. Node alone, no package: that packages cannot be installed is one of the things that it has to tell.
import { env, stdout } from 'node:process';

const NEEDED = ['GITHUB_TOKEN', 'GITHUB_REPOSITORY', 'GITHUB_WORKFLOW', 'GITHUB_RUN_ID', 'RESULT'];
const API = env.GITHUB_API_URL || 'https://api.github.com';
const SERVER = env.GITHUB_SERVER_URL || 'https://github.com';
const TIMEOUT_MS = 30_000;

class Refused extends Error {}

/** One request. GitHub is asked once more where it could not answer, unless that could tell twice. */
async function ask(method, path, body, again = method !== 'POST') {
  try {
    const answer = await globalThis.fetch(`${API}/repos/${env.GITHUB_REPOSITORY}/${path}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${env.GITHUB_TOKEN}`,
        'user-agent': 'phase-mirror',
        'x-github-api-version': '2022-11-28',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: globalThis.AbortSignal.timeout(TIMEOUT_MS),
    });
    if (answer.ok) return await answer.json();
    const says = `${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 200)}`;
    throw answer.status < 500 ? new Refused(says) : new Error(says);
  } catch (error) {
    if (!again || error instanceof Refused) throw error;
    return await ask(method, path, body, false);
  }
}

/** The open issue about this workflow, the oldest. Anybody may write our marker: an issue of a person is not ours. */
async function openIssue(marker) {
  const found = [];
  for (let page = 1; ; page += 1) {
    const issues = await ask('GET', `issues?state=open&per_page=100&page=${page}`);
    found.push(
      ...issues.filter(
        (issue) =>
          issue.pull_request === undefined &&
          issue.user?.type === 'Bot' &&
          issue.body?.startsWith(marker),
      ),
    );
    if (issues.length < 100) return found.sort((a, b) => a.number - b.number)[0];
  }
}

async function tell() {
  const missing = NEEDED.filter((name) => !env[name]);
  if (missing.length > 0) throw new Error(`${missing.join(', ')} not set`);
  const workflow = env.GITHUB_WORKFLOW;
  const marker = `<!-- phase-mirror:failed-run workflow=${workflow} -->`;
  const run = `[This run](${SERVER}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID})`;
  const issue = await openIssue(marker);
  if (env.RESULT === 'success') {
    if (issue === undefined) return 'Nothing to tell.';
    await ask('POST', `issues/${issue.number}/comments`, { body: `${run} succeeded.` });
    await ask('PATCH', `issues/${issue.number}`, { state: 'closed', state_reason: 'completed' });
    return `#${issue.number} is closed.`;
  }
  const ended = env.RESULT === 'failure' ? 'failed' : 'was cancelled or ran out of time';
  if (issue === undefined) {
    const { number } = await ask('POST', 'issues', {
      title: `${workflow}: a run has failed`,
      body: `${marker}\n${run} of the workflow *${workflow}* ${ended}: look at the job that is red. The next run that succeeds closes this issue.\n`,
    });
    return `#${number} is opened.`;
  }
  await ask('POST', `issues/${issue.number}/comments`, { body: `${run} ${ended} as well.` });
  return `#${issue.number} says so.`;
}

try {
  stdout.write(`${await tell()}\n`);
} catch (error) {
  // So that it stands on the run's page.
  stdout.write(`::error title=Nobody was told::${String(error.message).replaceAll('\n', ' ')}\n`);
  process.exitCode = 1;
}
