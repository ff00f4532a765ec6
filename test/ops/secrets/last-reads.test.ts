/**
 * The emulator knows no LookupEvents. Answered here at the level of HTTP, with events in the shape that
 * CloudTrail records: a read, a page of one, a refused read (no parameters are recorded of it), another path.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { awsClients, type AwsClients } from '../../../ops/aws/clients.js';
import { lastReads } from '../../../ops/secrets/last-reads.js';

const PATH = '/guardian/staging';
const NOW = Date.parse('2026-11-22T10:00:00Z');
const DAY_SECONDS = 86_400;

interface Query {
  readonly LookupAttributes: readonly object[];
  readonly StartTime: number;
  readonly NextToken?: string;
}

let server: Server | undefined;
let clients: AwsClients | undefined;
afterEach(() => {
  clients?.close();
  server?.closeAllConnections();
  server?.close();
});

/** Clients of a CloudTrail that answers page by page. */
async function trail(
  answer: (query: Query, call: number) => { readonly status?: number; readonly body: object },
): Promise<{ clients: AwsClients; asked: Query[]; targets: Set<unknown> }> {
  const asked: Query[] = [];
  const targets = new Set<unknown>();
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      targets.add(request.headers['x-amz-target']);
      const query = JSON.parse(body) as Query;
      const { status = 200, body: said } = answer(query, asked.length);
      asked.push(query);
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(said));
    });
  });
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  const env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'verysecretkey',
  };
  clients = awsClients(env, 'eu-central-1', { attempts: 1 });
  return { clients, asked, targets };
}

const role = (name: string, session: string): object => ({
  type: 'AssumedRole',
  principalId: `AROAEXAMPLE:${session}`,
  arn: `arn:aws:sts::123456789012:assumed-role/${name}/${session}`,
  accountId: '123456789012',
  sessionContext: { sessionIssuer: { type: 'Role', userName: name } },
});

/** An event as LookupEvents answers it: the record itself is a text in it. */
function read(
  at: string,
  userIdentity: object,
  Username: string | undefined,
  more: Readonly<Record<string, unknown>> = {},
): object {
  return {
    EventId: `id-${at}`,
    EventName: 'GetParametersByPath',
    EventSource: 'ssm.amazonaws.com',
    EventTime: Date.parse(at) / 1000,
    ReadOnly: 'true',
    ...(Username === undefined ? {} : { Username }),
    Resources: [],
    CloudTrailEvent: JSON.stringify({
      eventVersion: '1.11',
      userIdentity,
      eventTime: at,
      eventSource: 'ssm.amazonaws.com',
      eventName: 'GetParametersByPath',
      awsRegion: 'eu-central-1',
      requestParameters: { path: PATH, withDecryption: true },
      responseElements: null,
      readOnly: true,
      eventType: 'AwsApiCall',
      managementEvent: true,
      ...more,
    }),
  };
}

describe('who read the secrets lately', () => {
  it('is the last read of each role and session, over all pages of the week', async () => {
    const oracle = role('phase-mirror-staging-oracle', 'GitHubActions');
    const operator = role('phase-mirror-staging-operator', 'GitHubActions');
    const {
      clients: at,
      asked,
      targets,
    } = await trail(({ NextToken }) => ({
      body:
        NextToken === undefined
          ? {
              Events: [
                read('2026-11-22T09:00:00Z', oracle, 'GitHubActions'),
                read('2026-11-22T08:00:00Z', oracle, 'GitHubActions'),
              ],
              NextToken: 'more',
            }
          : {
              Events: [
                read('2026-11-20T08:00:00Z', operator, 'GitHubActions'),
                read('2026-11-19T08:00:00Z', { type: 'IAMUser', userName: 'eve' }, 'eve'),
                read('2026-11-18T08:00:00Z', { type: 'Root' }, undefined),
              ],
            },
    }));
    expect(await lastReads(at, PATH, NOW)).toEqual({
      reads: [
        { who: 'phase-mirror-staging-oracle/GitHubActions', at: '2026-11-22T09:00:00.000Z' },
        { who: 'phase-mirror-staging-operator/GitHubActions', at: '2026-11-20T08:00:00.000Z' },
        { who: 'eve', at: '2026-11-19T08:00:00.000Z' },
        { who: 'Root', at: '2026-11-18T08:00:00.000Z' },
      ],
    });
    expect([...targets]).toEqual([expect.stringMatching(/CloudTrail_20131101\.LookupEvents$/)]);
    expect(asked.map(({ NextToken }) => NextToken)).toEqual([undefined, 'more']);
    for (const { LookupAttributes, StartTime } of asked) {
      expect(LookupAttributes).toEqual([
        { AttributeKey: 'EventName', AttributeValue: 'GetParametersByPath' },
      ]);
      expect(StartTime).toBe(NOW / 1000 - 7 * DAY_SECONDS);
    }
  });

  it('is nobody who was refused, who read another path, or who read no values', async () => {
    const eve = { type: 'IAMUser', userName: 'eve' };
    const of = (requestParameters: object | null, more = {}): object =>
      read('2026-11-22T09:00:00Z', eve, 'eve', { requestParameters, ...more });
    const { clients: at } = await trail(() => ({
      body: {
        Events: [
          of(null, { errorCode: 'AccessDenied', errorMessage: 'eve is not authorized' }),
          of({ path: '/guardian/production', withDecryption: true }),
          of({ path: `${PATH}/retired`, withDecryption: true }),
          of({ path: PATH }),
          of({ path: PATH, withDecryption: false }),
          { EventName: 'GetParametersByPath', CloudTrailEvent: 'no JSON' },
        ],
      },
    }));
    expect(await lastReads(at, PATH, NOW)).toEqual({ reads: [] });
  });

  it.each(['/guardian', '/', '/guardian/', `${PATH}/`])(
    'is whoever read all below %s as well',
    async (path) => {
      const eve = { type: 'IAMUser', userName: 'eve' };
      const recursive = path !== `${PATH}/`;
      const requestParameters = { path, withDecryption: true, ...(recursive ? { recursive } : {}) };
      const { clients: at } = await trail(() => ({
        body: { Events: [read('2026-11-22T09:00:00Z', eve, 'eve', { requestParameters })] },
      }));
      expect((await lastReads(at, PATH, NOW)).reads.map(({ who }) => who)).toEqual(['eve']);
    },
  );

  it('says when the trail holds more than was looked at', async () => {
    const eve = { type: 'IAMUser', userName: 'eve' };
    const { clients: at, asked } = await trail((_, call) => ({
      body: {
        Events: [read('2026-11-22T09:00:00Z', eve, 'eve')],
        NextToken: `page-${call + 1}`,
      },
    }));
    const { reads, unknown } = await lastReads(at, PATH, NOW);
    expect(reads).toHaveLength(1);
    expect(unknown).toMatch(/more than 500 .*before 2026-11-22T09:00/);
    expect(asked).toHaveLength(10);
  });

  it.each([
    [
      'refuses',
      {
        __type: 'AccessDeniedException',
        message: 'not authorized to perform: cloudtrail:LookupEvents',
      },
      /AccessDeniedException.*LookupEvents/,
    ],
    ['knows no such call', { __type: 'UnknownOperationException' }, /UnknownOperationException/],
  ])('is not known where AWS %s it, and that is no empty list', async (_, body, why) => {
    const { clients: at } = await trail(() => ({ status: 400, body }));
    const { reads, unknown } = await lastReads(at, PATH, NOW);
    expect(reads).toEqual([]);
    expect(unknown).toMatch(why);
  });
});
