import { describe, expect, it } from '@jest/globals';
import { redactor, type Kind } from '../../../runtime/src/privacy/index.js';
import { VENDOR_FORMS } from '../../../runtime/src/privacy/redactor/vendor.js';
import { testRing } from './keys.js';

const redact = (text: string): string => redactor(testRing()).text(text);
/** The redacted text with tokens short: `<email>`. */
const short = (text: string): string =>
  redact(text).replaceAll(/\[redacted:([a-z0-9-]+):v1:[0-9a-f]{12}\]/g, '<$1>');

// Written in parts, so that scanners of other people leave this file alone.
const AKIA = `AKIA${'IOSFODNN7EXAMPLE'}`;
const AWS_SECRET = `wJalrXUtnFEMI/K7MDENG/${'bPxRfiCYEXAMPLEKEY'}`;
const GHP = `ghp_${'16C7e42F292c6912E7710c838347Ae178B4a'}`;
const JWT = `eyJhbGciOiJIUzI1NiJ9.${'eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P'}`;
const pem = (label: string): string =>
  `-----BEGIN ${label}-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQ==\n-----END ${label}-----`;

describe('the redactor removes', () => {
  const vendor = VENDOR_FORMS.flatMap(({ kind, examples }) =>
    examples.map((parts) => [kind, parts.join('')] as const),
  );
  it.each(vendor)('%s in prose, quotes, URLs, lines of a shell: %s', (kind, secret) => {
    for (const around of [
      '$',
      'x $ y',
      '"$"',
      '($)',
      'key: $',
      'T=$',
      '/$?x',
      `\n$\n`,
      '$.',
      '$,$',
    ]) {
      expect(short(around.replaceAll('$', () => secret))).toBe(
        around.replaceAll('$', () => `<${kind}>`),
      );
    }
  });

  const cases: readonly (readonly [Kind, string, string])[] = [
    ['aws-secret-key', `aws_secret_access_key = ${AWS_SECRET}`, 'aws_secret_access_key = $'],
    ['aws-secret-key', `AWS_SECRET_ACCESS_KEY=${AWS_SECRET}`, 'AWS_SECRET_ACCESS_KEY=$'],
    ['aws-secret-key', `"SecretAccessKey": "${AWS_SECRET}",`, '"SecretAccessKey": "$",'],
    ['private-key', pem('PRIVATE KEY'), '$'],
    ['private-key', `key:\n${pem('RSA PRIVATE KEY')}\nnext`, 'key:\n$\nnext'],
    ['private-key', `"${pem('EC PRIVATE KEY').replaceAll('\n', '\\n')}"`, '"$"'],
    ['private-key', `${pem('OPENSSH PRIVATE KEY').slice(0, 70)}\u2026`, '$\u2026'],
    ['authorization', 'Authorization: Bearer abcdef0123456789xyz', 'Authorization: Bearer $'],
    ['authorization', 'authorization: basic dXNlcjpwYXNz', 'authorization: basic $'],
    ['authorization', "-H 'Authorization: token 0123abc'", "-H 'Authorization: token $'"],
    ['authorization', 'sent Bearer abcdef0123456789xyz to it', 'sent Bearer $ to it'],
    ['authorization', 'with Basic dXNlcjpwYXNzd29yZA== here', 'with Basic $ here'],
    ['jwt', `Authorization: Bearer ${JWT}`, 'Authorization: Bearer $'],
    [
      'password',
      'postgres://app:hunter2@db.internal:5432/x',
      'postgres://app:$@db.internal:5432/x',
    ],
    ['password', 'https://u:p%40ss@example.com/?q=1', 'https://u:$@example.com/?q=1'],
    ['password', 'redis://:hunter2@cache:6379', 'redis://:$@cache:6379'],
    ['credential', 'https://0123456789abcdef@github.com/o/r', 'https://$@github.com/o/r'],
    [
      'github-token',
      `https://x-access-token:${GHP}@github.com/o/r`,
      'https://x-access-token:$@github.com/o/r',
    ],
    ['password', 'password=hunter2', 'password=$'],
    ['password', 'PASSWORD = "correct horse battery"', 'PASSWORD = "$"'],
    ['password', 'db_password: correct horse battery # note', 'db_password: $ # note'],
    ['password', "{'passwd': 'it\\'s'}", "{'passwd': '$'}"],
    ['password', '{\\"password\\":\\"hunter2\\"}', '{\\"password\\":\\"$\\"}'],
    [
      'password',
      'Server=db;Database=x;Pwd=hunter2;Encrypt=yes',
      'Server=db;Database=x;Pwd=$;Encrypt=yes',
    ],
    ['password', 'MYSQL_PWD:=hunter2', 'MYSQL_PWD:=$'],
    ['password', '?user=a&password=hunter2&x=1', '?user=a&password=$&x=1'],
    [
      'credential',
      'AccountKey=Zm9vYmFyYmF6Cg==;EndpointSuffix=core',
      'AccountKey=$;EndpointSuffix=core',
    ],
    ['credential', 'client_secret=abc', 'client_secret=$'],
    ['credential', 'api_key: 8f14e45fceea167a5a36', 'api_key: $'],
    [
      'credential',
      '//registry.example/:_authToken=0123456789abcdef',
      '//registry.example/:_authToken=$',
    ],
    ['credential', `env["API_TOKEN"] = 'aB3dE5fG7hI9'`, `env["API_TOKEN"] = '$'`],
    ['github-token', `password=${GHP}`, 'password=$'],
    ['aws-access-key-id', `aws_access_key_id=${AKIA}`, 'aws_access_key_id=$'],
    ['email', 'by Ada <ada.l+x@mail.example.org>.', 'by Ada <$>.'],
    ['email', 'mailto:a@b.co, and more', 'mailto:$, and more'],
    ['ipv4', 'from 10.0.0.1:443, 192.168.1.254/24', 'from $:443, $/24'],
    ['ipv4', 'host=203.0.113.7.', 'host=$.'],
    ['ipv4', '10.0.0.1-10.0.0.5', '$-$'],
    ['ipv6', 'at 2001:db8::8a2e:370:7334 now', 'at $ now'],
    ['ipv6', '[fe80::1]:8080 and ::1, ::ffff:10.0.0.1', '[$]:8080 and $, $'],
    ['ipv6', '2001:0db8:85a3:0000:0000:8a2e:0370:7334: no route', '$: no route'],
    ['phone', 'call +49 (151) 123-45678 or +14155552671.', 'call $ or $.'],
  ];
  it.each(cases)('%s: %s', (kind, text, expected) => {
    expect(short(text)).toBe(expected.replaceAll('$', () => `<${kind}>`));
  });

  it('the secret key that stands beside an access key id', () => {
    expect(short(`${AKIA},${AWS_SECRET}`)).toBe('<aws-access-key-id>,<aws-secret-key>');
    const sha1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';
    expect(short(`${AKIA} ${sha1}`)).toBe(`<aws-access-key-id> ${sha1}`);
  });
});

