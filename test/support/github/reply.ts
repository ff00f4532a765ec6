import { complete } from './complete.js';
import { DESCRIPTION, type Matched } from './description.js';
import type { FaultAnswer } from './faults.js';
import type { Call, Handled, Handler } from './handler.js';
import { Refusal } from './state.js';
import { wrongWithAnswer } from './validate.js';

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  /** Sent in place of JSON. */
  readonly raw?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What GitHub answers with this state. */
export function replyOf(handler: Handler, call: Call, url: URL): Reply {
  const reply = handledBy(handler, call, url);
  const { scopes } = call.state;
  if (scopes === undefined) return reply;
  return { ...reply, headers: { ...reply.headers, 'x-oauth-scopes': scopes } };
}

/** What a handler answers, cut into pages; what GitHub refuses is an answer as well. */
function handledBy(handler: Handler, call: Call, url: URL): Reply {
  try {
    const handled = handler(call);
    if (handled.bytes !== undefined) return { status: handled.status, raw: handled.bytes };
    return handled.list === undefined ? handled : pageOf(handled, handled.list, url);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, message, errors } = error;
    return { status, body: refused(status, message, errors === undefined ? {} : { errors }) };
  }
}

const refused = (status: number, message: string, more: object = {}): object => ({
  message,
  documentation_url: 'https://docs.github.com/rest',
  status: String(status),
  ...more,
});

const PER_PAGE = 30;
const MOST_PER_PAGE = 100;

/** One page of a list, with the addresses of the others. */
function pageOf({ status, key }: Handled, list: readonly unknown[], url: URL): Reply {
  const size = Math.min(Number(url.searchParams.get('per_page') ?? PER_PAGE), MOST_PER_PAGE);
  const page = Math.max(1, Number(url.searchParams.get('page') ?? 1));
  const items = list.slice((page - 1) * size, page * size);
  const body = key === undefined ? items : { total_count: list.length, [key]: items };
  const last = Math.max(1, Math.ceil(list.length / size));
  const link = (rel: string, to: number): string => {
    const other = new URL(url);
    other.searchParams.set('page', String(to));
    return `<${other.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link('prev', page - 1), link('first', 1)] : []),
    ...(page < last ? [link('next', page + 1), link('last', last)] : []),
  ];
  return { status, body, ...(links.length === 0 ? {} : { headers: { link: links.join(', ') } }) };
}

export function faultAnswer({ status, message = '', headers, text }: FaultAnswer): Reply {
  return {
    status,
    ...(text === undefined ? { body: refused(status, message) } : { raw: text }),
    ...(headers === undefined ? {} : { headers }),
  };
}

/** An answer that is completed, and what it has that the description has not. */
export function answered(
  at: Matched,
  { status, body, raw, headers }: Reply,
): { readonly response: Response; readonly wrong: readonly string[] } {
  const schema = DESCRIPTION.operations[at.operation]?.answers[String(status)];
  const whole =
    schema === null || schema === undefined || body === undefined ? body : complete(schema, body);
  const content = raw ?? (whole === undefined ? null : JSON.stringify(whole));
  const response = new Response(content as string | Uint8Array<ArrayBuffer> | null, {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  });
  return { response, wrong: raw === undefined ? wrongWithAnswer(at, status, whole) : [] };
}
