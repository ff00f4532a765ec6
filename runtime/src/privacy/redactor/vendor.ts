import { codeAt } from './chars.js';
import type { Kind, Span } from './kinds.js';

/** A credential that its own form gives away. */
export interface VendorForm {
  readonly kind: Kind;
  /** First two characters of everything that the pattern matches. */
  readonly starts: readonly string[];
  /**
   * Sticky. Every repetition has an upper bound, or (JWT) runs over characters that cannot come before
   * a match, so that no text is looked at more than a constant number of times.
   */
  readonly pattern: RegExp;
  /** Where the form is documented. */
  readonly source: string;
  /** Examples, each in two halves: scanners of other people read this file too. */
  readonly examples: readonly (readonly [string, string])[];
}

export const VENDOR_FORMS: readonly VendorForm[] = [
  {
    kind: 'aws-access-key-id',
    starts: ['AK', 'AS'],
    pattern: /A(?:KIA|SIA)[A-Z0-9]{16}(?![A-Za-z0-9])/y,
    source: 'AWS IAM User Guide, unique identifiers',
    examples: [
      ['AKIA', 'IOSFODNN7EXAMPLE'],
      ['ASIA', 'IOSFODNN7EXAMPLE'],
    ],
  },
  {
    kind: 'github-token',
    starts: ['gh', 'gi'],
    pattern: /gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255}/y,
    source: 'GitHub Docs, GitHub credential types',
    examples: [
      ['ghp_', '16C7e42F292c6912E7710c838347Ae178B4a'],
      ['ghs_', '16C7e42F292c6912E7710c838347Ae178B4a'],
      ['github_pat_', '11ABCDEFG0abcdefghijkl_0123456789abcdefghijABCDEFGHIJ0123456789abcdefghij'],
    ],
  },
  {
    kind: 'gitlab-token',
    starts: ['gl'],
    pattern:
      /gl(?:pat|ptt|dt|rt|cbt|ft|soat|agent|imt|oas|ffct)-[A-Za-z0-9_=-]{20,300}(?:\.[A-Za-z0-9_-]{2,40}){0,2}/y,
    source: 'GitLab Docs, token overview, token prefixes',
    examples: [['glpat-', 'zxPqRs7tUvWxYz012345']],
  },
  {
    kind: 'slack-token',
    starts: ['xo', 'xa'],
    pattern: /xox[abeoprs][-.](?:xox[bp]-)?[A-Za-z0-9-]{10,250}|xapp-\d-[A-Za-z0-9-]{10,250}/y,
    source: 'Slack API, token types',
    examples: [
      ['xoxb-', '17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy'],
      ['xapp-', '1-A02BCDEFGHI-1234567890123-abcdef0123456789'],
    ],
  },
  {
    kind: 'slack-webhook',
    starts: ['ht'],
    pattern:
      /https:\/\/hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9_/+-]{20,200}(?<!\/)/y,
    source: 'Slack API, incoming webhooks',
    examples: [
      ['https://hooks.slack.com/', 'services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX'],
    ],
  },
  {
    kind: 'stripe-key',
    starts: ['sk', 'rk', 'wh'],
    pattern: /[sr]k_(?:live|test)_[A-Za-z0-9]{10,250}|whsec_[A-Za-z0-9+/]{24,250}={0,2}/y,
    source: 'Stripe Docs, API keys; webhook signatures',
    examples: [
      ['sk_live_', '4eC39HqLyjWDarjtT1zdp7dc'],
      ['rk_test_', '4eC39HqLyjWDarjtT1zdp7dc'],
      ['whsec_', '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH'],
    ],
  },
  {
    kind: 'npm-token',
    starts: ['np'],
    pattern: /npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_])/y,
    source: 'GitHub blog, npm token format, 2021',
    examples: [['npm_', 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789']],
  },
  {
    kind: 'google-api-key',
    starts: ['AI'],
    pattern: /AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/y,
    source: 'Google Cloud Docs, API keys',
    examples: [['AIza', 'SyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe']],
  },
  {
    kind: 'jwt',
    starts: ['ey'],
    pattern: /eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+){0,3}/y,
    source: 'RFC 7519; RFC 7516 for five parts',
    examples: [
      ['eyJhbGciOiJIUzI1NiJ9.', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P'],
    ],
  },
  {
    kind: 'vendor-token',
    starts: ['sk', 'hv', 'py', 'dc', 'hf', 'SG', 'sh', 'do'],
    pattern:
      /sk-(?:ant|proj|svcacct|admin)-[A-Za-z0-9_-]{20,250}|hv[sb]\.[A-Za-z0-9_-]{20,250}|pypi-AgE[A-Za-z0-9_-]{20,250}|dckr_[op]at_[A-Za-z0-9_-]{20,100}|hf_[A-Za-z0-9]{30,50}(?![A-Za-z0-9_])|SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{30,64}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|do[oprt]_v1_[a-f0-9]{64}/y,
    source: 'the vendors’ documentation of their token prefixes',
    examples: [
      ['hvs.', 'CAESIJ0abcdefghijklmnopqrstuv'],
      ['dckr_pat_', 'aBcDeFgHiJkLmNoPqRsTuVwXyZ0'],
    ],
  },
];

const BY_START = new Map<number, VendorForm[]>();

const pair = (first: number, second: number): number => first * 128 + second;

for (const form of VENDOR_FORMS) {
  for (const start of form.starts) {
    const key = pair(start.charCodeAt(0), start.charCodeAt(1));
    BY_START.set(key, [...(BY_START.get(key) ?? []), form]);
  }
}

/** Every two characters that a form begins with. */
export const VENDOR_STARTS: readonly string[] = VENDOR_FORMS.flatMap(({ starts }) => starts);

/** The vendor's credential that begins exactly at `at`. */
export function vendorAt(text: string, at: number): Span | undefined {
  const forms = BY_START.get(pair(codeAt(text, at), codeAt(text, at + 1)));
  if (forms === undefined) return undefined;
  for (const { kind, pattern } of forms) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return { kind, start: at, end: pattern.lastIndex };
  }
  return undefined;
}

const AWS_SECRET = /["' \t,;|]{1,4}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/y;

/** An AWS secret key beside its access key id, as in the console's CSV file. */
export function awsSecretAfter(text: string, at: number): Span | undefined {
  AWS_SECRET.lastIndex = at;
  const found = AWS_SECRET.exec(text)?.[1];
  // 40 hexadecimal digits are a SHA-1.
  if (found === undefined || /^[0-9a-f]+$/.test(found)) return undefined;
  const end = AWS_SECRET.lastIndex;
  return { kind: 'aws-secret-key', start: end - found.length, end };
}
