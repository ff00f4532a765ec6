import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  baselineText,
  readBaseline,
  sealBaseline,
  type Baseline,
} from '../../../runtime/src/drift/baseline.js';
import { compareWithBaseline, hiddenByReason } from '../../../runtime/src/drift/compare.js';
import { FIELD_KINDS } from '../../../runtime/src/drift/fields.js';
import type { LiveFacts, WorkflowSettings } from '../../../runtime/src/facts/github/live.js';
import { known, unknown, type Facts } from '../../../runtime/src/facts/index.js';
import { exampleLive, hidden, liveRuleset } from '../../../runtime/src/rules/example-live.js';
import { job, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { bodyOf, captured, driftOf, factsOf, linesOf } from './drifting.js';

const READS = ['permissions:', '  contents: read'];
const BUILD = job('build', ...READS);

interface Protection {
  readonly checks?: readonly { readonly context: string; readonly app_id?: number }[];
  readonly [key: string]: unknown;
}

/** A classic protection, the whole of it, changed as told. */
const protection = ({ checks, ...change }: Protection = {}): Record<string, string> => ({
  '.github/branch-protection.json': JSON.stringify({
    required_status_checks: {
      strict: true,
      checks: checks ?? [{ context: 'build', app_id: 15368 }, { context: 'test' }],
    },
    required_pull_request_reviews: {
      required_approving_review_count: 2,
      require_code_owner_reviews: true,
      dismiss_stale_reviews: true,
      require_last_push_approval: true,
    },
    enforce_admins: true,
    restrictions: null,
    ...change,
  }),
});
const reviews = (change: object): Protection => ({
  required_pull_request_reviews: {
    required_approving_review_count: 2,
    require_code_owner_reviews: true,
    dismiss_stale_reviews: true,
    require_last_push_approval: true,
    ...change,
  },
});
const CI = workflowFile(['pull_request'], BUILD);
const ACCEPTED = { ...CI, ...protection() };

describe('a setting of the branch', () => {
  it.each([
    [{ checks: [{ context: 'build', app_id: 15368 }] }, 'weakened required check "test"'],
    [{ checks: [{ context: 'build' }, { context: 'test' }] }, 'weakened required check "build"'],
    [
      { checks: [{ context: 'build', app_id: 1 }, { context: 'test' }] },
      'changed required check "build"',
    ],
    [
      {
        checks: [
          { context: 'build', app_id: 15368 },
          { context: 'test', app_id: 15368 },
        ],
      },
      'strengthened required check "test"',
    ],
    [reviews({ required_approving_review_count: 1 }), 'weakened required approvals'],
    [reviews({ required_approving_review_count: 3 }), 'strengthened required approvals'],
    [reviews({ require_code_owner_reviews: false }), 'weakened review by code owners'],
    [reviews({ dismiss_stale_reviews: false }), 'weakened dismissal of stale reviews'],
    [reviews({ require_last_push_approval: false }), 'weakened approval of the last push'],
    [{ enforce_admins: false }, 'weakened bypass of administrators'],
    [{ allow_force_pushes: true }, 'weakened block of force pushes'],
  ] as const)('%j: %s', async (change, line) => {
    expect(linesOf(await driftOf(ACCEPTED, { ...CI, ...protection(change) }))).toEqual([line]);
  });

  it('that says nothing of approvals is not known, and not 0', async () => {
    const silent = { ...CI, ...protection({ required_pull_request_reviews: {} }) };
    const { fields, hidden } = await driftOf(ACCEPTED, silent);
    expect(fields.find(({ field }) => field.kind === 'approvals')).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('does not state how many approvals'),
    });
    expect(hidden.map(({ kind }) => kind)).toContain('approvals');
  });

  it('without any claim is wholly weaker', async () => {
    const { magnitude, fields } = await driftOf(ACCEPTED, CI);
    const settings = fields.filter(({ field }) => field.check === 'MD-005.1');
    const same = settings.filter(({ outcome }) => outcome === 'same');
    expect(same.map(({ field }) => field.kind)).toEqual(['merge-queue', 'required-workflows']);
    expect(magnitude).toBeGreaterThan(0.6);
  });
});

