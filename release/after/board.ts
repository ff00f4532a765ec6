import { releaseError } from '../errors.js';
import type { ReleaseSite } from '../pipeline/site.js';
import { done, todo, type Step } from '../pipeline/step.js';
import { issuesOf } from './issues.js';
import { keepAfter, readAfter } from './records.js';
import type { AfterSettings, Board } from './settings.js';
import { commitOfTag } from '../pipeline/world.js';

/** The project with its field Status, of a person or an organisation. */
const PROJECT = `query($owner: String!, $number: Int!) {
  repositoryOwner(login: $owner) {
    ... on ProjectV2Owner {
      projectV2(number: $number) {
        id
        field(name: "Status") { ... on ProjectV2SingleSelectField { id options { id name } } }
      }
    }
  }
}`;

/** Answers the item that is there where the issue is on the board already. */
const ADD = `mutation($project: ID!, $content: ID!) {
  addProjectV2ItemById(input: { projectId: $project, contentId: $content }) { item { id } }
}`;

const MOVE = `mutation($project: ID!, $item: ID!, $field: ID!, $option: String!) {
  updateProjectV2ItemFieldValue(input: { projectId: $project, itemId: $item, fieldId: $field, value: { singleSelectOptionId: $option } }) { projectV2Item { id } }
}`;

interface Project {
  readonly id: string;
  readonly field?: {
    readonly id?: string;
    readonly options?: readonly { id: string; name: string }[];
  };
}

/** Moves the issues that the release completes to their status on the project board. */
export function moveOnBoard(site: ReleaseSite, { board }: AfterSettings): Step {
  const { io, plan } = site;
  const none = 'PHASE_MIRROR_RELEASE_PROJECT is not set';
  return {
    id: 'board',
    title: 'move the issues on the project board',
    reversible: false,
    calls:
      board === undefined
        ? [`nothing: ${none}`]
        : [
            `github:POST /graphql updateProjectV2ItemFieldValue (${board.owner}/${board.number}: ${board.status})`,
          ],
    reverse: 'nothing to take back: a person moves them',
    async probe() {
      const kept = readAfter(site, 'board');
      const commit = await commitOfTag(io.root, plan.tag);
      return kept !== undefined && kept.commit === commit ? done() : todo;
    },
    async run() {
      if (board === undefined) return `left out: ${none}`;
      const commit = (await commitOfTag(io.root, plan.tag)) ?? '';
      const moved = await moveAll(site, board);
      const at = new Date(io.now()).toISOString();
      keepAfter(site, 'board', { commit, at, environment: '', json: { moved } });
      return moved.length === 0
        ? 'no issue to move'
        : moved.map((number) => `#${number}`).join(', ');
    },
    undo: () => Promise.resolve(undefined),
  };
}

async function moveAll(site: ReleaseSite, board: Board): Promise<readonly number[]> {
  const name = `${board.owner}/${board.number}`;
  const asked = await graphql(site, PROJECT, { owner: board.owner, number: board.number });
  const { repositoryOwner } = asked as { repositoryOwner?: { projectV2?: Project | null } | null };
  const project = repositoryOwner?.projectV2 ?? undefined;
  const option = project?.field?.options?.find((one) => one.name === board.status);
  const field = project?.field?.id;
  if (project === undefined || field === undefined || option === undefined) {
    throw releaseError('PM-1002', {
      what: `PHASE_MIRROR_RELEASE_PROJECT=${name}`,
      why:
        project === undefined
          ? 'there is no such project, or the token may not see it'
          : `its field Status has no option ${board.status}`,
    });
  }
  const moved: number[] = [];
  for (const { number, node_id: content } of await issuesOf(site)) {
    if (content === undefined) continue;
    const added = (await graphql(site, ADD, { project: project.id, content })) as {
      addProjectV2ItemById: { item: { id: string } };
    };
    const item = added.addProjectV2ItemById.item.id;
    await graphql(site, MOVE, { project: project.id, item, field, option: option.id });
    moved.push(number);
  }
  return moved;
}

/** Throws PM-7006 and PM-7007; GraphQL says what failed with status 200. */
async function graphql(
  site: ReleaseSite,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const { api } = await site.github();
  const { data, errors } = (await api.write('POST', '/graphql', { query, variables })) as {
    readonly data?: unknown;
    readonly errors?: readonly { readonly message?: string }[];
  };
  if (errors === undefined || errors.length === 0) return data;
  throw releaseError('PM-7007', {
    what: 'POST /graphql',
    why: errors.map(({ message }) => message ?? '').join('; '),
    remedy: 'Give the token the permission `project` (read and write).',
  });
}
