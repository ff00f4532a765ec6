import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { namesFor, PROJECT } from '../../runtime/src/names/index.js';
import { cloudWatchShipper, telemetry, type Telemetry } from '../../runtime/src/telemetry/index.js';
import { faultServer, type FaultServer } from './fault-server.js';

let server: FaultServer;
let shipping: Telemetry;
beforeEach(async () => {
  server = await faultServer();
  // CloudWatch speaks CBOR: what fails to be read there fails as an error, never as an answer.
  const names = namesFor({
    project: PROJECT,
    environment: 'local',
    account: '123456789012',
    region: 'eu-central-1',
  });
  const shipper = cloudWatchShipper({
    names,
    region: 'eu-central-1',
    endpoint: server.endpoint,
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    patience: { attempts: 2 },
  });
  shipping = telemetry({ environment: 'local', shipper });
});
afterEach(() => server.close());

const logCalls = (): readonly string[] =>
  server.calls.map((call) => call.target).filter((target) => target.startsWith('Logs_'));

describe('shipping to CloudWatch', () => {
  it('makes a stream of its own and puts the lines there in order of time', async () => {
    shipping.log('evaluation.completed', { n: 1 });
    shipping.log('breaker.opened', { n: 2 });
    expect(await shipping.flush(10_000)).toMatchObject({ lines: 2, failed: undefined });
    expect(logCalls()).toEqual(['Logs_20140328.CreateLogStream', 'Logs_20140328.PutLogEvents']);
    const [create, put] = server.calls;
    expect(create?.body).toMatchObject({
      logGroupName: '/phase-mirror/local/runtime',
      logStreamName: expect.stringMatching(/^\d{4}-\d\d-\d\d\/[0-9a-f]{16}$/),
    });
    const events = put?.body['logEvents'] as { message: string }[];
    expect(events.map(({ message }) => (JSON.parse(message) as { n: number }).n)).toEqual([1, 2]);
  });

  it('goes on when the stream is there already: the answer was lost', async () => {
    server.fault = (_, index) =>
      index === 0
        ? { kind: 'error', status: 400, type: 'ResourceAlreadyExistsException' }
        : undefined;
    shipping.log('evaluation.completed');
    expect((await shipping.flush(10_000)).failed).toBeUndefined();
    expect(logCalls()).toHaveLength(2);
  });

  it('says which log group is missing, and costs the decision nothing', async () => {
    server.fault = () => ({ kind: 'error', status: 400, type: 'ResourceNotFoundException' });
    shipping.log('evaluation.completed');
    expect((await shipping.flush(10_000)).failed).toMatch(
      /CreateLogStream on log group \/phase-mirror\/local\/runtime in eu-central-1: ResourceNotFound/,
    );
  });

  it('sends metrics in batches of values, side by side with the lines', async () => {
    for (let i = 0; i < 400; i += 1) shipping.metric('StoreLatency', i);
    shipping.log('evaluation.completed');
    await shipping.flush(10_000);
    const metrics = server.calls.filter((call) => !call.target.startsWith('Logs_'));
    expect(metrics.length).toBeGreaterThanOrEqual(1);
    expect(metrics.every((call) => /PutMetricData/.test(call.target))).toBe(true);
    expect(logCalls()).toHaveLength(2);
  });

  it('is over at its deadline when nobody answers', async () => {
    server.fault = () => ({ kind: 'silence' });
    shipping.metric('Evaluations', 1);
    shipping.log('evaluation.completed');
    // The shipper's own time-outs would say something else.
    expect((await shipping.flush(200)).failed).toBe('no answer within 200 ms');
  });
});
