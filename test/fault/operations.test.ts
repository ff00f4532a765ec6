/**
 * Every operation of every store against every fault, many at a time: a call that meets silence, or that
 * waits before it tries again, costs time and nothing else. So each has a server and a client of its own,
 * which it needs anyway: after many failures the SDK's retry quota of a client is used up.
 */
import { describe, expect, it } from '@jest/globals';
import type { Patience } from '../../runtime/src/aws/connection.js';
import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { Fault } from './fault-server.js';
import { FAULTS, OPERATIONS } from './operations.js';
import { ATTEMPTS, faultScene } from './scene.js';

const PATIENT: Partial<Patience> = { connectMs: 10_000, answerMs: 10_000, deadlineMs: 30_000 };

/** Only a server that says nothing is waited for in vain; any other may be slow on a busy machine. */
const patience = ({ kind }: Fault): Partial<Patience> =>
  kind === 'silence' || kind === 'half' ? { ...PATIENT, answerMs: 1_000 } : PATIENT;

describe.each(OPERATIONS)('%s', (_, healthyCalls, run) => {
  it.concurrent('makes as many calls as it should when nothing fails', () =>
    faultScene(async ({ server, stores }) => {
      await run(stores);
      expect(server.calls).toHaveLength(healthyCalls);
    }, PATIENT),
  );

  it.concurrent.each(FAULTS)(
    'ends in PM-3001, inside of its attempts, on lasting %s',
    (__, retried, fault, why) =>
      faultScene(async ({ server, stores }) => {
        server.fault = () => fault;
        const thrown: unknown = await run(stores).then(
          () => undefined,
          (e: unknown) => e,
        );
        expect(thrown).toBeInstanceOf(PhaseMirrorError);
        expect(thrown).toMatchObject({
          code: 'PM-3001',
          what: expect.stringMatching(
            /(table|path|bucket) .* in eu-central-1|thresholds in eu-central-1/,
          ),
          why: expect.stringMatching(why),
        });
        expect(server.calls.length).toBeLessThanOrEqual(healthyCalls * (retried ? ATTEMPTS : 1));
      }, patience(fault)),
  );

  it.concurrent.each(FAULTS.filter(([, retried]) => retried))(
    'gets over one %s',
    (__, ___, fault) =>
      faultScene(
        async ({ server, stores }) => {
          server.fault = (_call, index) => (index === 0 ? fault : undefined);
          await run(stores);
          expect(server.calls.length).toBeGreaterThan(healthyCalls);
        },
        // Healthy answers may come late as well on a busy machine: an attempt more for each that does.
        { ...patience(fault), attempts: 8 },
      ),
  );
});
