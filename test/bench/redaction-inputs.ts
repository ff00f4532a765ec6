/** Texts for measuring the redactor: what it meets, and what was made to hurt it. */

const AT = Date.parse('2026-11-22T00:00:00.000Z');

/** A CI log of about `bytes` bytes: steps, paths, digests, versions, and now and then a secret. */
export function realisticLog(bytes: number): string {
  const lines: string[] = [];
  let size = 0;
  for (let i = 0; size < bytes; i += 1) {
    const time = new Date(AT + i * 137).toISOString();
    const digest = (0x9e3779b9 * (i + 1))
      .toString(16)
      .replace('.', '')
      .padEnd(40, '7')
      .slice(0, 40);
    // A secret or an address in every tenth line: more than most logs have.
    const from = i % 2 === 0 ? LINES : ORDINARY;
    const line = from[Math.floor(i / 2) % from.length]?.(i, digest) ?? '';
    const full = `${time} ${line}`;
    lines.push(full);
    size += full.length + 1;
  }
  return lines.join('\n').slice(0, bytes);
}

const LINES: readonly ((i: number, digest: string) => string)[] = [
  (i) => `##[group]Run npm ci --ignore-scripts (step ${i})`,
  (_, d) => `Download action repository 'actions/checkout@v4.2.2' (SHA:${d})`,
  (i) => `[command]/usr/bin/git -c protocol.version=2 fetch --depth=1 origin refs/pull/${i}/merge`,
  (i) => `added ${i} packages, and audited ${i + 7} packages in 12s`,
  (_, d) => `HEAD is now at ${d.slice(0, 8)} Merge ${d} into main`,
  (i) =>
    `PASS test/runtime/stores/window.test.ts (${i % 90}.12 s) > keeps the newest events of a rule`,
  (i) => `  at Object.<anonymous> (/home/runner/work/app/app/src/policy/decision.ts:${i}:17)`,
  (i) =>
    `info: request GET /api/v1/findings?page=${i}&limit=100 took 12.5ms status=200 bytes=18231`,
  (i) => `connection from 10.1.${i % 256}.17:51${i % 1000} user=ci-bot session=active`,
  (_, d) => `cache key: node-cache-Linux-x64-npm-${d}${d.slice(0, 24)}`,
  (i) => `warning: module "left-pad" v1.3.0 is deprecated, use String.prototype.padStart() (${i})`,
  (i) => `npm warn deprecated glob@7.2.3: Glob versions prior to v9 are no longer supported ${i}`,
  (i) =>
    `{"level":30,"time":17637${i},"msg":"evaluated","rule":"MD-001","outcome":"allow","ms":3.2}`,
  (i) => `Notified maintainer-${i % 50}@example.org about 3 findings`,
  (i) =>
    `    env: CI=true NODE_ENV=test DATABASE_URL=postgres://ci:pw${i % 100}x@localhost:5432/app`,
  () => 'arn:aws:dynamodb:eu-central-1:123456789012:table/phase-mirror-local-fp-events is ACTIVE',
];

const ORDINARY = LINES.filter((make) => !/pw|@example|10\.1/.test(make(1, '')));

const repeat = (piece: string, bytes: number): string =>
  piece.repeat(Math.ceil(bytes / piece.length)).slice(0, bytes);

/** Numbered pieces, so that no token is made twice. */
const numbered = (piece: (i: number) => string, bytes: number): string => {
  let text = '';
  for (let i = 0; text.length < bytes; i += 1) text += piece(i);
  return text.slice(0, bytes);
};

type Input = readonly [name: string, make: (bytes: number) => string];

