import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { REQUESTS } from '../../ops/pages/scale-page.js';
import { evaluate } from '../../runtime/src/oracle.js';
import { nonceCache } from '../../runtime/src/privacy/index.js';
import { openStores } from '../../runtime/src/stores/index.js';
import { silentTelemetry } from '../../runtime/src/telemetry/index.js';
import { faultServer, type Call } from '../fault/fault-server.js';
import { names } from '../fault/scene.js';
import { factsOf, SETTINGS, UNSOUND } from '../runtime/oracle/parts.js';

/** What a store with one nonce and nothing else answers. */
function healthy({ target }: Call): object | undefined {
  if (!target.endsWith('GetParametersByPath')) return undefined;
  const Name = names.parameters.secret('nonce', 1);
  const LastModifiedDate = Date.now() / 1000 - 86_400;
  return { Parameters: [{ Name, Value: 'ab'.repeat(32), LastModifiedDate }] };
}

it('the requests of docs/scale.md are those that an evaluation makes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'phase-mirror-scale-'));
  const server = await faultServer();
  server.answer = healthy;
  const stores = await openStores({
    store: 'aws',
    scope: names.scope,
    env: { AWS_ENDPOINT_URL: server.endpoint, XDG_STATE_HOME: folder },
    aws: { credentials: { accessKeyId: 'x', secretAccessKey: 'y' } },
  });
  try {
    const facts = await factsOf(UNSOUND);
    const report = await evaluate(() => Promise.resolve(facts), SETTINGS, {
      stores,
      nonces: nonceCache({ parameters: stores.parameters }),
      telemetry: silentTelemetry,
    });
    const keysRead = server.calls
      .filter(({ target }) => target.endsWith('.BatchGetItem'))
      .flatMap(({ body }) => Object.values(body['RequestItems'] as Record<string, { Keys: [] }>))
      .reduce((sum, { Keys }) => sum + Keys.length, 0);
    const seen = new Map<string, number>();
    for (const { target } of server.calls) {
      const operation = target.split('.')[1] ?? '';
      seen.set(operation, (seen.get(operation) ?? 0) + 1);
    }
    const findings = new Set(report.findings.map(({ fingerprint }) => fingerprint)).size;
    const blocking = seen.get('UpdateItem') ?? 0;
    expect(Object.fromEntries(seen)).toEqual({
      GetParametersByPath: REQUESTS.secrets,
      GetParameters: REQUESTS.thresholds,
      BatchGetItem: REQUESTS.batchedReads,
      PutItem: findings * REQUESTS.writesAFinding,
      UpdateItem: blocking * REQUESTS.writesABlockingRule,
    });
    expect(keysRead).toBe(REQUESTS.fixedKeys + findings * REQUESTS.keysAFinding);
  } finally {
    stores.close();
    await server.close();
    rmSync(folder, { recursive: true });
  }
});

it.each([
  ['16 shards', 'dynamodb/keys.ts', "[...'0123456789abcdef']"],
  ['above 32 findings, transactions', 'dynamodb/record.ts', 'ALONE = 32'],
  ['transactions of 100', 'dynamodb/table.ts', 'BATCH = 100'],
  ['one more, side by side, for every 100', 'dynamodb/batch-get.ts', 'MOST_KEYS = 100'],
  ['20,000 counted blocks', 'dynamodb/block-counter.ts', 'MOST_BLOCKS = 20_000'],
  ['10,000 events of a window', 'retention.ts', 'MAX_WINDOW = 10_000'],
])('%s, as docs/scale.md says, is what %s does', (says, file, code) => {
  const at = (path: string): string =>
    readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  expect(at('docs/scale.md')).toContain(says);
  expect(at(`runtime/src/stores/${file}`)).toContain(code);
});
