import { DAY_MS } from '../../../runtime/src/clock.js';
import {
  anonymizer,
  consentGate,
  PRIVACY_POLICY_VERSION,
  saltCache,
} from '../../../runtime/src/privacy/index.js';
import { eventId, type FpEvent } from '../../../runtime/src/stores/index.js';
import { BY, CHECK, FINDINGS, ORGANISATIONS, RULE } from '../own-ids.js';
import { expect, type Scenario, type Scene } from '../scenario.js';

/** Events of one run: three findings, a block each. */
function eventsOf({ run, clock }: Pick<Scene, 'run' | 'clock'>): readonly FpEvent[] {
  return FINDINGS.map((findingId, i) => {
    const occurredAt = new Date(clock.now() + i).toISOString();
    const identity = { rule: RULE, check: CHECK, findingId, runId: run, occurredAt };
    return { ...identity, eventId: eventId(identity), outcome: 'block' };
  });
}

const recordEvent: Scenario = {
  id: 'record-event',
  kind: 'happy',
  title: 'an event is recorded once, and its retry is a duplicate',
  async run(scene) {
    const { fp } = scene.stores;
    const outcomes: string[] = [];
    for (const event of eventsOf(scene)) {
      outcomes.push(await scene.time(() => fp.recordEvent(event)));
    }
    expect(outcomes.join() === 'recorded,recorded,recorded', `the store said ${outcomes.join()}`);
    const [first] = eventsOf(scene) as [FpEvent];
    const retry = await scene.time(() => fp.recordEvent(first));
    expect(retry === 'duplicate', `the retry was ${retry}`);
    return '3 recorded, the retry is a duplicate';
  },
};

const queryWindow: Scenario = {
  id: 'query-window',
  kind: 'happy',
  title: 'the window holds the events, newest first, with what people said of them',
  async run(scene) {
    const { fp } = scene.stores;
    const events = eventsOf(scene);
    await fp.recordEvents(events);
    const [first = ''] = FINDINGS;
    await scene.time(() =>
      fp.markFalsePositive({ findingId: first, by: BY, ticket: 'a run of the smoke' }),
    );
    const marked = await scene.time(() => fp.falsePositives(FINDINGS));
    expect(marked.size === 1 && marked.has(first), `${marked.size} findings are marked, not one`);
    const window = await scene.time(() => fp.getWindowByCount(RULE, 100));
    const own = window.filter(({ runId }) => runId === scene.run);
    expect(own.length === 3, `the window holds ${own.length} of the 3 events`);
    const newestFirst = [...events].reverse().map(({ eventId: id }) => id);
    expect(own.map((e) => e.eventId).join() === newestFirst.join(), 'it is not newest first');
    const said = own.filter(({ verdict }) => verdict === 'false-positive');
    expect(
      said.length === 1 && said[0]?.findingId === first,
      'the verdict is not that of its finding',
    );
    await scene.time(() => fp.unmark(first));
    const after = await scene.time(() => fp.falsePositives(FINDINGS));
    expect(after.size === 0, 'a verdict that was taken back still counts');
    return `3 of 3 events, 1 marked and taken back`;
  },
};

const verifyConsent: Scenario = {
  id: 'verify-consent',
  kind: 'happy',
  title: 'a consent holds once it is given, and no longer once it is revoked',
  async run(scene) {
    const { consent } = scene.stores;
    const organisation = ORGANISATIONS.consenting;
    const gate = consentGate({ store: consent, policyVersion: PRIVACY_POLICY_VERSION });
    const expiresAt = new Date(scene.clock.now() + DAY_MS).toISOString();
    await scene.time(() =>
      consent.recordConsent({
        organisation,
        resource: 'fp_metrics',
        policyVersion: PRIVACY_POLICY_VERSION,
        expiresAt,
        by: BY,
      }),
    );
    const asked = await scene.time(() =>
      gate.checkConsent(organisation, ['fp_metrics', 'audit_logs']),
    );
    expect(asked.get('fp_metrics')?.valid === true, 'the consent given does not hold');
    expect(asked.get('audit_logs')?.valid === false, 'a consent that was never given holds');
    await scene.time(() => consent.revokeConsent(organisation, 'fp_metrics', BY));
    const after = (await scene.time(() => gate.checkConsent(organisation, ['fp_metrics']))).get(
      'fp_metrics',
    );
    expect(
      after?.valid === false && after.reason === 'revoked',
      'the consent still holds after it was revoked',
    );
    return 'granted, asked for, revoked';
  },
};

const anonymise: Scenario = {
  id: 'anonymise',
  kind: 'happy',
  title: 'an organisation has one anonymous id under the salt of the environment',
  async run(scene) {
    const salts = saltCache({ parameters: scene.stores.parameters });
    const { ring } = await scene.time(() => salts.keys());
    const anonymous = anonymizer(ring);
    const id = anonymous.anonymize('phase-mirror-smoke');
    expect(/^v[1-9]\d*:[0-9a-f]{64}$/.test(id), 'the id is not of the form v<N>:<64 hex>');
    expect(anonymous.anonymize('Phase-Mirror-Smoke') === id, 'another spelling is another id');
    expect(anonymous.anonymize('phase-mirror-smoke-2') !== id, 'two organisations share an id');
    expect(anonymous.matches('phase-mirror-smoke', id), 'the id does not match its organisation');
    return `under salt v${ring.current.version}, ${ring.versions.length} usable`;
  },
};

export const HAPPY: readonly Scenario[] = [recordEvent, queryWindow, verifyConsent, anonymise];
