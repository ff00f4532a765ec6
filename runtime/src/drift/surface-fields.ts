import {
  gapsOf,
  grantOf,
  seen,
  unknown,
  valueOf,
  type Job,
  type Permissions,
  type Quoted,
  type Workflow,
} from '../facts/index.js';
import type { WorkflowSettings } from '../facts/github/live.js';
import type { FieldKind, Reading, Source } from './field.js';
import { byRank, HIDDEN, strictWhenAbsent, strictWhenFewer, strictWhenLess } from './order.js';

type Row = Pick<FieldKind, 'kind' | 'weight' | 'order' | 'noun' | 'says'>;

/** What the workflows of the repository can reach, or can be made to run by. */
function surface(
  row: Row,
  read: (workflows: readonly Workflow[], source: Source) => readonly Reading[],
): FieldKind {
  return {
    ...row,
    check: 'MD-005.3',
    read(source) {
      const { workflows } = source.tree;
      const list = valueOf(workflows);
      if (list === undefined) return unknown(...gapsOf(workflows));
      return seen(read(list, source), gapsOf(workflows));
    },
  };
}

/** Events that run with the token and the secrets of the repository for what strangers send (rules.md 2.5). */
const RISKY_EVENTS = ['pull_request_target', 'workflow_run', 'issue_comment'];

const riskyTrigger = surface(
  {
    kind: 'risky-trigger',
    weight: 2,
    order: strictWhenFewer,
    noun: (event) => `workflows on ${event}`,
    says: (event, value) =>
      `${String(value ?? 0)} workflow${value === 1 ? '' : 's'} start${value === 1 ? 's' : ''} on ${event}`,
  },
  (workflows) =>
    RISKY_EVENTS.flatMap((event): readonly Reading[] => {
      const triggers = workflows.flatMap((w) => w.triggers.filter((t) => t.event === event));
      const last = triggers.at(-1);
      return last === undefined ? [] : [{ subject: event, value: triggers.length, at: last }];
    }),
);

const tokenGrants = surface(
  {
    kind: 'token-writes',
    weight: 2,
    order: strictWhenLess,
    noun: (workflow) => `token of ${workflow}`,
    says(workflow, value) {
      const words = String(value ?? '')
        .split(' ')
        .filter((word) => word !== '' && word !== HIDDEN);
      const grants =
        words.length === 0 ? 'writes nothing that is stated' : `writes ${words.join(', ')}`;
      const hidden = String(value ?? '')
        .split(' ')
        .includes(HIDDEN);
      return `the token of ${workflow} ${grants}${hidden ? ', and what the repository’s default grants' : ''}`;
    },
  },
  (workflows) =>
    workflows.map((workflow): Reading => {
      const blocks = workflow.jobs.flatMap((job) => job.permissions ?? []);
      const words = new Set(blocks.flatMap(written));
      if (workflow.jobs.some((job) => job.permissions === undefined)) words.add(HIDDEN);
      const at = blocks.find((block) => written(block).length > 0) ?? workflow.triggers[0];
      const value = [...words].sort().join(' ');
      return { subject: titleOf(workflow, workflows), value, ...(at === undefined ? {} : { at }) };
    }),
);

function written(block: Permissions): readonly string[] {
  const named = block.scopes.filter(({ scope }) => grantOf(block, scope) === 'write');
  return [...(block.all === 'write' ? ['everything'] : []), ...named.map(({ scope }) => scope)];
}

/** The name of a workflow survives a renamed file; where two have one name, the file tells them apart. */
function titleOf({ name, path }: Workflow, all: readonly Workflow[]): string {
  return all.filter((one) => one.name === name).length === 1 ? name : path;
}

const secret = surface(
  {
    kind: 'secret',
    weight: 1,
    order: strictWhenAbsent,
    noun: (name) => `secret ${name}`,
    says: (name, value) =>
      `${value === undefined ? 'no workflow uses' : 'a workflow uses'} the secret ${name}`,
  },
  (workflows) => {
    const found = new Map<string, Quoted>();
    for (const { text, at } of workflows.flatMap(texts)) {
      for (const [, plain, quoted] of text.matchAll(SECRET)) {
        const name = (plain ?? quoted ?? '').toUpperCase();
        // Every run has this one; what it may do is the matter of `token-writes`.
        if (name !== 'GITHUB_TOKEN' && !found.has(name)) found.set(name, at);
      }
    }
    return [...found].map(([subject, at]) => ({ subject, value: true, at }));
  },
);