describe('the redactor keeps', () => {
  it.each([
    'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2',
    'uses: actions/checkout@v4.1.0',
    'pkg@1.2.3-beta.rc, @scope/name@2.0.0, left-pad@^1.0.0',
    '6f1c2a3e-9d4b-4c8f-a1b2-c3d4e5f60718',
    'v1.2.3.4, version 10.2.3.4, version: "1.2.3.4", lib-1.2.3.4.tgz, pkg==1.2.3.4, 10.0.19041.1',
    '1.2.3.4-beta, 1.2.3.4.5, 256.1.1.1, 01.2.3.4',
    '/usr/local/lib/node_modules/@scope/pkg/index.js:12:34',
    'C:\\Users\\build\\work\\a.txt',
    'arn:aws:dynamodb:eu-central-1:123456789012:table/phase-mirror-local-fp-events',
    'some-kebab-case-identifier_and_snake_case_name-v2',
    'npm_config_registry, sk-learn, gh_pages, xoxo, eyJust, AKIA, glpat-, AIza',
    '2026-11-22T00:18:04.123+01:00 12:34:56 1700000000',
    '00:1a:2b:3c:4d:5e, std::vector<int>, a::b, x[1::2], abc::def, 12:34:56:78',
    'id-token: write\ncontents: read\nsecrets: inherit',
    'password: ${{ secrets.DB_PASSWORD }}',
    'token: ${{ github.token }}',
    'PASSWORD=$DB_PASSWORD TOKEN=${TOKEN} secret=$(pass show x)',
    'password = var.db_password',
    'password: string; token: Token; secret: my-secret-name',
    'password=*** token=<token> pwd=null',
    'Error: unexpected token: expected ";"',
    'basic authentication, bearer of news, a Basic plan',
    'git@github.com:octo/example.git',
    'https://github.com/o/r?a=b@c, ssh://git@host/x',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
    '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----',
    '1+1234567890, +0100, +1, a+49151123456789',
    'monkey: banana, keyboard = qwerty1234, compass=NW12345678',
    '@decorator, a@b, user@localhost',
  ])('%s', (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe('tokens', () => {
  const one = redactor(testRing(1));
  const two = redactor(testRing(1, 2));

  it('are equal for equal secrets, whatever found them', () => {
    const a = one.text('x=a@b.co');
    expect(one.text('y: a@b.co')).toBe(a.replace('x=', 'y: '));
    const digits = (text: string): string => text.slice(-13, -1);
    expect(digits(one.text('password=hunter2'))).toBe(digits(one.text('client_secret=hunter2')));
  });

  it('cannot be linked over nonce versions', () => {
    expect(one.text('a@b.co').slice(-13)).not.toBe(two.text('a@b.co').slice(-13));
    expect(two.text('a@b.co')).toMatch(/^\[redacted:email:v2:[0-9a-f]{12}\]$/);
    expect(two.nonceVersion).toBe(2);
  });

  it('stay as they are', () => {
    const text = one.text('password=hunter2 a@b.co');
    expect(one.text(text)).toBe(text);
    expect(two.text(text)).toBe(text);
  });

  it('are not believed when they are forged', () => {
    expect(one.text('[redacted:nothing:v1:0123456789ab] password=[redacted:x] a@b.co')).toMatch(
      /^\[redacted:nothing:v1:0123456789ab\] password=\[redacted:password:v1:.*\] \[redacted:email/,
    );
  });
});

describe('a redacted value', () => {
  it('has every text redacted, keys too, and what a key names whole', () => {
    const redacting = redactor(testRing());
    const value = redacting.value({
      decision: 'block' as const,
      n: 7,
      nothing: null,
      list: ['a@b.co', { password: 'a plain sentence' }],
      'ada@b.co': true,
      secret: 'a-name',
    });
    const text = JSON.stringify(value).replaceAll(
      /\[redacted:([a-z0-9-]+):v1:[0-9a-f]{12}\]/g,
      '<$1>',
    );
    expect(text).toBe(
      '{"decision":"block","n":7,"nothing":null,"list":["<email>",{"password":"<password>"}],"<email>":true,"secret":"a-name"}',
    );
    expect(redacting.value(value)).toEqual(value);
    expect(redacting.counts()).toEqual({ email: 2, password: 1 });
  });

  it('cannot be made by an unredacted text, says the compiler', () => {
    const { title } = redactor(testRing()).value({ title: 'x', decision: 'block' as const });
    const report: { title: typeof title } = { title };
    // @ts-expect-error a plain string is not redacted
    report.title = 'plain';
    expect(report.title).toBe('plain');
  });
});

describe('custom detectors', () => {
  const ticket = {
    name: 'ticket',
    *find(text: string): Iterable<readonly [number, number]> {
      for (const found of text.matchAll(/[A-Z]{3}-\d+|redacted/g)) {
        yield [found.index, found.index + found[0].length] as const;
      }
      yield [3, 3] as const;
    },
  };

  it('add to the table, and leave tokens alone', () => {
    const redacting = redactor(testRing(), { custom: [ticket] });
    const once = redacting.text('see ABC-12 and a@b.co, ABC-12');
    expect(once).toMatch(/^see (\[redacted:custom:v1:.{12}\]) and \[redacted:email.*\], \1$/);
    expect(redacting.text(once)).toBe(once);
  });
});
