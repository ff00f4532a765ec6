import { HOUR_MS, MINUTE_MS, DAY_MS } from '../../../runtime/src/clock.js';
import { PhaseMirrorError } from '../../../runtime/src/errors/index.js';
import { breaker } from '../../../runtime/src/policy/breaker.js';
import {
  anonymizer,
  consentGate,
  giveToCalibration,
  nonceCache,
  PRIVACY_POLICY_VERSION,
  saltCache,
} from '../../../runtime/src/privacy/index.js';
import type { Parameters } from '../../../runtime/src/stores/index.js';
import { BREAKER_REPOSITORY, FINDINGS, ORGANISATIONS, RULE } from '../own-ids.js';
import { expect, type Scenario, type Scene } from '../scenario.js';
import { standIn, type StandInAnswer } from '../stand-in.js';

const missingConsent: Scenario = {
  id: 'missing-consent',
  kind: 'error',
  title: 'without consent nothing about an organisation is recorded',
  async run(scene) {
    const { consent, parameters } = scene.stores;
    const gate = consentGate({ store: consent, policyVersion: PRIVACY_POLICY_VERSION });
    const organisation = ORGANISATIONS.silent;
    const asked = await scene.time(() => gate.checkConsent(organisation, ['rule_calibration']));
    const answer = asked.get('rule_calibration');
    expect(
      answer?.valid === false && answer.reason === 'none',
      `the answer is ${answer?.valid === false ? answer.reason : 'valid'}, not none`,
    );
    const { ring } = await saltCache({ parameters }).keys();
    let contributed = 0;
    const gift = await scene.time(() =>
      giveToCalibration(
        {
          organisation: 'phase-mirror-smoke',
          rule: RULE,
          period: new Date(scene.clock.now()).toISOString().slice(0, 7),
          reviewed: 1,
          falsePositives: 0,
        },
        {
          anonymizer: anonymizer(ring),
          consent: gate,
          store: {
            contribute: () => {
              contributed += 1;
              return Promise.resolve('recorded');
            },
          },
        },
      ),
    );
    expect(gift.outcome === 'refused' && contributed === 0, 'a contribution was recorded');
    return 'asked for: none; a contribution is refused';
  },
};

const expiredNonce: Scenario = {
  id: 'expired-nonce',
  kind: 'error',
  title: 'a nonce past its age signs nothing: no report leaves (PM-4001)',
  injected: 'the clock is 400 days ahead; the nonces are those of the environment',
  async run(scene) {
    const ahead = { now: () => scene.clock.now() + 400 * DAY_MS };
    const nonces = nonceCache({ parameters: scene.stores.parameters, clock: ahead });
    const code = await codeOf(() => scene.time(() => nonces.keys()));
    expect(code === 'PM-4001', `the answer is ${code}`);
    const states = nonces.status().versions.map(({ version, state }) => `v${version} ${state}`);
    expect(
      states.length > 0 && states.every((state) => state.endsWith('expired')),
      `the versions are ${states.join(', ')}`,
    );
    return `PM-4001, ${states.join(', ')}`;
  },
};

const THROTTLED: StandInAnswer = { fault: 'ThrottlingException', status: 400 };

const throttling: Scenario = {
  id: 'dynamodb-throttling',
  kind: 'error',
  title: 'throttled once, a call is retried; throttled always, blocks stay blocks and it is said',
  injected:
    'a stand-in on loopback throttles DynamoDB; the tables of the environment are not asked',
  async run(scene) {
    const once = await withStandIn(
      scene,
      (_, nth) => (nth === 1 ? THROTTLED : { body: { Responses: {}, UnprocessedKeys: {} } }),
      async ({ fp }) => (await fp.falsePositives(FINDINGS)).size,
    );
    expect(once.result === 0 && once.calls === 2, `throttled once, it made ${once.calls} requests`);
    const always = await withStandIn(
      scene,
      () => THROTTLED,
      async ({ fp, blocks }) => {
        const code = await codeOf(() => fp.falsePositives(FINDINGS));
        const gate = breaker({
          counter: blocks,
          repository: BREAKER_REPOSITORY,
          threshold: 1,
          clock: scene.clock,
        });
        const reading = await gate.read([RULE]);
        const verdict = reading.judge({ rule: RULE, outcome: 'block' });
        return { code, degraded: reading.degraded, outcome: verdict.outcome };
      },
    );
    const { code, degraded, outcome } = always.result;
    expect(code === 'PM-3001', `the false-positive store answers ${code}`);
    expect(outcome === 'block', `without counts a block becomes ${outcome}`);
    expect(
      degraded !== undefined && /Throttl/.test(degraded),
      'nothing says that the counter could not be read',
    );
    return `retried and answered; then PM-3001 after 3 attempts each (${always.calls} requests), the block stands`;
  },
};

const ssmFailure: Scenario = {
  id: 'ssm-failure',
  kind: 'error',
  title:
    'a copy of the nonces serves for an hour, marked degraded; then no report leaves (PM-4001)',
  injected: 'a stand-in on loopback fails SSM after the first load; the clock runs ahead',
  async run(scene) {
    let ahead = 0;
    const clock = { now: () => scene.clock.now() + ahead };
    const real = scene.stores.parameters;
    const failing = await withStandIn(
      scene,
      () => ({ fault: 'InternalServerError', status: 500 }),
      async ({ parameters: broken }) => {
        const parameters: Parameters = {
          ...real,
          secrets: (kind) => (ahead === 0 ? real : broken).secrets(kind),
        };
        const nonces = nonceCache({ parameters, clock });
        const fresh = await scene.time(() => nonces.keys());
        ahead = 10 * MINUTE_MS;
        const copy = await nonces.keys();
        ahead = 2 * HOUR_MS;
        const late = await codeOf(() => nonces.keys());
        return { fresh: fresh.ring.current.version, copy, late };
      },
    );
    const { fresh, copy, late } = failing.result;
    expect(
      copy.ring.current.version === fresh && copy.degraded !== undefined,
      'the copy does not serve, or is not marked degraded',
    );
    expect(late === 'PM-4001', `after two hours the answer is ${late}`);
    expect(failing.calls > 0, 'the stand-in was never asked');
    return 'served degraded after 10 min, PM-4001 after 2 h';
  },
};

/** The code that the work fails with; `no error` when it does not. */
async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'no error';
  } catch (error) {
    if (error instanceof PhaseMirrorError) return error.code;
    throw error;
  }
}

async function withStandIn<T>(
  scene: Scene,
  answer: (operation: string, nth: number) => StandInAnswer,
  work: (stores: Awaited<ReturnType<Scene['storesAt']>>) => Promise<T>,
): Promise<{ readonly result: T; readonly calls: number }> {
  const service = await standIn(answer);
  try {
    const stores = await scene.storesAt(service.endpoint);
    try {
      return { result: await work(stores), calls: service.calls.length };
    } finally {
      stores.close();
    }
  } finally {
    await service.close();
  }
}

export const ERROR: readonly Scenario[] = [missingConsent, expiredNonce, throttling, ssmFailure];
