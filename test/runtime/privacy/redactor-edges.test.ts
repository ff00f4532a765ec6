/** Both sides of every boundary that a detector draws. */
import { describe, expect, it } from '@jest/globals';
import { redactor } from '../../../runtime/src/privacy/index.js';
import { testRing } from './keys.js';

const short = (text: string): string =>
  redactor(testRing())
    .text(text)
    .replaceAll(/\[redacted:([a-z0-9-]+):v1:[0-9a-f]{12}\]/g, '<$1>');

type Row = readonly [text: string, expected: string];
const keeps = (...texts: readonly string[]): readonly Row[] => texts.map((text) => [text, text]);

const table = (name: string, ...rows: readonly Row[]): void =>
  describe(name, () => {
    it.each(rows)('%j → %j', (text, expected) => {
      expect(short(text)).toBe(expected);
    });
  });

const GHP = `ghp_${'16C7e42F292c6912E7710c838347Ae178B4a'}`;
const AKIA = `AKIA${'IOSFODNN7EXAMPLE'}`;
const SECRET = 'aB3dE5fG7hI9';
const BEGIN = '-----BEGIN PRIVATE KEY-----';
const END = '-----END PRIVATE KEY-----';

table(
  'an IPv4 address',
  ['0.0.0.0', '<ipv4>'],
  ['255.255.255.255', '<ipv4>'],
  ['1.2.3.255', '<ipv4>'],
  ['at 1.2.3.4.', 'at <ipv4>.'],
  ['10.0.0.1-5', '<ipv4>-5'],
  ['5-10.0.0.1', '5-<ipv4>'],
  ['-10.0.0.1', '-<ipv4>'],
  ['--10.0.0.1', '--<ipv4>'],
  ['10.0.0.1- x', '<ipv4>- x'],
  ['server 10.0.0.1', 'server <ipv4>'],
  ['over 10.0.0.1 and driver=10.0.0.1', 'over <ipv4> and driver=<ipv4>'],
  ['from 10.0.0.1 to 10.0.0.2', 'from <ipv4> to <ipv4>'],
  ['1 10.0.0.1', '1 <ipv4>'],
  ['(10.0.0.1)', '(<ipv4>)'],
  ...keeps(
    ...['1.', '.1', '1.2.3', '1.2.3.', '1..2.3.4', '.1.2.3.4', '1.2.3.4.5', '1.2.3.x', '1.2.x.4'],
    ...['x1.2.3.4', '_1.2.3.4', '1.2.3.4x', '1.2.3.4_', '1.2.3.1234', '1234.2.3.4', '1.2.3.04'],
    ...['1.2.3.256', '256.2.3.4', '1.999.3.4', '10.0.0.1.x', '10.0.0.1-x', 'a-10.0.0.1'],
    ...['v 1.2.3.4', 'v1.2.3.4', 'ver 1.2.3.4', 'app_ver: 1.2.3.4', 'appVersion = "1.2.3.4"'],
    ...[
      'release 1.2.3.4',
      '>=1.2.3.4',
      '~=1.2.3.4',
      '== 1.2.3.4',
      '^1.2.3.4',
      "version:  '1.2.3.4'",
    ],
  ),
);

table(
  'an IPv6 address',
  ['::1', '<ipv6>'],
  ['1:2:3:4:5:6:7:8', '<ipv6>'],
  ['2001:db8:0:0:0:0:2:1', '<ipv6>'],
  ['2001:db8::', '<ipv6>'],
  ['2001:DB8::A', '<ipv6>'],
  ['::ffff:10.0.0.1', '<ipv6>'],
  ['::FFFF:255.249.199.9', '<ipv6>'],
  ['64:ff9b::192.0.2.33', '<ipv6>'],
  ['2001:db8::1.', '<ipv6>.'],
  ['2001:db8::1: no route', '<ipv6>: no route'],
  ['[2001:db8::1]:443', '[<ipv6>]:443'],
  ['2001:db8:1:2:3:4:5:6 2001:db8::7', '<ipv6> <ipv6>'],
  ['2001:db8:1:2:3:4:5::', '<ipv6>'],
  ...keeps(
    ...['1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:x', 'x2001:db8::1', '-2001:db8::1'],
    ...['.2001:db8::1', '2001:db8::1x', '2001::db8::1', '2001:db8:::1', '12345::1', 'abc::1'],
    ...[
      'cafe::face',
      'dead:beef::',
      '2001:db8::12345',
      '::12',
      '::1:2',
      '::',
      ':',
      'a:b',
      '12:34:56',
    ],
    ...['::ffff:256.0.0.1', '::ffff:1.2.3', '2001:db8::1_', '1:2:3:4:5:6:7:88888'],
    ...['2001:db8:1:2:3:4:5:6::', 'std::1', 'x::1', '2001:db8::g1'],
  ),
);

table(
  'an e-mail address',
  ['a@b.co', '<email>'],
  ['a@b.co-', '<email>-'],
  ['a@b.co.', '<email>.'],
  ['a@b.co..', '<email>..'],
  ['A.b+c%d_e-f@x-y.example', '<email>'],
  [`${'a'.repeat(70)}@b.co`, `${'a'.repeat(6)}<email>`],
  [`a@${'b.'.repeat(100)}co`, '<email>'],
  ['gitx@b.co', '<email>'],
  ...keeps(
    ...['@b.co', 'a@b.c', 'a@b', 'a@.b.co', 'a@-b.co', 'a@b..co', 'pkg@1.2.beta', 'pkg@v1.2.beta'],
    ...['git@b.co', 'a@b.c0', `a@b.${'c'.repeat(25)}`, 'a@', '@', 'ä@b.co'],
  ),
);

