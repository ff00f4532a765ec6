import { describe, expect, it } from '@jest/globals';
import {
  silentTelemetry,
  telemetry,
  type Batch,
  type Shipper,
} from '../../../runtime/src/telemetry/index.js';
import { testClock } from '../../contract/samples.js';

const clock = testClock();

function collecting(): Shipper & { batches: Batch[] } {
  const batches: Batch[] = [];
  return {
    batches,
    ship: (batch) => {
      batches.push(batch);
      return Promise.resolve();
    },
  };
}

describe('telemetry', () => {
  it('writes one JSON line an event, which the filter of its metric matches', () => {
    const lines: string[] = [];
    const it = telemetry({
      environment: 'local',
      clock,
      sink: { write: (line) => lines.push(line) },
    });
    it.log('breaker.opened', { rule: 'MD-001', count: 11, rules: ['a'], event: 'forged' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/\n$/);
    expect(JSON.parse(lines[0] as string)).toEqual({
      time: '2026-11-22T12:00:00.000Z',
      event: 'breaker.opened',
      environment: 'local',
      rule: 'MD-001',
      count: 11,
      rules: ['a'],
    });
  });

  it('ships lines and values after the decision, and once', async () => {
    const shipper = collecting();
    const it = telemetry({ environment: 'local', clock, shipper });
    it.log('evaluation.completed', { ms: 3 });
    it.metric('StoreLatency', 3);
    it.metric('StoreLatency', 4);
    it.metric('Evaluations', 1);
    it.metric('EvaluationDuration', Number.NaN);
    expect(await it.flush()).toEqual({ lines: 1, values: 3, failed: undefined });
    expect(shipper.batches[0]?.metrics).toEqual([
      { id: 'StoreLatency', values: [3, 4] },
      { id: 'Evaluations', values: [1] },
    ]);
    expect(await it.flush()).toEqual({ lines: 0, values: 0, failed: undefined });
    expect(shipper.batches).toHaveLength(1);
  });

  it('puts every text through the redactor that it is given', () => {
    const lines: string[] = [];
    const it = telemetry({
      environment: 'local',
      clock,
      sink: { write: (line) => lines.push(line) },
    });
    it.protect((text) => text.replaceAll('hunter2', '***'));
    it.log('evaluation.failed', {
      why: 'pw hunter2',
      all: ['hunter2', 'x'],
      n: 1,
      none: undefined,
    });
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      why: 'pw ***',
      all: ['***', 'x'],
      n: 1,
    });
  });

  it('never throws, whatever its sink and shipper do', async () => {
    const it = telemetry({
      environment: 'local',
      clock,
      sink: {
        write: () => {
          throw new Error('closed pipe');
        },
      },
      shipper: {
        ship: () => {
          throw new Error('no network');
        },
      },
    });
    it.log('evaluation.completed');
    expect(await it.flush()).toMatchObject({ lines: 1, failed: 'no network' });
  });

  it('delays a run by its deadline at most, and stops what is under way', async () => {
    let stopped = false;
    const it = telemetry({
      environment: 'local',
      shipper: {
        ship: (_, signal) =>
          new Promise(() => {
            signal.addEventListener('abort', () => {
              stopped = true;
            });
          }),
      },
    });
    it.metric('Evaluations', 1);
    // The shipper never ends: who waited for it would wait for ever.
    expect((await it.flush(30)).failed).toBe('no answer within 30 ms');
    expect(stopped).toBe(true);
  });

  it('keeps no more than a run can mean', async () => {
    const shipper = collecting();
    const it = telemetry({ environment: 'local', clock, shipper });
    for (let i = 0; i < 10_050; i += 1) {
      it.log('evaluation.completed');
      it.metric('Evaluations', 1);
    }
    expect(await it.flush()).toEqual({ lines: 10_000, values: 10_000, failed: undefined });
  });

  it('can be silent', async () => {
    silentTelemetry.log('evaluation.completed');
    silentTelemetry.metric('Evaluations', 1);
    silentTelemetry.protect((text) => text);
    expect(await silentTelemetry.flush()).toEqual({ lines: 0, values: 0, failed: undefined });
  });
});
