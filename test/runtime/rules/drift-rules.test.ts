import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  sealBaseline,
  type Baseline,
  type BaselineBody,
} from '../../../runtime/src/drift/baseline.js';
import { runtimeError } from '../../../runtime/src/errors/index.js';
import { known, withAccepted, type Facts } from '../../../runtime/src/facts/index.js';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import type { RuleResult } from '../../../runtime/src/rules/finding.js';
import { DRIFT_RULES } from '../../../runtime/src/rules/MD-005/index.js';
import { bodyOf, captured, factsOf } from '../drift/drifting.js';

const CI = workflowFile(['pull_request'], job('build', 'permissions: {}'));
const ruleset = (contexts: readonly string[], app?: number): Record<string, string> => ({
  ...rulesetFile({ contexts, bypass: [], ...(app === undefined ? {} : { app }) }),
});
const SOUND = { ...CI, ...ruleset(['build', 'test'], 15368) };
const WEAK = { ...CI, ...ruleset(['build'], 15368) };

let sound: Facts;
let weak: Facts;
beforeAll(async () => {
  sound = await factsOf(SOUND);
  weak = await factsOf(WEAK);
});

const drifting = (facts: Facts, load: () => Promise<Baseline | undefined>): Promise<Facts> =>
  withAccepted({ ...facts, change: { ...facts.change, mode: 'drift' } }, load);
const accepting = (facts: Facts, change: Partial<BaselineBody> = {}): (() => Promise<Baseline>) => {
  const sealed = sealBaseline({ ...bodyOf(captured(facts)), ...change });
  return () => Promise.resolve(sealed);
};

async function judge(check: string, facts: Facts): Promise<RuleResult> {
  const rule = DRIFT_RULES.find(({ meta }) => meta.id === check);
  if (rule === undefined) throw new Error(`no rule ${check}`);
  return await rule.judge(facts);
}

describe('MD-005.1 on a check that is not required any more', () => {
  it('says what was accepted, what is, where, and how to accept it', async () => {
    const load = accepting(sound);
    const { findings, unknowns, judged } = await judge('MD-005.1', await drifting(weak, load));
    const { sha256, commit } = await load();
    expect(unknowns).toEqual([]);
    expect(judged).toBeGreaterThan(5);
    expect(findings).toEqual([
      expect.objectContaining({
        check: 'MD-005.1',
        severity: 'high',
        subject: 'required check "test"',
        title: 'required check "test" is weaker than the baseline',
        claim: {
          says: `the baseline of 2026-11-22 at ${commit.slice(0, 8)}, captured by ada says: the check "test" is required, from app 15368`,
          api: `baseline acme/shop main ${sha256}`,
          quote: '',
        },
        reality: { says: 'the check "test" is not required', quote: '' },
        fix: expect.stringContaining(`--expect ${sha256}`),
        introduced: false,
        place: expect.objectContaining({ path: '.github/rulesets/main.json' }),
      }),
    ]);
  });

  it('knows whether the change brought it', async () => {
    const load = accepting(sound);
    const before = { ...(await drifting(weak, load)), before: known(sound.head) };
    const already = { ...(await drifting(weak, load)), before: known(weak.head) };
    expect((await judge('MD-005.1', before)).findings[0]?.introduced).toBe(true);
    expect((await judge('MD-005.1', already)).findings[0]?.introduced).toBe(false);
  });

  it('has one identity, whatever was accepted and wherever it stands', async () => {
    const first = await judge('MD-005.1', await drifting(weak, accepting(sound)));
    const later = accepting(sound, { by: 'bob', capturedAt: '2026-11-23T00:00:00.000Z' });
    const second = await judge('MD-005.1', await drifting(weak, later));
    expect(second.findings[0]?.fingerprint).toBe(first.findings[0]?.fingerprint);
  });

  it('takes what is stricter for information', async () => {
    const { findings } = await judge('MD-005.1', await drifting(sound, accepting(weak)));
    expect(findings.map(({ severity, title }) => [severity, title])).toEqual([
      ['info', 'required check "test" is stricter than the baseline'],
    ]);
  });
});

