import { randomBytes } from 'node:crypto';
import { DAY_MS } from '../../../runtime/src/clock.js';
import { checkL0, L0, permissionBits, type L0Input } from '../../../runtime/src/l0/index.js';
import { blocksPerHour, breaker, breakerState } from '../../../runtime/src/policy/breaker.js';
import {
  consentGate,
  nonceCache,
  PRIVACY_POLICY_VERSION,
  redactor,
  seal,
  verifySeal,
} from '../../../runtime/src/privacy/index.js';
import { SCHEMA_HASH } from '../../../runtime/src/report/report-schema.js';
import type { Parameters } from '../../../runtime/src/stores/index.js';
import { BREAKER_REPOSITORY, BY, ORGANISATIONS, RULE } from '../own-ids.js';
import { expect, type Scenario } from '../scenario.js';

/** What L0 itself falls back on where no operator has set a threshold. */
const DRIFT_THRESHOLD = 0.3;

const maximumDrift: Scenario = {
  id: 'maximum-drift',
  kind: 'edge',
  title:
    'drift up to the threshold of the environment passes L0; any more, and all of it, does not',
  injected: 'the drift; threshold and nonce are those of the environment',
  async run(scene) {
    const { parameters } = scene.stores;
    const stored = await scene.time(() => parameters.thresholds());
    const { ring } = await scene.time(() => nonceCache({ parameters }).keys());
    const driftThreshold = stored.driftMagnitude ?? DRIFT_THRESHOLD;
    const input = {
      policySchema: SCHEMA_HASH,
      baselineSchema: SCHEMA_HASH,
      reportSchema: SCHEMA_HASH,
      permissionBits: permissionBits(['readGit']),
      nonceIssuedAt: ring.current.issuedAt,
      nonceExpiresAt: ring.current.expiresAt,
    } satisfies Omit<L0Input, 'driftMagnitude'>;
    const failedAt = (driftMagnitude: number): number =>
      checkL0(
        { ...input, driftMagnitude },
        { schemaHash: SCHEMA_HASH, driftThreshold },
        scene.clock.now(),
      );
    expect(failedAt(driftThreshold) === 0, `a drift of ${driftThreshold} does not pass`);
    for (const more of [driftThreshold + 1e-9, 1 + Number.EPSILON, Number.NaN]) {
      expect((failedAt(more) & L0.drift) !== 0, `a drift of ${more} passes`);
    }
    if (driftThreshold < 1) expect((failedAt(1) & L0.drift) !== 0, 'a drift of 1 passes');
    return `${driftThreshold} passes, more does not`;
  },
};

const expiredConsent: Scenario = {
  id: 'expired-consent',
  kind: 'edge',
  title: 'a consent ends at its instant, not a millisecond later',
  injected: 'the clock that the consent is judged by',
  async run(scene) {
    const { consent } = scene.stores;
    const organisation = ORGANISATIONS.expiring;
    const end = scene.clock.now() + DAY_MS;
    await scene.time(() =>
      consent.recordConsent({
        organisation,
        resource: 'fp_patterns',
        policyVersion: PRIVACY_POLICY_VERSION,
        expiresAt: new Date(end).toISOString(),
        by: BY,
      }),
    );
    const at = async (now: number): Promise<string> => {
      const clock = { now: () => now };
      const gate = consentGate({ store: consent, policyVersion: PRIVACY_POLICY_VERSION, clock });
      const asked = await scene.time(() => gate.checkConsent(organisation, ['fp_patterns']));
      const answer = asked.get('fp_patterns');
      return answer?.valid === false ? answer.reason : 'valid';
    };
    const [before, then] = [await at(end - 1), await at(end)];
    expect(before === 'valid', `a millisecond before its end it is ${before}`);
    expect(then === 'expired', `at its end it is ${then}`);
    return 'valid 1 ms before its end, expired at it';
  },
};

const SUCCESSOR_DAYS = 1;
const GRACE_DAYS = 7;

const rotationGrace: Scenario = {
  id: 'rotation-grace',
  kind: 'edge',
  title: 'after a rotation the older nonce verifies for 7 days and no longer',
  injected: 'a next version that exists in this process only, and the clock; nothing is rotated',
  async run(scene) {
    const real = scene.stores.parameters;
    const { ring } = await scene.time(() => nonceCache({ parameters: real }).keys());
    const text = redactor(ring).text('smoke');
    const context = { run: scene.run };
    const sealed = seal(ring, text, context);
    const issued = scene.clock.now() + SUCCESSOR_DAYS * DAY_MS;
    const rotated: Parameters = {
      ...real,
      secrets: async (kind) => [
        ...(await real.secrets(kind)),
        {
          version: ring.current.version + 1,
          value: randomBytes(32).toString('hex'),
          modifiedAt: new Date(issued).toISOString(),
        },
      ],
    };
    const after = async (days: number): Promise<{ signs: number; verifies: boolean }> => {
      const clock = { now: () => issued + days * DAY_MS };
      const { ring: next } = await scene.time(() =>
        nonceCache({ parameters: rotated, clock }).keys(),
      );
      return {
        signs: next.current.version,
        verifies: verifySeal(next, text, context, sealed),
      };
    };
    const within = await after(GRACE_DAYS - 0.01);
    const beyond = await after(GRACE_DAYS + 0.01);
    const next = ring.current.version + 1;
    expect(within.signs === next && beyond.signs === next, `v${next} does not sign`);
    expect(within.verifies, `within the grace period v${ring.current.version} does not verify`);
    expect(!beyond.verifies, `past the grace period v${ring.current.version} still verifies`);
    return `v${next} signs, v${ring.current.version} verifies for ${GRACE_DAYS} days`;
  },
};

const SMALL = 3;

const breakerThresholds: Scenario = {
  id: 'breaker-thresholds',
  kind: 'edge',
  title: 'at its threshold a breaker is closed; one block more, and it degrades',
  injected: `a threshold of ${SMALL}; the counter is that of the environment`,
  async run(scene) {
    const { blocks, parameters } = scene.stores;
    const { environment } = scene.deployment;
    const stored = await scene.time(() => parameters.thresholds());
    const limit = blocksPerHour(environment, 'standard', stored.blocksPerHour);
    expect(
      breakerState(limit, 0, limit) === 'closed' &&
        breakerState(limit + 1, 0, limit) === 'degraded',
      `at ${limit} blocks an hour the breaker does not change over`,
    );
    const gate = breaker({
      counter: blocks,
      repository: BREAKER_REPOSITORY,
      threshold: SMALL,
      clock: scene.clock,
    });
    const seen: string[] = [];
    for (let block = 1; block <= SMALL + 1; block += 1) {
      const reading = await scene.time(() => gate.read([RULE]));
      const judged = { rule: RULE, outcome: 'block' } as const;
      const counted = await scene.time(() =>
        gate.count(reading, [judged], `${scene.run}-${block}`),
      );
      seen.push(`${reading.state(RULE)}${counted.opened.includes(RULE) ? ' opens' : ''}`);
    }
    const last = await scene.time(() => gate.read([RULE]));
    const verdict = last.judge({ rule: RULE, outcome: 'block' });
    expect(
      seen.join() === 'closed,closed,closed,closed opens',
      `block by block the breaker was ${seen.join(', ')}`,
    );
    expect(verdict.outcome === 'warn', `after it opened a block is ${verdict.outcome}`);
    return `closed at ${SMALL}, opens at ${SMALL + 1}; in force here: ${limit} an hour`;
  },
};

export const EDGE: readonly Scenario[] = [
  maximumDrift,
  expiredConsent,
  rotationGrace,
  breakerThresholds,
];
