import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runInNewContext } from 'node:vm';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from '@jest/globals';
import { awsClients, type AwsClients, type ClientOptions } from '../../../ops/aws/clients.js';
import { assertAccount, awsFailure, classify, said } from '../../../ops/aws/failure.js';
import { awsTarget, describeTarget } from '../../../ops/aws/target.js';
import { PhaseMirrorError, renderError } from '../../../runtime/src/errors/index.js';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'verysecretkey' };
const servers: Server[] = [];
const opened: AwsClients[] = [];

afterEach(() => {
  for (const clients of opened.splice(0)) clients.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function connect(
  env: Readonly<Record<string, string>>,
  options: ClientOptions = { attempts: 1 },
): AwsClients {
  const clients = awsClients({ ...KEYS, ...env }, 'eu-central-1', options);
  opened.push(clients);
  return clients;
}

const identity = (account: string): string =>
  `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
const stsError = (code: string, message: string): string =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

async function failureOf(work: Promise<unknown>): Promise<PhaseMirrorError> {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (error instanceof PhaseMirrorError) return error;
  throw new Error(`not a PhaseMirrorError: ${String(error)}`);
}

describe('awsClients', () => {
  it('go to the endpoint given, with the region and key given', async () => {
    let authorization = '';
    const endpoint = await serve((request, response) => {
      authorization = request.headers.authorization ?? '';
      response.end(identity('1'));
    });
    await connect({ AWS_ENDPOINT_URL: endpoint }).sts.send(new GetCallerIdentityCommand({}));
    expect(authorization).toContain('Credential=AKIDEXAMPLE/');
    expect(authorization).toContain('/eu-central-1/sts/');
  });

  it('use the endpoint of a service of its own before the common one', async () => {
    const endpoint = await serve((_, response) => response.end(identity('1')));
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_STS: endpoint };
    const answer = await connect(env).sts.send(new GetCallerIdentityCommand({}));
    expect(answer.Account).toBe('1');
  });

  it('name a bucket in the path, since an endpoint has no host name for each', async () => {
    let url = '';
    const endpoint = await serve((request, response) => {
      url = request.url ?? '';
      response.end();
    });
    await connect({ AWS_ENDPOINT_URL: endpoint }).s3.send(new HeadBucketCommand({ Bucket: 'b1' }));
    expect(url).toMatch(/^\/b1\/?$/);
  });

  it('are made when they are asked for, once', () => {
    const clients = connect({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
    expect(clients.kms).toBe(clients.kms);
  });

  it('give up on a server that never answers', async () => {
    let attempts = 0;
    const endpoint = await serve(() => (attempts += 1));
    const { dynamodb } = connect(
      { AWS_ENDPOINT_URL: endpoint },
      { attempts: 2, requestTimeoutMs: 150 },
    );
    const call = dynamodb.send(new GetItemCommand({ TableName: 't', Key: {} }));
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(attempts).toBe(2);
  });

  it('try again as often as they may when a server is in trouble, and no more', async () => {
    let attempts = 0;
    const endpoint = await serve((_, response) => {
      attempts += 1;
      response.writeHead(500).end();
    });
    const { sts } = connect({ AWS_ENDPOINT_URL: endpoint }, { attempts: 3 });
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toThrow();
    expect(attempts).toBe(3);
  });
});

describe('assertAccount', () => {
  it('lets the right account through', async () => {
    const endpoint = await serve((_, response) => response.end(identity('123456789012')));
    await assertAccount(connect({ AWS_ENDPOINT_URL: endpoint }), '123456789012');
  });

  it('names the present account and the one meant', async () => {
    const endpoint = await serve((_, response) => response.end(identity('999999999999')));
    const clients = connect({ AWS_ENDPOINT_URL: endpoint });
    const error = await failureOf(assertAccount(clients, '123456789012'));
    expect(error.code).toBe('PM-7004');
    expect(renderError(error)).toContain(`AWS at ${endpoint} (eu-central-1): account 999999999999`);
    expect(renderError(error)).toContain('account 123456789012');
  });

  it('names the endpoint where nothing listens', async () => {
    const endpoint = await serve(() => undefined);
    await new Promise((done) => servers.pop()?.close(done));
    const error = await failureOf(assertAccount(connect({ AWS_ENDPOINT_URL: endpoint }), '1'));
    expect(error.code).toBe('PM-7004');
    expect(error.exit).toBe(3);
    expect(error.what).toBe(`AWS at ${endpoint} (eu-central-1)`);
    expect(error.why).toMatch(/^ECONNREFUSED: connect ECONNREFUSED 127\.0\.0\.1/);
    expect(error.remedy).toContain('npm run status');
  });

  it('says that credentials are not accepted, and shows none', async () => {
    const endpoint = await serve((_, response) =>
      response.writeHead(403).end(stsError('InvalidClientTokenId', 'The token is invalid')),
    );
    const error = await failureOf(assertAccount(connect({ AWS_ENDPOINT_URL: endpoint }), '1'));
    expect(error.code).toBe('PM-7004');
    expect(error.why).toBe(
      'the credentials are not accepted: InvalidClientTokenId: The token is invalid',
    );
    expect(renderError(error)).not.toMatch(/AKIDEXAMPLE|verysecretkey/);
  });

  it('leaves an answer of AWS as it is', async () => {
    const endpoint = await serve((_, response) =>
      response.writeHead(403).end(stsError('AccessDenied', 'not authorised')),
    );
    await expect(assertAccount(connect({ AWS_ENDPOINT_URL: endpoint }), '1')).rejects.toMatchObject(
      { name: 'AccessDenied' },
    );
  });
});

describe('classify', () => {
  const coded = (code: string): Error => Object.assign(new Error('x'), { code });
  it.each([
    ['a refused connection', coded('ECONNREFUSED'), 'unreachable'],
    ['a host name that nobody knows', coded('ENOTFOUND'), 'unreachable'],
    ['both addresses of a host', new AggregateError([coded('ECONNREFUSED')]), 'unreachable'],
    ['expired credentials', Object.assign(new Error(), { name: 'ExpiredToken' }), 'credentials'],
    [
      'no credentials',
      Object.assign(new Error(), { name: 'CredentialsProviderError' }),
      'credentials',
    ],
    ['a refusal', Object.assign(new Error(), { name: 'AccessDenied' }), 'answered'],
    ['something thrown that is no error', 'x', 'answered'],
  ] as const)('tells %s', (_, error, kind) => {
    expect(classify(error)).toBe(kind);
  });
});

describe('an error of another realm', () => {
  const foreign = (code: string): unknown => runInNewContext(code);

  it.each([
    ['Object.assign(new Error("refused"), { code: "ECONNREFUSED" })', 'unreachable'],
    ['new AggregateError([Object.assign(new Error(), { code: "ECONNRESET" })])', 'unreachable'],
    ['Object.assign(new Error("no"), { name: "ExpiredToken" })', 'credentials'],
    ['Object.assign(new Error("no"), { name: "AccessDeniedException" })', 'answered'],
  ])('%s is judged as one of our own', (code, kind) => {
    expect(foreign(code)).not.toBeInstanceOf(Error);
    expect(classify(foreign(code))).toBe(kind);
  });

  it('is said in its own words', () => {
    expect(said(foreign('Object.assign(new Error("no route"), { code: "EHOSTUNREACH" })'))).toBe(
      'EHOSTUNREACH: no route',
    );
    expect(said('plain text')).toBe('plain text');
  });
});

describe('what is said', () => {
  it('is the code and the first line', () => {
    const error = Object.assign(new Error('one\ntwo'), { name: 'SignatureDoesNotMatch' });
    expect(said(error)).toBe('SignatureDoesNotMatch: one');
    expect(said(Object.assign(new Error(''), { name: 'NotFound' }))).toBe('NotFound');
    expect(said('plain')).toBe('plain');
  });

  it('names AWS itself by its region, and never the credentials in an endpoint', () => {
    expect(describeTarget(awsTarget({}, 'eu-west-1'))).toBe('AWS in eu-west-1');
    const endpoint = 'http://user:secret@localhost:4566/path';
    expect(describeTarget(awsTarget({ AWS_ENDPOINT_URL: endpoint }, 'eu-west-1'))).toBe(
      'AWS at http://localhost:4566 (eu-west-1)',
    );
    expect(describeTarget(awsTarget({ AWS_ENDPOINT_URL: 'nonsense' }, 'eu-west-1'))).toContain(
      'not a URL',
    );
  });

  it('asks for the network when there is no endpoint to look at', () => {
    const error = Object.assign(new Error('x'), { code: 'EAI_AGAIN' });
    expect(awsFailure(error, awsTarget({}, 'eu-west-1'))).toMatchObject({
      what: 'AWS in eu-west-1',
      remedy: expect.stringContaining('AWS_REGION') as unknown,
    });
  });

  it('keeps what is already an error of ours', () => {
    const ours = awsFailure(Object.assign(new Error('x'), { code: 'EPIPE' }), awsTarget({}, 'r'));
    expect(awsFailure(ours, awsTarget({}, 'r'))).toBe(ours);
  });
});
