import { resolve } from 'node:path';
import { deskOf } from '../frame/desk.js';
import { carryOut } from '../frame/procedure.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';

export const labels: Runbook = {
  name: 'labels',
  summary: 'create and update the label set of repositories on GitHub; report labels beyond it',
  example: 'npm run ops -- labels --repo acme/app --repo acme/site --dry-run',
  when: 'When a repository is taken under governance, and after the label set was changed.',
  changes:
    'Creates labels that are missing, corrects colour, description and spelling, renames former names so that issues keep their label. It deletes none.',
  undo: 'A created label can be deleted on GitHub; an updated one gets its former values by hand.',
  options: {
    repo: {
      type: 'string',
      value: 'OWNER/NAME',
      multiple: true,
      help: 'repository; repeatable; default that of the environment',
    },
    set: { type: 'string', value: 'FILE', help: 'label set; default ops/labels/labels.json' },
  },
  async run(context: Context): Promise<Outcome> {
    const { io, values } = context;
    const { OWN_SET, readLabelSet } = await import('../labels/label-set.js');
    const { labelsProcedure } = await import('../labels/procedure.js');
    const { openGitHub } = await import('../github/api.js');
    const { repositoriesOf } = await import('../github/repositories-of.js');
    const repositories = repositoriesOf(context);
    const file = values['set'] as string | undefined;
    const wanted = readLabelSet(file === undefined ? OWN_SET : resolve(io.root, file));
    const github = await openGitHub(io);
    const what = repositories.map(({ owner, name }) => `${owner}/${name}`).join(', ');
    return carryOut(
      deskOf(context, 'labels', what),
      'labels',
      labelsProcedure(github, repositories, wanted),
    );
  },
};
