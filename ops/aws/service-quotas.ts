import { setTimeout as wait } from 'node:timers/promises';
import type { AwsClients } from './clients.js';

/** A quota of the account in the clients' region. */
export interface ServiceQuota {
  readonly code: string;
  readonly name: string;
  readonly value: number;
}

const ATTEMPTS = 3;
const ATTEMPT_MS = 8_000;

/**
 * Every quota of a service as it is in force for the account, all pages. Service Quotas' own client is
 * not among the project's packages: the request is JSON, signed as the SDK signs those of SSM. Throws
 * an error with `$metadata`, as the SDK does.
 */
export async function listServiceQuotas(
  clients: Pick<AwsClients, 'ssm' | 'target'>,
  ServiceCode: string,
): Promise<readonly ServiceQuota[]> {
  const found: ServiceQuota[] = [];
  let NextToken: string | undefined;
  do {
    const page = await callQuotas<QuotaPage>(clients, 'ListServiceQuotas', {
      ServiceCode,
      ...(NextToken === undefined ? {} : { NextToken }),
    });
    // An answer without a list is not an empty list.
    if (page.Quotas === undefined) throw failed('MalformedAnswer', 'no Quotas', 200);
    for (const { QuotaCode = '', QuotaName = '', Value } of page.Quotas) {
      if (typeof Value === 'number') found.push({ code: QuotaCode, name: QuotaName, value: Value });
    }
    NextToken = page.NextToken ?? undefined;
  } while (NextToken !== undefined);
  return found;
}

interface QuotaPage {
  readonly Quotas?: readonly { QuotaCode?: string; QuotaName?: string; Value?: number }[];
  readonly NextToken?: string | null;
}

async function callQuotas<T>(
  clients: Pick<AwsClients, 'ssm' | 'target'>,
  operation: string,
  input: object,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await send(clients, operation, input);
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as T;
    const error = answered(text, response.status);
    const again = response.status >= 500 || /Throttl|TooManyRequests/.test(error.name);
    // 501: the endpoint does not know the call, and will not on the next attempt.
    if (!again || response.status === 501 || attempt === ATTEMPTS) throw error;
    await wait(100 * 2 ** attempt);
  }
}

async function send(
  { ssm, target }: Pick<AwsClients, 'ssm' | 'target'>,
  operation: string,
  input: object,
): Promise<Response> {
  const { region } = target;
  const url = new URL(
    target.endpointOf('SERVICE_QUOTAS') ?? `https://servicequotas.${region}.amazonaws.com`,
  );
  const body = JSON.stringify(input);
  const signer = await ssm.config.signer({
    name: 'sigv4',
    signingName: 'servicequotas',
    signingRegion: region,
    properties: {},
  });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    path: '/',
    query: {},
    headers: {
      host: url.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `ServiceQuotasV20190624.${operation}`,
    },
    body,
  });
  return fetch(url, {
    method: 'POST',
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'host')),
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(ATTEMPT_MS),
  });
}

function answered(text: string, status: number): Error {
  try {
    const { __type = '', message, Message } = JSON.parse(text) as Record<string, string>;
    const name = __type.replace(/^.*#/, '') || `HTTP${status}`;
    return failed(name, message ?? Message ?? name, status);
  } catch {
    return failed(`HTTP${status}`, 'the answer is not JSON', status);
  }
}

const failed = (name: string, message: string, httpStatusCode: number): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