describe('MD-005.4', () => {
  it('tells the share, and what it is made of', async () => {
    const { findings } = await judge('MD-005.4', await drifting(weak, accepting(sound)));
    expect(findings).toEqual([
      expect.objectContaining({
        severity: 'info',
        title: expect.stringMatching(/^drift magnitude 0\.\d\d$/),
        reality: {
          says: expect.stringMatching(
            /^1 of \d+ fields compared are weaker: required check "test"$/,
          ),
          quote: '',
        },
      }),
    ]);
  });

  it('is not known where nothing can be compared', async () => {
    const nothing = accepting(sound, { kinds: [], fields: [] });
    const { findings, unknowns } = await judge('MD-005.4', await drifting(sound, nothing));
    expect([findings, unknowns.map(({ subject }) => subject)]).toEqual([[], ['drift magnitude']]);
  });
});

describe('MD-005.5', () => {
  const titles = async (facts: Facts): Promise<readonly string[]> =>
    (await judge('MD-005.5', facts)).findings.map(({ severity, title }) => `${severity} ${title}`);
  const aged = (capturedAt: string, asOf: string): Promise<Facts> =>
    drifting({ ...sound, change: { ...sound.change, asOf } }, accepting(sound, { capturedAt }));

  it.each([
    ['2026-08-24T00:00:00.000Z', '2026-11-22', []],
    ['2026-08-23T00:00:00.000Z', '2026-11-22', ['high the baseline is 91 days old']],
    ['2026-11-22T23:00:00.000Z', '2026-11-22', []],
    ['2026-11-25T00:00:00.000Z', '2026-11-22', ['high the baseline is from the future']],
  ])('of a baseline of %s on %s: %j', async (capturedAt, asOf, expected) => {
    expect(await titles(await aged(capturedAt, asOf))).toEqual(expected);
  });

  it('refuses a baseline that the change itself was captured into', async () => {
    const facts = await drifting(sound, accepting(sound));
    const id = sound.head.commit;
    const [commit] = [{ id }] as unknown as readonly Record<string, string>[];
    const own = { ...facts, change: { ...facts.change, commits: known([commit]) } } as Facts;
    expect(await titles(own)).toEqual([
      'high the baseline was captured from the change that it judges',
    ]);
  });

  it.each([
    ['PM-3006', ['high the stored baseline cannot be trusted']],
    ['PM-3008', ['high the baseline has another schema']],
    ['PM-3001', []],
  ] as const)('of a store that answers %s: %j', async (code, expected) => {
    const facts = await drifting(sound, () =>
      Promise.reject(runtimeError(code, { what: 'bucket x', why: 'of a test' })),
    );
    expect(await titles(facts)).toEqual(expected);
    const { unknowns } = await judge('MD-005.6', facts);
    expect(unknowns).toEqual([
      expect.objectContaining({ subject: 'main', reason: expect.stringContaining('of a test') }),
    ]);
  });
});

describe('MD-005.6', () => {
  it.each([
    [
      'none was published',
      (): Promise<undefined> => Promise.resolve(undefined),
      'was ever published',
    ],
  ])('is unknown, never a pass, when %s', async (_, load, why) => {
    const { findings, unknowns, judged } = await judge('MD-005.6', await drifting(sound, load));
    expect([findings, judged]).toEqual([[], 0]);
    expect(unknowns[0]).toMatchObject({
      reason: expect.stringContaining(why),
      remedy: expect.stringContaining('baseline publish --expect none'),
    });
  });

  it('is unknown when nobody asked the store', async () => {
    const facts: Facts = { ...sound, change: { ...sound.change, mode: 'drift' } };
    expect((await judge('MD-005.6', facts)).unknowns[0]?.reason).toContain('nobody asked');
  });

  it('lets errors through that are none of the store', async () => {
    const wrong = runtimeError('PM-1002', { what: '--account' });
    await expect(drifting(sound, () => Promise.reject(wrong))).rejects.toBe(wrong);
    const bug = new TypeError('a bug');
    await expect(drifting(sound, () => Promise.reject(bug))).rejects.toBe(bug);
  });
});

it('says nothing of drift where a pull request is judged', async () => {
  const load = (): Promise<never> => Promise.reject(new Error('not asked'));
  const facts = await withAccepted(weak, load);
  expect(facts).toBe(weak);
  for (const rule of DRIFT_RULES) {
    expect(await rule.judge(facts)).toEqual({ findings: [], unknowns: [], judged: 0 });
  }
});
