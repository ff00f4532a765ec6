import { RUNBOOKS } from '../../../ops/runbooks/index.js';
import { inline, type ReleaseSection } from './section.js';

/** The runbooks of a first deployment, in order. */
const WAY = ['doctor', 'bootstrap', 'deploy', 'verify'] as const;

/** How this version is deployed: the runbooks' own examples, at its tag. */
export const quickStart: ReleaseSection = {
  title: 'Deployment quick start',
  place: 'below',
  async write({ version: { tag }, repository }) {
    const rows: string[] = [];
    for (const name of WAY) {
      const runbook = await RUNBOOKS[name]?.load();
      if (runbook === undefined) return { leftOut: `there is no runbook ${name}` };
      rows.push(`# ${inline(runbook.summary)}`, runbook.example);
    }
    const folder = repository?.split('/').at(-1);
    const get =
      repository === undefined
        ? [`git checkout ${tag}`]
        : [`git clone --branch ${tag} ${repository} && cd ${folder ?? ''}`];
    return { text: ['```sh', ...get, 'npm ci', ...rows, '```'].join('\n') };
  },
};
