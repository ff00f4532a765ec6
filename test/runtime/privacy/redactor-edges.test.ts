/** Both sides of every boundary: headers, URLs, keys, credentials; long texts and values. */
import { describe, expect, it } from '@jest/globals';
import { redactor } from '../../../runtime/src/privacy/index.js';
import { testRing } from './keys.js';
import { keeps, short, table } from './redactor-table.js';

const GHP = `ghp_${'16C7e42F292c6912E7710c838347Ae178B4a'}`;
const AKIA = `AKIA${'IOSFODNN7EXAMPLE'}`;
const BEGIN = '-----BEGIN PRIVATE KEY-----';
const END = '-----END PRIVATE KEY-----';

table(
  'a header or a scheme',
  ['Authorization: Bearer x9', 'Authorization: Bearer <authorization>'],
  ['authorization: AWS4-HMAC-SHA256 Cred', 'authorization: AWS4-HMAC-SHA256 <authorization>'],
  ['authorization: plainvalue', 'authorization: <authorization>'],
  ['Bearer abcdef0123456789', 'Bearer <authorization>'],
  [`bearer ${GHP}`, 'bearer <github-token>'],
  ['Basic dTpw', 'Basic dTpw'],
  ['Basic dXNlcjpw', 'Basic <authorization>'],
  ...keeps(
    ...['Bearer abcdefghijklmnopq', 'Bearer abcde1', 'xBearer abcdef0123456789', 'authorization: '],
    ...[
      '-Bearer abcdef0123456789',
      'Basic AXVzZXI6cHc=',
      'Basic dXNlcjpwAQ==',
      'Basic dXNlcnBhc3M=',
    ],
    ...['Authorization: Bearer', 'Basic dXNlcjpw=x'],
  ),
);

table(
  'the user part of a URL',
  ['https://u:p@h', 'https://u:<password>@h'],
  ['https://u:p@q@h', 'https://u:<password>@h'],
  ['https://u:a:b@h', 'https://u:<password>@h'],
  ['amqp://u:p@h', 'amqp://u:<password>@h'],
  ['http://01234567@h', 'http://<credential>@h'],
  ['HTTPS://01234567@h', 'HTTPS://<credential>@h'],
  ['https://u:$Pw@h', 'https://u:<password>@h'],
  ['https://u:*x@h', 'https://u:<password>@h'],
  ['https://u:${A}b@h', 'https://u:<password>@h'],
  [`https://${GHP}@h/x`, 'https://<github-token>@h/x'],
  [`https://u:${GHP}@h/x`, 'https://u:<github-token>@h/x'],
  ['https://[redacted:email:v1:0123456789ab]:pw@h/', 'https://<email>:<password>@h/'],
  [`https://u:${'p'.repeat(1021)}@h`, `https://u:<password>@h`],
  ...keeps(
    ...['://u:p@h', 'https://user@host:8080/x', 'ftp://0123456789@h', 'http://0123456@h'],
    ...[
      'httpsx://0123456789@h',
      'https://u:@h',
      'https://u:${PW}@h',
      'https://u:${{secrets.A_B}}@h',
    ],
    ...[
      'https://u:$PW_1@h',
      'https://u:$P@h',
      'https://u:***@h',
      'https://u:p/@h',
      'https://h/a:b@c',
    ],
    ...['https://h?a:b@c', 'https://h#a:b@c', 'http://u:p', 'https:/u:p@h', 'https:u:p@h'],
    `https://u:${'p'.repeat(1022)}@h`,
  ),
);

