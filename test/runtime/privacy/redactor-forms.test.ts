/** Every form that a credential has, at its least length and one below; every name that a secret has. */
import { describe, expect, it } from '@jest/globals';
import { VENDOR_FORMS } from '../../../runtime/src/privacy/redactor/vendor.js';
import { keeps, short, table } from './redactor-table.js';

const HEX = '0123456789abcdef';
const MIXED = 'aB3_-Zz9';
const ALPHANUMERIC = 'aB3zZ9kQ';
const run = (length: number, characters: string): string =>
  characters.repeat(Math.ceil(length / characters.length)).slice(0, length);

describe('the forms of vendors', () => {
  it.each(VENDOR_FORMS.map((form) => [form.kind, form] as const))(
    '%s: where it is documented, and examples of it',
    (kind, { source, examples, starts }) => {
      expect(source.length).toBeGreaterThan(8);
      expect(examples.length).toBeGreaterThan(0);
      for (const [first, second] of examples) {
        expect(starts).toContain(first.slice(0, 2));
        expect(short(`${first}${second}`)).toBe(`<${kind}>`);
      }
    },
  );

  const least = [
    ...['sk-ant-', 'sk-proj-', 'sk-svcacct-', 'sk-admin-', 'hvs.', 'hvb.', 'pypi-AgE'].map(
      (prefix) => [prefix, 20, MIXED] as const,
    ),
    ...['dckr_pat_', 'dckr_oat_'].map((prefix) => [prefix, 20, MIXED] as const),
    ['hf_', 30, ALPHANUMERIC] as const,
    [`SG.${run(16, MIXED)}.`, 30, MIXED] as const,
    ...['shpat_', 'shpca_', 'shppa_', 'shpss_'].map((prefix) => [prefix, 32, HEX] as const),
    ...['doo_v1_', 'dop_v1_', 'dor_v1_', 'dot_v1_'].map((prefix) => [prefix, 64, HEX] as const),
  ];
  it.each(least)('%s and %i characters are a token, one less is none', (prefix, length, of) => {
    const [whole, less] = [`${prefix}${run(length, of)}`, `${prefix}${run(length - 1, of)}`];
    expect(short(`at ${whole}.`)).toBe('at <vendor-token>.');
    expect(short(`at ${less}.`)).toBe(`at ${less}.`);
  });
});

const PART = run(8, ALPHANUMERIC);
table(
  'a credential of several parts',
  [`eyJ${PART}.${PART}`, '<jwt>'],
  [`eyJ${PART}.${PART}.${PART}.${PART}.${PART}`, '<jwt>'],
  [`eyJ${PART}.${PART}..`, '<jwt>..'],
  [`glpat-${run(20, MIXED)}.01.abcdef012`, '<gitlab-token>'],
  [`glpat-${run(20, MIXED)}.01.ab.cd`, '<gitlab-token>.cd'],
  [`xoxe.xoxp-${run(10, ALPHANUMERIC)}`, '<slack-token>'],
  [`hf_${run(30, ALPHANUMERIC)},`, '<vendor-token>,'],
  ...keeps(`SG.${run(15, MIXED)}.${run(30, MIXED)}`, `hf_${run(51, ALPHANUMERIC)}`),
);

const named = (names: string, kind: string): readonly (readonly [string, string])[] =>
  names.split(' ').map((name) => [`${name}=x1`, `${name}=<${kind}>`] as const);

table(
  'the name of a secret that is one whatever it looks like',
  ...named('secret_access_key aws_secret_key AWS_SECRET_KEY awsSecretKey', 'aws-secret-key'),
  ...named('password passphrase PASSPHRASE passwd pwd key.passphrase', 'password'),
  ...named('client_secret clientSecret secret_key account_key shared_access_key', 'credential'),
  ...named('private_key privateKey signing_key encryption-key', 'credential'),
  ...keeps(
    ...'api_key access_key auth_key token secret auth pass'.split(' ').map((k) => `${k}=x1`),
  ),
);

table(
  'a value that is more than a reference',
  ['password=x${{ a }}', 'password=<password>'],
  ['password=${{ a }}x', 'password=<password>'],
  ['password=x${A}', 'password=<password>'],
  ['password=x$(a b)', 'password=<password>'],
  ['password=x$A', 'password=<password>'],
  ['password=$A!x', 'password=<password>'],
  ['password=x%A%', 'password=<password>'],
  ['password=%A-B%', 'password=<password>'],
  ['password=a***', 'password=<password>'],
  ['password=xvar.a', 'password=<password>'],
  ['password=var.a!', 'password=<password>'],
  ...keeps(
    'password="{{ name }}"',
    'password="{{name}}"',
    'password=<the password>',
    'password=%A_1%',
  ),
);