const inputs: readonly Input[] = [
  ['one letter', (n) => repeat('a', n)],
  ['one digit', (n) => repeat('1', n)],
  ['local part without end', (n) => `${repeat('a.', n - 1)}@`],
  ['at signs', (n) => repeat('@', n)],
  ['almost addresses', (n) => repeat('a@a.', n)],
  ['long local parts', (n) => repeat(`${'a'.repeat(70)}@`, n)],
  ['long domains', (n) => repeat(`a@${'b.'.repeat(130)}`, n)],
  ['distinct addresses', (n) => numbered((i) => `${i.toString(36)}@b.co `, n)],
  [
    'distinct IPv4',
    (n) => numbered((i) => `1.${(i >> 14) % 256}.${(i >> 7) & 127}.${i & 127} `, n),
  ],
  ['dots and digits', (n) => repeat('1.', n)],
  ['colons', (n) => repeat(':', n)],
  ['double colons', (n) => repeat('::1', n)],
  ['almost IPv6', (n) => repeat('2001:db8:1:2:3:4:5:', n)],
  ['short IPv6', (n) => repeat('a:', n)],
  ['equals signs', (n) => repeat('=', n)],
  ['keys without values', (n) => repeat('password=', n)],
  ['keys with open quotes', (n) => repeat('password="', n)],
  ['keys with alternating quotes', (n) => repeat(`pwd="pwd='`, n)],
  ['keys with escapes', (n) => repeat('pwd="\\', n)],
  ['keys and blanks', (n) => repeat('token:                               ', n)],
  ['weak keys', (n) => repeat('token:', n)],
  ['weak keys and digits', (n) => repeat('auth=a1', n)],
  ['yaml keys', (n) => repeat('password: ', n)],
  ['long keys', (n) => repeat(`${'k'.repeat(62)}d=`, n)],
  ['templates', (n) => repeat('pwd=${{', n)],
  ['open templates', (n) => repeat('pwd: a ${', n)],
  ['URLs', (n) => repeat('https://', n)],
  ['URLs with users', (n) => repeat('a://b:c', n)],
  ['one URL', (n) => `https://${repeat('a:', n - 8)}`],
  ['PEM beginnings', (n) => repeat('-----BEGIN PRIVATE KEY-----', n)],
  ['PEM beginnings of nothing', (n) => repeat('-----BEGIN ', n)],
  ['an open PEM block', (n) => `-----BEGIN RSA PRIVATE KEY-----\n${repeat('MIIE+/=\n', n - 32)}`],
  ['hyphens', (n) => repeat('-', n)],
  ['JWT beginnings', (n) => repeat('eyJ', n)],
  ['JWT beginnings with hyphens', (n) => repeat('eyJ-', n)],
  ['JWT segments', (n) => repeat('eyJaaaaaaaa.', n)],
  ['almost JWTs', (n) => repeat('eyJaaaaaaaa.a!', n)],
  ['vendor beginnings', (n) => repeat('ghp_', n)],
  ['vendor tokens', (n) => repeat(`ghp_${'a'.repeat(36)} `, n)],
  ['almost vendor tokens', (n) => repeat(`glpat-${'a'.repeat(19)} `, n)],
  ['access keys', (n) => repeat('AKIAAAAAAAAAAAAAAAAA ', n)],
  ['bearers', (n) => repeat('bearer ', n)],
  ['long bearers', (n) => repeat(`bearer ${'a'.repeat(4096)} `, n)],
  ['basics', (n) => repeat('basic aaaaaaaa', n)],
  ['authorizations', (n) => repeat('authorization: basic ', n)],
  ['phones', (n) => repeat('+1 ', n)],
  ['long phones', (n) => repeat('+123456789012345', n)],
  ['plus signs', (n) => repeat('+1', n)],
  ['brackets', (n) => repeat('[', n)],
  ['almost tokens', (n) => repeat('[redacted:', n)],
  ['tokens', (n) => repeat('[redacted:email:v1:0123456789ab]', n)],
  ['beyond ASCII', (n) => repeat('é😀', n)],
  ['line ends', (n) => repeat('\n', n)],
] satisfies readonly (readonly [string, (bytes: number) => string])[];

/** Inputs that drive naive patterns into quadratic time, or make the most work that there is. */
export const ADVERSARIAL: readonly Input[] = inputs;