table(
  'a private key',
  [`${BEGIN}\nABC\n${END}`, '<private-key>'],
  [`${BEGIN}\nABC`, '<private-key>'],
  [`${BEGIN}\nAB-C/+=\n${END}x`, '<private-key>x'],
  [`${BEGIN}\nABC\n${BEGIN}\nDEF\n${END}`, '<private-key><private-key>'],
  [`${BEGIN}ABC!${END}`, `<private-key>!${END}`],
  [`x ${BEGIN}\nABC\n${END} a@b.co y`, 'x <private-key> <email> y'],
  [`a@b.co${BEGIN}\nABC\n${END}`, '<email><private-key>'],
  [`1.2.3.4\n${BEGIN}\nABC\n${END}\na@b.co\n`, '<ipv4>\n<private-key>\n<email>\n'],
  ...keeps(END, '-----BEGIN', '----BEGIN PRIVATE KEY-----', '-----BEGIN PRIVATE KEYS-----'),
);

table(
  'a credential of a vendor',
  [GHP, '<github-token>'],
  [`é${GHP}`, 'é<github-token>'],
  [`${AKIA},${'Z'.repeat(20)}${'0123456789abcdef0123'}`, '<aws-access-key-id>,<aws-secret-key>'],
  [`${AKIA},${'0123456789abcdef0123'}${'Z'.repeat(20)}`, '<aws-access-key-id>,<aws-secret-key>'],
  [`${AKIA} a@b.co`, '<aws-access-key-id> <email>'],
  [`a@b.co,${'Z9'.repeat(20)}`, `<email>,${'Z9'.repeat(20)}`],
  [`${AKIA},${'Z9'.repeat(20)}Z`, `<aws-access-key-id>,${'Z9'.repeat(20)}Z`],
  ...keeps(`x${GHP}`, `_${GHP}`, `9${GHP}`, `-${GHP}`, `${AKIA}X`, 'gé', 'é', 'ghé', 'AK', 'g'),
);

describe('a long text', () => {
  it.each([65_529, 65_530, 65_531, 80_000])('of %i characters before a secret', (size) => {
    const before = `${'x'.repeat(size - 1)} `;
    expect(short(`${before}a@b.co`)).toBe(`${before}<email>`);
    expect(short(before)).toBe(before);
  });

  it('does not leave the rest of a longer one behind in a shorter one', () => {
    const one = redactor(testRing());
    one.text('x'.repeat(50) + '.10.0.0.1');
    expect(one.text('see 10')).toBe('see 10');
    expect(one.text('10.0.0.')).toBe('10.0.0.');
  });

  it('gives equal tokens to equal secrets, however many others there are', () => {
    const one = redactor(testRing());
    const first = one.text('u0@b.co');
    for (let i = 0; i < 5_000; i += 1) one.text(`u${i}@b.co`);
    expect(one.text('u0@b.co')).toBe(first);
    expect(one.text('u4999@b.co')).toBe(redactor(testRing()).text('u4999@b.co'));
  });
});

describe('a value', () => {
  const value = (given: unknown): unknown =>
    JSON.parse(
      JSON.stringify(redactor(testRing()).value(given)).replaceAll(
        /\[redacted:([a-z0-9-]+):v1:[0-9a-f]{12}\]/g,
        '<$1>',
      ),
    );

  it('under a key of a password is taken whole, under another one as text', () => {
    expect(
      value({
        password: '',
        db_password: 'a b',
        compass: 'a b',
        pass: 'a b',
        x: { pwd: ['a', 1] },
      }),
    ).toEqual({
      password: '',
      db_password: '<password>',
      compass: 'a b',
      pass: 'a b',
      x: { pwd: ['<password>', 1] },
    });
  });

  it('keeps what is no text', () => {
    expect(value([1, true, null, { a: [] }, {}])).toEqual([1, true, null, { a: [] }, {}]);
  });
});

describe('what a redactor is told to keep', () => {
  it('stays, and is not counted', () => {
    const one = redactor(testRing(), {
      keep: (kind, text) => kind === 'ipv4' && text === '127.0.0.1',
    });
    expect(one.text('127.0.0.1 10.0.0.1')).toMatch(/^127\.0\.0\.1 \[redacted:ipv4:/);
    expect(one.counts()).toEqual({ ipv4: 1 });
  });
});
