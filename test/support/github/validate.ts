import { DESCRIPTION, schemaOf, wrongIn, type JsonSchema, type Matched } from './description.js';

/**
 * What a request has that GitHub's description of the operation does not: parameters of another type,
 * that are unknown, or wanting, and a body of another form. GitHub drops what it does not know without a
 * word, so an unknown name is a mistake that nothing else would show.
 */
export function wrongWithRequest(
  { operation, params }: Matched,
  query: URLSearchParams,
  body: unknown,
): readonly string[] {
  const described = DESCRIPTION.operations[operation] as (typeof DESCRIPTION.operations)[string];
  const wrong: string[] = [];
  const known = described.parameters.filter((one) => one.in === 'query');
  for (const name of new Set(query.keys())) {
    if (!known.some((one) => one.name === name)) wrong.push(`query ${name}: no such parameter`);
  }
  for (const one of described.parameters) {
    const given = one.in === 'query' ? (query.get(one.name) ?? undefined) : params[one.name];
    if (given === undefined) {
      if (one.required) wrong.push(`${one.in} ${one.name}: is missing`);
      continue;
    }
    const found = wrongIn(one.schema, valueOf(schemaOf(one.schema), given));
    wrong.push(...found.map((text) => `${one.in} ${one.name}: ${text}`));
  }
  return [...wrong, ...wrongWithBody(described.body, body)];
}

function wrongWithBody(
  described: (typeof DESCRIPTION.operations)[string]['body'],
  body: unknown,
): readonly string[] {
  if (described === undefined) return body === undefined ? [] : ['body: the operation has none'];
  if (body === undefined) return described.required ? ['body: is missing'] : [];
  const { schema } = described;
  if (schema === undefined) return body instanceof Uint8Array ? [] : ['body: no bytes'];
  if (body instanceof Uint8Array) return ['body: is no JSON'];
  const names = namesOf(schema);
  const unknown = Object.keys(body as object).filter((name) => !names.has(name));
  return [
    ...wrongIn(schema, body).map((text) => `body ${text}`),
    ...unknown.map((name) => `body /${name}: no such property`),
  ];
}

/** Properties of a body, of all its alternatives. */
function namesOf(schema: JsonSchema): ReadonlySet<string> {
  const { properties, ...more } = schemaOf(schema) as { readonly properties?: object };
  const alternatives = ['allOf', 'anyOf', 'oneOf'].flatMap(
    (key) => ((more as JsonSchema)[key] as readonly JsonSchema[] | undefined) ?? [],
  );
  return new Set([
    ...Object.keys(properties ?? {}),
    ...alternatives.flatMap((one) => [...namesOf(one)]),
  ]);
}

/** Words of an address in the type that the description gives them. */
function valueOf({ type }: JsonSchema, text: string): unknown {
  if (type === 'integer' && /^-?\d+$/.test(text)) return Number(text);
  if (type === 'boolean' && /^(?:true|false)$/.test(text)) return text === 'true';
  return type === 'array' ? text.split(',') : text;
}

/** What an answer has that the description of the operation does not. An error of a server has no form. */
export function wrongWithAnswer(
  { operation }: Matched,
  status: number,
  body: unknown,
): readonly string[] {
  const answers = DESCRIPTION.operations[operation]?.answers ?? {};
  if (!Object.hasOwn(answers, String(status))) {
    return status < 400 ? [`status ${status}: the operation does not answer it`] : [];
  }
  const schema = answers[String(status)];
  if (schema !== null && schema !== undefined) {
    return wrongIn(schema, body).map((text) => `answer ${text}`);
  }
  const bare = body === undefined || status >= 400;
  return bare ? [] : ['answer: the operation has no body here'];
}
