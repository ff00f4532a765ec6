import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { PROJECT, namesFor, type Scope } from '../../runtime/src/names/index.js';

/** An AWS on loopback that answers every call after the same time, 0 at once, and holds nothing but one nonce. */
export interface AwsStub {
  readonly endpoint: string;
  stop(): Promise<void>;
}

export const STUB_SCOPE: Scope = {
  project: PROJECT,
  environment: 'local',
  account: '000000000000',
  region: 'eu-central-1',
};

/** Runs in a thread of its own, so that its work does not lengthen what is measured. */
const SERVER = `
const { parentPort, workerData } = require('node:worker_threads');
const http = require('node:http');
const answers = {
  'AmazonSSM.GetParametersByPath': () => ({ Parameters: [workerData.nonce] }),
  'AmazonSSM.GetParameters': () => ({ Parameters: [], InvalidParameters: [] }),
  'DynamoDB_20120810.BatchGetItem': (body) => ({
    Responses: Object.fromEntries(Object.keys(body.RequestItems).map((table) => [table, []])),
    UnprocessedKeys: {},
  }),
  'DynamoDB_20120810.PutItem': () => ({}),
  'DynamoDB_20120810.UpdateItem': () => ({ Attributes: { total: { N: '1' } } }),
};
const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const due = performance.now() + workerData.delayMs;
    const answer = answers[request.headers['x-amz-target']];
    const body = JSON.stringify(answer ? answer(JSON.parse(Buffer.concat(chunks))) : { __type: 'UnknownOperation' });
    const send = () => {
      // Timers end up to a millisecond late: the last one is waited for awake.
      while (performance.now() < due);
      response.writeHead(answer ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(body);
    };
    if (workerData.delayMs === 0) send();
    else setTimeout(send, workerData.delayMs - 1);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

export async function startAwsStub(delayMs: number): Promise<AwsStub> {
  const nonce = {
    Name: namesFor(STUB_SCOPE).parameters.secret('nonce', 1),
    Type: 'SecureString',
    Value: 'ab'.repeat(32),
    LastModifiedDate: Date.now() / 1000 - 60,
  };
  const worker = new Worker(SERVER, { eval: true, workerData: { delayMs, nonce } });
  const [port] = (await once(worker, 'message')) as [number];
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => void (await worker.terminate()),
  };
}
