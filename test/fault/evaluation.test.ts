/**
 * Design section 6 through the real SDK: every fault on every operation of an evaluation, and what the
 * evaluation makes of it.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Facts } from '../../runtime/src/facts/index.js';
import { evaluate } from '../../runtime/src/oracle.js';
import { nonceCache } from '../../runtime/src/privacy/index.js';
import type { Report } from '../../runtime/src/report/report.js';
import { openStores, type Stores } from '../../runtime/src/stores/index.js';
import { silentTelemetry } from '../../runtime/src/telemetry/index.js';
import { factsOf, SETTINGS, UNSOUND } from '../runtime/oracle/parts.js';
import { faultServer, type Call, type Fault, type FaultServer } from './fault-server.js';
import { FAULTS } from './operations.js';
import { ATTEMPTS, names } from './scene.js';

const DEADLINE_MS = 6_000;
const NONCE_AGE_S = 86_400;

let facts: Facts;
let folder: string;
let server: FaultServer;
let stores: Stores;
beforeAll(async () => {
  facts = await factsOf(UNSOUND);
  folder = mkdtempSync(join(tmpdir(), 'phase-mirror-evaluation-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const open = (answerMs: number): Promise<Stores> =>
  openStores({
    store: 'aws',
    scope: names.scope,
    env: { AWS_ENDPOINT_URL: server.endpoint, XDG_STATE_HOME: folder },
    aws: {
      credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
      patience: { attempts: ATTEMPTS, connectMs: 2_000, answerMs, deadlineMs: DEADLINE_MS },
    },
  });
beforeEach(async () => {
  server = await faultServer();
  server.answer = healthy;
  stores = await open(3_000);
});
afterEach(async () => {
  stores.close();
  rmSync(stores.spool.file, { force: true });
  await server.close();
});

function healthy({ target }: Call): object | undefined {
  if (!target.endsWith('GetParametersByPath')) return undefined;
  const LastModifiedDate = Date.now() / 1000 - NONCE_AGE_S;
  const Name = names.parameters.secret('nonce', 1);
  return { Parameters: [{ Name, Value: 'ab'.repeat(32), LastModifiedDate }] };
}

const run = (): Promise<Report> =>
  evaluate(() => Promise.resolve(facts), SETTINGS, {
    stores,
    nonces: nonceCache({ parameters: stores.parameters }),
    telemetry: silentTelemetry,
  });

const on =
  (operation: string, fault: Fault) =>
  (call: Call): Fault | undefined =>
    call.target.endsWith(`.${operation}`) ? fault : undefined;

const spooled = (): readonly string[] =>
  readFileSync(stores.spool.file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { kind: string }).kind);

/** What is said in the report when the operation cannot be done; the decision stays a block. */
const DEGRADED: readonly (readonly [string, readonly RegExp[]])[] = [
  ['GetParameters', [/^thresholds unreadable, built-in ones are used: /]],
  ['BatchGetItem', [/^false positives are not filtered: /, /^block counter unreadable: /]],
  ['PutItem', [/^events are kept for the next run: /]],
  ['UpdateItem', [/^block counts are kept for the next run: /]],
];

it('without a fault blocks, and nothing is degraded', async () => {
  const report = await run();
  expect(report).toMatchObject({ decision: { outcome: 'block' }, degraded: [] });
});

describe.each(FAULTS)('%s that lasts', (_, retried, fault) => {
  beforeEach(async () => {
    if (fault.kind !== 'silence' && fault.kind !== 'half') return;
    stores.close();
    stores = await open(500);
  });
  const asked = (operation: string): number =>
    server.calls.filter(({ target }) => target.endsWith(`.${operation}`)).length;

  it('on the nonces: no report leaves, exit 3', async () => {
    server.fault = on('GetParametersByPath', fault);
    await expect(run()).rejects.toMatchObject({
      code: 'PM-4001',
      exit: 3,
      what: 'nonce versions at SSM /guardian/local (eu-central-1)',
    });
    expect(asked('GetParametersByPath')).toBe(retried ? ATTEMPTS : 1);
  });

  it.each(DEGRADED)('on %s: the block stands, and it is said', async (operation, said) => {
    server.fault = on(operation, fault);
    const report = await run();
    expect(report.decision.outcome).toBe('block');
    for (const form of said) {
      expect(report.degraded).toContainEqual(expect.stringMatching(form));
    }
    expect(asked(operation)).toBeGreaterThan(0);
    if (operation === 'PutItem') expect(spooled()).toEqual(['events']);
    if (operation === 'UpdateItem') expect(spooled()).toEqual(['blocks']);
  });
});

describe('a batch that stays partial', () => {
  it('is unreadable: nothing is filtered, the breaker stays closed, and it is said', async () => {
    server.answer = (call) => {
      const items = call.body['RequestItems'];
      if (!call.target.endsWith('BatchGetItem')) return healthy(call);
      return { Responses: {}, UnprocessedKeys: items as object };
    };
    const report = await run();
    expect(report.decision.outcome).toBe('block');
    expect(report.degraded).toContainEqual(
      expect.stringMatching(/^false positives are not filtered/),
    );
    expect(report.degraded).toContainEqual(expect.stringMatching(/^block counter unreadable/));
  });
});

describe('nonces that are not there', () => {
  it('are authoritative: no report leaves', async () => {
    server.answer = ({ target }) =>
      target.endsWith('GetParametersByPath') ? { Parameters: [] } : undefined;
    await expect(run()).rejects.toMatchObject({ code: 'PM-4001', why: 'the store holds none' });
  });
});