table(
  'a phone number',
  ['+1234567890', '<phone>'],
  ['+123456789012345', '<phone>'],
  ['+12 345 678', '<phone>'],
  ['+12  345 678', '<phone>'],
  ['+49 (0)151-123/456.78', '<phone>'],
  ['+1234567890 ', '<phone> '],
  ['x +1234567890, y', 'x <phone>, y'],
  ['+12-345-678-x', '<phone>-x'],
  ...keeps(
    ...['+123456789', '+12345678 x', '+12 345 67', '+1234567890123456', '+0123456789', '+'],
    ...['a+1234567890', ')+1234567890', '++1234567890', ']+1234567890', '+1234567890a', '+x'],
    ...['+12   345 678', '+1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6', '+12 345 678x'],
  ),
);

table(
  'the name of a key',
  ['db_pass=hunter22x', 'db_pass=<password>'],
  ['dbPass=hunter22x', 'dbPass=<password>'],
  ['pass=hunter22x', 'pass=<password>'],
  ['my.pass=hunter22x', 'my.pass=<password>'],
  ['auth=hunter22x', 'auth=<credential>'],
  ['x-auth: hunter22x', 'x-auth: <credential>'],
  ['PWD=x1', 'PWD=<password>'],
  [`${'k'.repeat(80)}password=x1`, `${'k'.repeat(80)}password=<password>`],
  ...keeps(
    ...['compass=hunter22x', '9pass=hunter22x', 'oauth=hunter22x', 'pw=hunter22x', '=hunter22x'],
    ...['passwords=hunter22x', 'tokens=hunter22x', 'password', 'password hunter22x'],
  ),
);

table(
  'what stands between a key and its value',
  [`token=${SECRET}`, 'token=<credential>'],
  [`token := ${SECRET}`, 'token := <credential>'],
  [`token += ${SECRET}`, 'token += <credential>'],
  [`token=>${SECRET}`, 'token=><credential>'],
  [`token ==> ${SECRET}`, 'token ==> <credential>'],
  [`token:: ${SECRET}`, 'token:: <credential>'],
  // Two more signs belong to the sign, a third one to the value.
  [`token====${SECRET}`, 'token===<credential>'],
  [`token    = ${SECRET}`, 'token    = <credential>'],
  [`token\t=\t${SECRET}`, 'token\t=\t<credential>'],
  [`x["token"])=${SECRET}`, 'x["token"])=<credential>'],
  [`token=${' '.repeat(32)}${SECRET}`, `token=${' '.repeat(32)}<credential>`],
  ...keeps(
    `token     = ${SECRET}`,
    `x[("token")])=${SECRET}`,
    `token=${' '.repeat(33)}${SECRET}`,
    'token=',
    'password=',
    'password=""',
    "password=''",
  ),
);

table(
  'the end of a value',
  ['password="correct horse" x', 'password="<password>" x'],
  ["password='correct horse' x", "password='<password>' x"],
  ['password=`correct horse` x', 'password=`<password>` x'],
  ['password="a\\"b" x', 'password="<password>" x'],
  ['password="abc def', 'password="<password> def'],
  ['password="ab\ncd"', 'password="<password>\ncd"'],
  ['{\\"password\\":\\"a\\\\b\\",\\"x\\":1}', '{\\"password\\":\\"<password>\\",\\"x\\":1}'],
  ['password: correct horse', 'password: <password>'],
  ['password: correct horse  \nx', 'password: <password>  \nx'],
  ['password: a#b #c', 'password: <password> #c'],
  ['password: a # b', 'password: <password> # b'],
  ['password:correct horse', 'password:<password> horse'],
  ['password = correct horse', 'password = <password> horse'],
  ['password: token hunter2', 'password: <password>'],
  [`token: ${SECRET} more`, 'token: <credential> more'],
  ['password=a;b', 'password=<password>;b'],
  ['password=a&b|c', 'password=<password>&b|c'],
  ['password=${A b}x', 'password=<password>'],
  ['password=x${{ a b }}y', 'password=<password>'],
  ['password=$(pass show)x', 'password=<password>'],
  ['password=x$(a }b)y', 'password=<password>'],
  ['password=${unclosed b', 'password=<password> b'],
  ['password=${A\nb}', 'password=<password>\nb}'],
  ['password=$ab', 'password=<password>'],
  ['password=a$', 'password=<password>'],
  ...keeps(
    ...[
      'password=${A}',
      'password=${A b}',
      'password=${{ a }}',
      'password=$(a b)',
      'password=$A_1',
    ],
    ...['password=%A%', 'password=***', 'password=null', 'password=<pw>', 'password: inputs.pw'],
  ),
);

table(
  'a value that a weak key may name',
  ['token=abc1234x', 'token=<credential>'],
  ['token=my-name-123456', 'token=<credential>'],
  ['TOKEN=MY_NAME_1_2_3_4_5_6', 'TOKEN=<credential>'],
  ['token=abcdefgh!', 'token=<credential>'],
  ['token=abcdEFGHi', 'token=<credential>'],
  ['token=1234567890', 'token=<credential>'],
  ...keeps(
    ...['token=abc123x', 'token="abc1234 x9"', 'token=getAccessToken', 'token=my-name-12345'],
    ...['TOKEN=MY_NAME_123', 'token=path/to/file', 'token=abcdefgh.ijk', 'token=abcdefghi'],
    ...['token=UPPERCASE', 'token=a:b:c:d:e:f'],
  ),
);

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
