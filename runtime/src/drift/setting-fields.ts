import {
  gapsOf,
  seen,
  unknown,
  valueOf,
  type Answer,
  type BranchClaim,
  type Gap,
} from '../facts/index.js';
import type { FieldValue } from './baseline.js';
import type { FieldKind, Reading, Source } from './field.js';
import { byRank, strictWhenAbsent, strictWhenMore, strictWhenTrue } from './order.js';

type Row = Pick<FieldKind, 'weight' | 'order' | 'noun' | 'says'>;

/** A setting, wherever the claims come from that make it. */
export interface Setting extends Row {
  readonly kind: string;
  readonly read: (claims: readonly BranchClaim[]) => readonly Reading[];
  /** What the claims do not show of it. */
  readonly hidden: (claims: readonly BranchClaim[]) => readonly Gap[];
}

/** A protective setting of the branch, as all claims in force about it make it together. */
function setting(
  kind: string,
  row: Row,
  read: Setting['read'],
  hidden: Setting['hidden'] = () => [],
): Setting {
  return { kind, ...row, read, hidden };
}

/** As the files of the repository claim it. */
function committed({ read, hidden, ...row }: Setting): FieldKind {
  return { ...row, check: 'MD-005.1', read: ({ tree }) => readFrom(tree.claims, read, hidden) };
}

/** As GitHub enforces it; read only where GitHub was asked. */
function enforced({ kind, noun, says, read, hidden, ...row }: Setting): FieldKind {
  return {
    ...row,
    kind: `live-${kind}`,
    check: 'MD-005.1',
    noun: (subject) => `${noun(subject)} on GitHub`,
    says: (subject, value) => `on GitHub ${says(subject, value)}`,
    read({ live }: Source) {
      if (live === undefined) return undefined;
      const value = valueOf(live.claims)?.map(({ claim }) => claim);
      const answer =
        value === undefined
          ? unknown<readonly BranchClaim[]>(...gapsOf(live.claims))
          : seen(value, gapsOf(live.claims));
      return readFrom(
        answer,
        (claims) => read(claims).map(onApi),
        (claims) => hidden(claims).map(placeless),
      );
    },
  };
}

/** What GitHub answers stands in no file of the repository. */
function onApi({ subject, value, at }: Reading): Reading {
  return { subject, value, ...(at === undefined ? {} : { api: `GET ${at.place.path}` }) };
}

function placeless({ code, reason, missing }: Gap): Gap {
  return { code, reason, ...(missing === undefined ? {} : { missing }) };
}

function readFrom(
  from: Answer<readonly BranchClaim[]>,
  read: Setting['read'],
  hidden: Setting['hidden'],
): Answer<readonly Reading[]> {
  const all = valueOf(from);
  if (all === undefined) return unknown(...gapsOf(from));
  const active = all.filter((claim) => claim.enforcement === 'active');
  const claims = active.filter((claim) => claim.about === 'yes');
  const undecided = active.filter((claim) => claim.about === 'unknown').map(aboutUnknown);
  return seen(read(claims), [...gapsOf(from), ...undecided, ...hidden(claims)]);
}

function aboutUnknown({ path, at }: BranchClaim): Gap {
  const reason = `whether ${path} is about the branch is not known`;
  return { code: 'branch-unknown', reason, place: at.place };
}

/** A demand that a branch makes or does not make: it does when one claim in force does. */
function demand(
  kind: string,
  weight: FieldKind['weight'],
  noun: string,
  [yes, no]: readonly [string, string],
  holds: (claim: BranchClaim) => boolean,
): Setting {
  const says = (_: string, value: FieldValue | undefined): string => (value === true ? yes : no);
  return setting(kind, { weight, order: strictWhenTrue, noun: () => noun, says }, (claims) => {
    const claim = claims.find(holds);
    const at = claim?.pullRequest ?? claim?.at;
    return [{ subject: '', value: claim !== undefined, ...(at === undefined ? {} : { at }) }];
  });
}

const ANY_SOURCE = 'any';

const requiredCheck = setting(
  'required-check',
  {
    weight: 3,
    order: byRank((value) => (value === undefined ? 0 : value === ANY_SOURCE ? 1 : 2)),
    noun: (context) => `required check ${JSON.stringify(context)}`,
    says(context, value) {
      const check = `the check ${JSON.stringify(context)}`;
      if (value === undefined) return `${check} is not required`;
      const source =
        value === ANY_SOURCE ? 'any source' : `app ${String(value).replaceAll('+', ', ')}`;
      return `${check} is required, from ${source}`;
    },
  },
  (claims) => {
    const checks = claims.flatMap((claim) => claim.checks);
    return [...new Set(checks.map(({ context }) => context))].map((context) => {
      const same = checks.filter((check) => check.context === context);
      const apps = [...new Set(same.flatMap(({ app }) => app ?? []))].sort((a, b) => a - b);
      const [first] = same;
      const value = apps.length === 0 ? ANY_SOURCE : apps.join('+');
      return { subject: context, value, ...(first === undefined ? {} : { at: first }) };
    });
  },
);

