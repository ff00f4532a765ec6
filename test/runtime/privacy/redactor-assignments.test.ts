/** Both sides of every boundary: what a key, a sign and a value are. */
import { keeps, table } from './redactor-table.js';

const SECRET = 'aB3dE5fG7hI9';

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