describe('the surface of the workflows', () => {
  const now = (events: readonly string[], jobs: readonly string[]): Record<string, string> => ({
    ...workflowFile(events, jobs),
    ...protection(),
  });
  const SHA = 'ab'.repeat(20);
  const uses = (action: string): readonly string[] => [
    'build:',
    '  runs-on: x',
    '  permissions:',
    '    contents: read',
    '  steps:',
    '    - run: npm test',
    `    - uses: ${action}`,
  ];
  it.each([
    [now(['pull_request', 'issue_comment'], BUILD), ['weakened workflows on issue_comment']],
    [now(['pull_request', 'push'], BUILD), []],
    [now(['pull_request'], job('build', 'permissions: write-all')), ['weakened token of CI']],
    [now(['pull_request'], job('build')), ['unknown token of CI']],
    [
      now(['pull_request'], job('build', ...READS, 'env:', "  A: ${{ secrets['npm'] }}")),
      ['weakened secret NPM'],
    ],
    [now(['pull_request'], job('build', ...READS, 'env:', '  A: ${{ secrets.GITHUB_TOKEN }}')), []],
    [now(['pull_request'], uses('evil/tool@v1')), ['weakened actions of evil']],
    [now(['pull_request'], uses(`evil/tool@${SHA}`)), ['changed actions of evil']],
    [now(['pull_request'], uses('actions/checkout@v4')), []],
    [now(['pull_request'], uses('acme/tool@main')), []],
    [now(['pull_request'], uses('./.github/actions/own')), []],
  ])('case %#: %j', async (files, lines) => {
    expect(linesOf(await driftOf(ACCEPTED, files))).toEqual(lines);
  });

  it('that is only renamed is no drift; a second one of the same name is', async () => {
    const [text] = Object.values(now(['issue_comment'], BUILD));
    const was = { '.github/workflows/a.yml': text as string };
    const renamed = { '.github/workflows/b.yml': text as string };
    expect(linesOf(await driftOf(was, renamed))).toEqual([]);
    expect(linesOf(await driftOf(was, { ...was, ...renamed }))).toContain(
      'weakened workflows on issue_comment',
    );
  });
});

describe('what could not be seen', () => {
  let facts: Facts;
  beforeAll(async () => {
    facts = await factsOf(ACCEPTED);
  });
  const blind = (one: Facts): Facts => ({
    ...one,
    head: { ...one.head, claims: unknown({ code: 'claim-shape', reason: 'no read access' }) },
  });

  it('now, is unknown and leaves the denominator', () => {
    const drift = compareWithBaseline(captured(facts), blind(facts).head);
    const settings = drift.fields.filter(({ field }) => field.check === 'MD-005.1');
    expect(new Set(settings.map(({ outcome }) => outcome))).toEqual(new Set(['unknown']));
    expect(drift.compared).toBe(drift.fields.length - settings.length);
    expect(drift.magnitude).toBe(0);
  });

  it('then, is unknown as well, and never new', () => {
    const drift = compareWithBaseline(captured(blind(facts)), facts.head);
    expect(drift.fields.filter(({ outcome }) => outcome === 'strengthened')).toEqual([]);
    expect(drift.hidden[0]).toMatchObject({
      reason: 'when the baseline was captured: no read access',
    });
  });

  it('of kinds that another release reads, is hidden and not compared', () => {
    const body = bodyOf(captured(facts));
    const other = sealBaseline({
      ...body,
      kinds: [...body.kinds.filter((kind) => kind !== 'bypass'), 'wishes'].sort(),
      fields: body.fields.filter(({ kind }) => kind !== 'bypass'),
    });
    const drift = compareWithBaseline(other, facts.head);
    expect(drift.fields.filter(({ outcome }) => outcome !== 'same')).toEqual([]);
    expect(drift.hidden.map(({ kind }) => kind)).toEqual(['bypass', 'wishes']);
  });

  it('at all: there is no magnitude, and not 0', () => {
    const body = bodyOf(captured(facts));
    const empty = sealBaseline({ ...body, kinds: [], fields: [] });
    expect(compareWithBaseline(empty, facts.head)).toMatchObject({
      compared: 0,
      magnitude: undefined,
    });
  });
});