const NO_QUEUE = 'none';
const QUEUES: Readonly<Record<string, number>> = { [NO_QUEUE]: 0, HEADGREEN: 1, ALLGREEN: 2 };

const mergeQueue = setting(
  'merge-queue',
  {
    weight: 3,
    order: byRank((value) => QUEUES[String(value)]),
    noun: () => 'merge queue',
    says: (_, value) =>
      value === NO_QUEUE
        ? 'the branch has no merge queue'
        : `the branch has a merge queue, grouping ${String(value)}`,
  },
  (claims) => {
    const queue = claims.find((claim) => claim.mergeQueue !== undefined)?.mergeQueue;
    if (queue === undefined) return [{ subject: '', value: NO_QUEUE }];
    const strategy = queue.groupingStrategy;
    return [{ subject: '', value: strategy?.value ?? 'unstated', at: strategy ?? queue }];
  },
);

const approvals = setting(
  'approvals',
  {
    weight: 3,
    order: strictWhenMore,
    noun: () => 'required approvals',
    says: (_, value) =>
      `a pull request needs ${String(value ?? 0)} approval${value === 1 ? '' : 's'}`,
  },
  (claims) => {
    const rules = claims.flatMap((claim) => claim.pullRequest ?? []);
    const most = rules
      .filter((rule) => rule.approvals !== undefined)
      .sort((a, b) => (b.approvals as number) - (a.approvals as number))[0];
    // A rule that does not state the number may ask for any.
    if (most === undefined && rules.length > 0) return [];
    const at = most === undefined ? {} : { at: most };
    return [{ subject: '', value: most?.approvals ?? 0, ...at }];
  },
  (claims) =>
    claims.flatMap(({ pullRequest, path }): readonly Gap[] =>
      pullRequest === undefined || pullRequest.approvals !== undefined
        ? []
        : [
            {
              code: 'claim-shape',
              reason: `${path} does not state how many approvals a pull request needs`,
              place: pullRequest.place,
            },
          ],
    ),
);

const bypass = setting(
  'bypass',
  {
    weight: 3,
    order: strictWhenAbsent,
    noun: (actor) => `bypass of ${actor}`,
    says: (actor, value) =>
      value === undefined ? `${actor} cannot bypass the protection` : `${actor} can bypass it`,
  },
  (claims) => {
    const actors = claims.flatMap((claim) => claim.bypass ?? []);
    const named = actors.map((actor) => {
      const id = actor.id === undefined ? '' : ` ${actor.id}`;
      const mode = actor.mode === undefined || actor.mode === 'always' ? '' : ` (${actor.mode})`;
      return [`${actor.kind}${id}${mode}`, actor] as const;
    });
    return [...new Map(named)].map(([subject, at]) => ({ subject, value: true, at }));
  },
  (claims) =>
    claims
      .filter((claim) => claim.bypass === undefined)
      .map(({ path, at }): Gap => ({
        code: 'claim-shape',
        reason: `${path} does not show who may bypass it`,
        place: at.place,
        missing: 'write access, with which GitHub exports `bypass_actors`',
      })),
);

/** Settings that protect a branch, strictest of all claims in force: a renamed ruleset is no drift. */
export const SETTINGS: readonly Setting[] = [
  requiredCheck,
  mergeQueue,
  approvals,
  bypass,
  demand(
    'pull-request',
    3,
    'pull requests',
    ['changes need a pull request', 'changes need no pull request'],
    (claim) => claim.pullRequest !== undefined,
  ),
  demand(
    'force-pushes-blocked',
    3,
    'block of force pushes',
    ['force pushes are blocked', 'force pushes are not blocked'],
    (claim) => claim.forcePushes?.value === false,
  ),
  demand(
    'code-owner-review',
    2,
    'review by code owners',
    ['a code owner must review', 'no code owner needs to review'],
    (claim) => claim.pullRequest?.codeOwners === true,
  ),
  demand(
    'last-push-approval',
    2,
    'approval of the last push',
    ['the last push needs an approval', 'the last push needs no approval'],
    (claim) => claim.pullRequest?.lastPush === true,
  ),
  demand(
    'required-workflows',
    2,
    'required workflows',
    [
      'workflows of other repositories are required',
      'no workflow of another repository is required',
    ],
    (claim) => claim.foreignWorkflows,
  ),
  demand(
    'dismiss-stale-reviews',
    1,
    'dismissal of stale reviews',
    ['a push dismisses reviews', 'a push leaves reviews standing'],
    (claim) => claim.pullRequest?.dismissStale === true,
  ),
  demand(
    'up-to-date',
    1,
    'up-to-date branches',
    ['a branch must be up to date before it is merged', 'a branch need not be up to date'],
    (claim) => claim.strict === true,
  ),
];

/** Every setting twice: as it is claimed in files, and as GitHub enforces it. */
export const SETTING_FIELDS: readonly FieldKind[] = [
  ...SETTINGS.map(committed),
  ...SETTINGS.map(enforced),
];
