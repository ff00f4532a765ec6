import type { ReleaseSite } from '../pipeline/site.js';
import { done, todo, type Step } from '../pipeline/step.js';

interface Milestone {
  readonly number: number;
  readonly title: string;
  readonly state: 'open' | 'closed';
  readonly open_issues: number;
}

/** Closes the milestone that is named as the version or its tag, once nothing in it is open. */
export function closeMilestone(site: ReleaseSite): Step {
  const { plan } = site;
  const { owner, name } = plan.repository;
  const path = `/repos/${owner}/${name}/milestones`;

  async function found(): Promise<Milestone | undefined> {
    const { api } = await site.github();
    const all = (await api.list(`${path}?state=all`)) as readonly Milestone[];
    return all.find(({ title }) => title === plan.version || title === plan.tag);
  }
  async function set(milestone: Milestone, state: Milestone['state']): Promise<void> {
    const { api } = await site.github();
    await api.write('PATCH', `${path}/${milestone.number}`, { state });
  }

  return {
    id: 'milestone',
    title: `close the milestone ${plan.version}`,
    reversible: true,
    calls: [`github:PATCH ${path}/<number> {"state":"closed"}`],
    reverse: 'opens it again',
    async probe() {
      const milestone = await found();
      return milestone === undefined || milestone.state === 'closed' ? done() : todo;
    },
    async run() {
      const milestone = await found();
      if (milestone === undefined) return `left out: there is no milestone ${plan.version}`;
      if (milestone.open_issues > 0) {
        return `left open: ${milestone.open_issues} of its issues are open`;
      }
      await set(milestone, 'closed');
      return undefined;
    },
    async undo() {
      const milestone = await found();
      if (milestone?.state !== 'closed') return undefined;
      await set(milestone, 'open');
      return milestone.title;
    },
  };
}