/** `secrets.NAME` or `secrets['NAME']`. */
const SECRET =
  /\bsecrets\s{0,8}(?:\.\s{0,8}([A-Za-z_][A-Za-z0-9_-]*)|\[\s{0,8}'([^']+)'\s{0,8}\])/gi;

interface Text {
  readonly text: string;
  readonly at: Quoted;
}

/** Every text of a workflow that may name a secret. */
function texts(workflow: Workflow): readonly Text[] {
  const at = workflow.triggers[0] ?? workflow.jobs[0]?.at;
  if (at === undefined) return [];
  const shared = (workflow.env ?? []).map(({ text }) => ({ text, at }));
  return [...shared, ...workflow.jobs.flatMap(textsOfJob)];
}

function textsOfJob(job: Job): readonly Text[] {
  const own = [...(job.env ?? []), ...(job.with ?? [])].map(({ text }) => ({ text, at: job.at }));
  const steps = (job.steps ?? []).flatMap(({ at, run, condition, env, with: inputs }) =>
    [run, condition, ...[...(env ?? []), ...(inputs ?? [])].map(({ text }) => text)].flatMap(
      (text) => (text === undefined ? [] : [{ text, at }]),
    ),
  );
  return [...own, ...steps];
}

const MUTABLE = 'mutable';
const PINNED = 'pinned';

const thirdParty = surface(
  {
    kind: 'third-party',
    weight: 1,
    order: byRank((value) => (value === MUTABLE ? 0 : 1)),
    noun: (owner) => `actions of ${owner}`,
    says: (owner, value) =>
      value === undefined
        ? `no workflow uses anything of ${owner}`
        : `workflows use what ${owner} publishes, ${value === PINNED ? 'pinned to commits' : 'not all of it pinned to a commit'}`,
  },
  (workflows, { repository }) => {
    const [own = ''] = repository.toLowerCase().split('/');
    const found = new Map<string, Reading>();
    for (const { uses, at } of workflows.flatMap(usesOf)) {
      const [, owner, ref] = /^([A-Za-z0-9][A-Za-z0-9-]*)\/[^@]+@(.+)$/.exec(uses) ?? [];
      const subject = owner?.toLowerCase();
      if (subject === undefined || subject === own || FIRST_PARTY.has(subject)) continue;
      const value = /^[0-9a-f]{40}$/.test(ref ?? '') ? PINNED : MUTABLE;
      if (found.get(subject)?.value !== MUTABLE) found.set(subject, { subject, value, at });
    }
    return [...found.values()];
  },
);

/** GitHub itself: whoever runs its runners trusts it already. */
const FIRST_PARTY: ReadonlySet<string> = new Set(['actions', 'github']);

function usesOf({ jobs }: Workflow): readonly { readonly uses: string; readonly at: Quoted }[] {
  return jobs.flatMap(({ uses, steps }) => [
    ...(uses === undefined ? [] : [{ uses: uses.text, at: uses }]),
    ...(steps ?? []).flatMap((step) =>
      step.uses === undefined ? [] : [{ uses: step.uses, at: step.at }],
    ),
  ]);
}

/** What a token may do where a workflow does not say it, and whether it may approve; where GitHub was asked. */
function repositoryDefault(
  kind: string,
  noun: string,
  [open, closed]: readonly [string, string],
  isOpen: (settings: WorkflowSettings) => boolean,
): FieldKind {
  return {
    kind,
    check: 'MD-005.1',
    weight: 3,
    order: byRank((value) => (value === 'open' ? 0 : 1)),
    noun: () => noun,
    says: (_, value) => (value === 'open' ? open : closed),
    read({ live }) {
      if (live === undefined) return undefined;
      const settings = valueOf(live.workflows);
      if (settings === undefined) return unknown(...gapsOf(live.workflows));
      const api = `GET /repos/${live.repository}/actions/permissions/workflow`;
      const value = isOpen(settings) ? 'open' : 'closed';
      return seen([{ subject: '', value, api }], gapsOf(live.workflows));
    },
  };
}

const tokenDefault = repositoryDefault(
  'live-default-permissions',
  'default token of workflows',
  ['a token that no workflow limits may write', 'a token that no workflow limits may only read'],
  ({ defaultPermissions }) => defaultPermissions === 'write',
);

const mayApprove = repositoryDefault(
  'live-workflows-approve',
  'approval by workflows',
  ['workflows may approve pull requests', 'workflows may not approve pull requests'],
  (settings) => settings.mayApprove,
);

/** What the workflows can reach: a renamed file is no drift, a name of its own is. */
export const SURFACE_FIELDS: readonly FieldKind[] = [
  riskyTrigger,
  tokenGrants,
  secret,
  thirdParty,
  tokenDefault,
  mayApprove,
];
