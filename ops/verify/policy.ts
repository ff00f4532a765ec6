/** One statement of an IAM or resource policy, with every scalar turned into a list. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly Principal[];
  readonly hasNotPrincipal: boolean;
  readonly conditions: readonly Condition[];
}

interface Principal {
  readonly kind: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser' | 'any';
  readonly value: string;
}

interface Condition {
  /** `StringEquals`, `StringLike`, `Bool`, … */
  readonly operator: string;
  /** `aws:SourceAccount`, lower-cased: IAM's condition keys do not distinguish case. */
  readonly key: string;
  readonly values: readonly string[];
}

type Json = Record<string, unknown>;
const list = (value: unknown): readonly string[] =>
  value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String);
const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {};

/** Parses a policy document, URL-encoded as IAM answers it or plain. Throws SyntaxError. */
export function parsePolicy(document: string): readonly Statement[] {
  const text = document.trimStart().startsWith('{') ? document : decodeURIComponent(document);
  const statements = (JSON.parse(text) as { readonly Statement?: unknown }).Statement ?? [];
  return (Array.isArray(statements) ? statements : [statements]).map((raw) => {
    const s = object(raw);
    return {
      effect: s['Effect'] === 'Deny' ? 'Deny' : 'Allow',
      actions: list(s['Action']),
      notActions: list(s['NotAction']),
      resources: list(s['Resource']),
      principals: principalsOf(s['Principal']),
      hasNotPrincipal: s['NotPrincipal'] !== undefined,
      conditions: Object.entries(object(s['Condition'])).flatMap(([operator, keys]) =>
        Object.entries(object(keys)).map(([key, values]) => ({
          operator,
          key: key.toLowerCase(),
          values: list(values),
        })),
      ),
    };
  });
}

function principalsOf(raw: unknown): readonly Principal[] {
  if (raw === '*') return [{ kind: 'any', value: '*' }];
  return Object.entries(object(raw)).flatMap(([kind, values]) =>
    list(values).map((value): Principal =>
      kind === 'AWS' && value === '*'
        ? { kind: 'any', value }
        : { kind: kind as Principal['kind'], value },
    ),
  );
}

/** Keys whose value ties a request to callers that the policy names. */
const TYING = [
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceowner',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'kms:calleraccount',
  // CloudWatch Logs names the log group here, and sends no source account.
  'kms:encryptioncontext:aws:logs:arn',
];
const BINDING = /^(ForAllValues:|ForAnyValue:)?(String|Arn)(Equals|Like|EqualsIgnoreCase)$/;

/** Whether only callers of named accounts, organisations or ARNs satisfy the statement. */
export function isTied(statement: Statement): boolean {
  return statement.conditions.some(
    ({ operator, key, values }) =>
      TYING.includes(key) &&
      BINDING.test(operator) &&
      !operator.startsWith('ForAllValues:') &&
      values.length > 0 &&
      values.every((value) => !/^\*+$/.test(value)),
  );
}

/** Statements that allow something to anybody in the world. */
export function publicStatements(statements: readonly Statement[]): readonly Statement[] {
  return statements.filter(
    (s) =>
      s.effect === 'Allow' &&
      (s.hasNotPrincipal || s.principals.some((p) => p.kind === 'any')) &&
      !isTied(s),
  );
}

/** Whether a statement denies its actions to everybody, whatever the circumstances. */
export const deniesEverybody = (s: Statement): boolean =>
  s.effect === 'Deny' && s.conditions.length === 0 && s.principals.some((p) => p.kind === 'any');

/** Whether the policy denies everybody everything on the bucket and its objects without TLS. */
export function refusesPlainHttp(statements: readonly Statement[], bucket: string): boolean {
  const arn = `arn:aws:s3:::${bucket}`;
  const covered = statements
    .filter(
      (s) =>
        s.effect === 'Deny' &&
        s.principals.some((p) => p.kind === 'any') &&
        s.actions.some((action) => action === 's3:*' || action === '*') &&
        s.conditions.length === 1 &&
        s.conditions.every(
          (c) =>
            c.operator === 'Bool' && c.key === 'aws:securetransport' && c.values.join() === 'false',
        ),
    )
    .flatMap((s) => s.resources);
  const covers = (resource: string): boolean => covered.includes('*') || covered.includes(resource);
  return covers(arn) && covers(`${arn}/*`);
}
