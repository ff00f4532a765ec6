import { runtimeError } from '../../errors/index.js';
import { gapsOf, valueOf, type Gap } from '../answer.js';
import type { Facts } from '../snapshot.js';
import type { GitHub } from './client.js';
import { collectLive } from './collect-live.js';
import type { LiveFacts } from './live.js';

/**
 * Facts with what GitHub says now of the repository and the branch. Throws PM-1002 where they have no
 * name on GitHub that could be asked for; what GitHub does not answer is unknown and throws nothing.
 */
export async function withLive(facts: Facts, github: GitHub): Promise<Facts> {
  const { change } = facts;
  const branch = valueOf(change.branch)?.name;
  if (branch === undefined) {
    throw runtimeError('PM-1002', {
      what: '--live',
      why: gapsOf(change.branch)[0]?.reason ?? 'the branch is not known',
      remedy: 'Name the branch that the change goes to: `--branch main`.',
    });
  }
  if (change.repository.startsWith('local/')) {
    throw runtimeError('PM-1002', {
      what: '--live',
      why: `${change.repository} is not on GitHub: no event and no remote \`origin\` names it`,
      remedy: 'Add the remote: `git remote add origin https://github.com/OWNER/NAME.git`.',
    });
  }
  const { repository, head, event } = change;
  const commits = valueOf(change.commits) ?? [];
  const subject = { repository, branch, head, commits, ...(event === undefined ? {} : { event }) };
  return { ...facts, live: await collectLive(github, subject) };
}

/** What GitHub did not answer. What it hides is told by the rules that ask for it. */
export function liveGaps(live: LiveFacts): readonly Gap[] {
  const rights = (valueOf(live.reviews ?? NONE) ?? []).flatMap(({ mayWrite }) => gapsOf(mayWrite));
  return [
    ...[live.claims, live.codeownersErrors, live.workflows, live.bypasses, live.checkRuns],
    ...[live.pull ?? NONE, live.reviews ?? NONE, live.group ?? NONE, live.proposals ?? NONE],
  ]
    .flatMap((answer) => gapsOf(answer))
    .concat(rights)
    .filter(({ code }) => code !== 'github-hidden');
}

const NONE = { state: 'known', value: [] } as const;