describe('what GitHub enforces', () => {
  const settings = { defaultPermissions: 'read', mayApprove: false } as const;
  const live = (contexts: readonly string[], workflows: WorkflowSettings = settings): LiveFacts =>
    exampleLive({
      claims: known([liveRuleset({ contexts, approvals: 2 })]),
      workflows: known(workflows),
    });
  let facts: Facts;
  beforeAll(async () => {
    facts = await factsOf(ACCEPTED);
  });
  const asked = (): Baseline => captured({ ...facts, live: live(['build', 'test']) });

  it.each([
    [live(['build', 'test']), []],
    [live(['build']), ['weakened required check "test" on GitHub']],
    [
      live(['build', 'test'], { defaultPermissions: 'write', mayApprove: false }),
      ['weakened default token of workflows'],
    ],
    [
      live(['build', 'test'], { defaultPermissions: 'read', mayApprove: true }),
      ['weakened approval by workflows'],
    ],
  ])('case %#', (now, lines) => {
    const drift = compareWithBaseline(asked(), facts.head, now);
    expect(linesOf(drift)).toEqual(lines);
    // GitHub shows who may bypass only to those who may write.
    expect(drift.hidden.map(({ kind }) => kind)).toEqual(['live-bypass']);
  });

  it('says where it is said, which is no file', () => {
    const { fields } = compareWithBaseline(asked(), facts.head, live(['build', 'test', 'lint']));
    const added = fields.find(({ outcome }) => outcome === 'strengthened');
    expect(added).toMatchObject({
      api: 'GET /repos/example-org/ledger/rules/branches/main',
      subject: 'lint',
    });
    expect(added?.at).toBeUndefined();
  });

  it('is one open question when GitHub was asked on one side only', () => {
    const then = compareWithBaseline(asked(), facts.head);
    expect(hiddenByReason(then.hidden).map(([{ reason }]) => reason)).toEqual([
      'GitHub was asked when the baseline was captured, and was not asked now',
    ]);
    const now = compareWithBaseline(captured(facts), facts.head, live(['build']));
    expect(hiddenByReason(now.hidden).map(([{ reason }]) => reason)).toEqual([
      'nobody read such fields when the baseline was captured',
    ]);
    for (const drift of [then, now]) expect(linesOf(drift)).toEqual([]);
  });

  it('and hides is not known, and not weaker', () => {
    const blind = exampleLive({
      claims: hidden('metadata: read'),
      workflows: hidden('administration: read'),
    });
    const drift = compareWithBaseline(asked(), facts.head, blind);
    expect(linesOf(drift).filter((line) => line.startsWith('weakened'))).toEqual([]);
    expect(
      drift.fields.filter(
        ({ field, outcome }) => field.kind.startsWith('live-') && outcome !== 'unknown',
      ),
    ).toEqual([]);
    expect(drift.hidden[0]?.gap).toMatchObject({ missing: 'metadata: read' });
  });
});

describe('a baseline that is captured', () => {
  it('is sound, of every kind, and no drift from itself', async () => {
    const facts = await factsOf(ACCEPTED);
    const baseline = captured(facts);
    expect(readBaseline(baselineText(baseline), 'x')).toEqual(baseline);
    // What GitHub says is a field of its own, where GitHub was asked.
    const offline = FIELD_KINDS.map(({ kind }) => kind).filter((kind) => !kind.startsWith('live-'));
    expect(baseline.kinds).toEqual(offline.sort());
    expect(compareWithBaseline(baseline, facts.head)).toMatchObject({ magnitude: 0 });
  });

  it('keeps the magnitude of any part of it between 0 and 1', async () => {
    const facts = await factsOf(ACCEPTED);
    const body = bodyOf(captured(facts));
    const bare = (await factsOf({ 'a.txt': '1' })).head;
    fc.assert(
      fc.property(fc.subarray([...body.fields]), (fields) => {
        const { magnitude } = compareWithBaseline(sealBaseline({ ...body, fields }), bare);
        expect(magnitude === undefined || (magnitude >= 0 && magnitude <= 1)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe('kinds of fields', () => {
  it('have names of their own, and words for every value', () => {
    expect(new Set(FIELD_KINDS.map(({ kind }) => kind)).size).toBe(FIELD_KINDS.length);
    for (const field of FIELD_KINDS) {
      expect(field.noun('x')).toMatch(/^[a-zA-Z]/);
      for (const value of [undefined, true, false, 0, 1, 'any', 'none', 'mutable', '? contents'])
        expect(field.says('x', value)).toMatch(/^\S.*[^.]$/);
    }
  });
});
