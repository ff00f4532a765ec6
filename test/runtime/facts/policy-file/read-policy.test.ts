import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import type { Node } from '../../../../runtime/src/facts/nodes/node.js';
import { readYaml } from '../../../../runtime/src/facts/nodes/read-yaml.js';
import {
  BUILT_IN_POLICY,
  type PolicyFile,
} from '../../../../runtime/src/facts/policy-file/policy.js';
import { readPolicy } from '../../../../runtime/src/facts/policy-file/read-policy.js';
import {
  policyJsonSchema,
  policySchema,
} from '../../../../runtime/src/facts/policy-file/schema.js';
import { textFile } from '../../../../runtime/src/facts/text.js';

const read = (text: string): ReturnType<typeof readPolicy> =>
  readPolicy(textFile('.phase-mirror.yml', text));

/** Problems as people see them. */
async function problems(text: string): Promise<readonly string[]> {
  const result = await read(text);
  if (!Array.isArray(result)) return [];
  return (result as readonly { place: { line: number; column?: number }; reason: string }[]).map(
    ({ place, reason }) => `${place.line}:${place.column ?? 0} ${reason}`,
  );
}

const FULL = `# yaml-language-server: $schema=docs/schema/policy.schema.json
strictness: strict
thresholds: {high: 1, medium: 4}
mustVerify: [facts, MD-102, {check: MD-001.1, subject: Test}]
externalContexts: [license/cla, "ci/circleci: *"]
allowSkip: [Docs]
queueStubs: [Preview]
require: {checks: true, mergeQueue: true}
autonomy:
  controlledPaths:
    - /.github/
    - "*.tf"
allowBotApproval:
  - bot: renovate[bot]
    paths: [package-lock.json]
disclosure: require
pins: {trustedOwners: [example-org]}
suppress:
  - check: MD-001.2
    subject: test (20)
    owner: "@example-org/platform"
    reason: the matrix moves next week
    expires: 2027-01-31
severity: {MD-001.5: low, MD-102: high}
redaction:
  patterns:
    - {name: ticket, pattern: 'SEC-[0-9]{4,8}'}
`;

describe('a policy file', () => {
  it('is read with its defaults and the place of every value', async () => {
    const { policy, at } = (await read(FULL)) as PolicyFile;
    expect(policy).toMatchObject({
      strictness: 'strict',
      thresholds: { high: 1, medium: 4 },
      require: { checks: true, mergeQueue: true, noBypass: false },
      suppress: [{ check: 'MD-001.2', expires: '2027-01-31' }],
    });
    expect(at['/autonomy/controlledPaths/1']).toEqual({
      place: { path: '.phase-mirror.yml', line: 12, column: 7, endColumn: 13 },
      quote: '    - "*.tf"',
    });
    expect(at['/suppress/0']?.place.line).toBe(19);
    expect(at['/severity/MD-001.5']?.place.line).toBe(24);
  });

  it.each(['', '\n# nothing\n', '---\n', 'suppress:\n  # - none\nseverity:\n'])(
    '%j says nothing: the built-in policy',
    async (text) => {
      expect(((await read(text)) as PolicyFile).policy).toEqual(BUILT_IN_POLICY);
    },
  );

  it.each([
    ['strictnes: strict', ['1:1 unknown key strictnes; did you mean strictness?']],
    ['strictness: strct', ['1:13 strictness: must be standard or strict; did you mean strict?']],
    [
      'autonomy:\n  controlPaths: []\n',
      ['2:3 unknown key autonomy.controlPaths; did you mean controlledPaths?'],
    ],
    [
      'suppress:\n  - check: MD-001.1\n    until: 2027-01-01\n',
      [
        '2:5 suppress[0].owner: it is missing',
        '2:5 suppress[0].reason: it is missing',
        '2:5 suppress[0].expires: it is missing',
        '3:5 unknown key suppress[0].until; the keys are check, subject, owner, reason, expires',
      ],
    ],
    [
      'suppress:\n  - {check: MD-1, owner: me, reason: " ", expires: 2027-02-30}\n',
      [
        '2:13 suppress[0].check: must be a rule or sub-check such as MD-001 or MD-001.2',
        '2:26 suppress[0].owner: must be @user, @org/team or an e-mail address',
        '2:38 suppress[0].reason: must say why',
        '2:52 suppress[0].expires: must be a date such as 2027-01-31',
      ],
    ],
    ['mustVerify: [1]', ['1:14 mustVerify[0]: it is of no form that is known']],
    ['thresholds: {high: many}', ['1:20 thresholds.high: must be a number']],
    ['thresholds: {high: 1.5}', ['1:20 thresholds.high: must be a whole number']],
    ['thresholds: 3', ['1:13 thresholds: must be a mapping']],
    ['externalContexts: CI', ['1:19 externalContexts: must be a list']],
    [
      'mustVerify: [MD-1]',
      ['1:14 mustVerify[0]: must be a rule or sub-check such as MD-001 or MD-001.2'],
    ],
    [
      'mustVerify: [{check: MD-001, subjet: x}]',
      [
        '1:14 mustVerify[0].subject: it is missing',
        '1:30 unknown key mustVerify[0].subjet; did you mean subject?',
      ],
    ],
    [
      'severity: {MD-9: low}',
      ['1:18 severity.MD-9: must be a rule or sub-check such as MD-001 or MD-001.2'],
    ],
    [
      'autonomy: {controlledPaths: ["!a"]}',
      ['1:30 autonomy.controlledPaths[0]: `!` does not negate in CODEOWNERS'],
    ],
    [
      'redaction: {patterns: [{name: a, pattern: "("}]}',
      [expect.stringContaining('redaction.patterns[0].pattern: it is no RE2 pattern')],
    ],
    [
      'redaction: {patterns: [{name: a, pattern: "a*"}]}',
      ['1:43 redaction.patterns[0].pattern: it matches empty text'],
    ],
    ['- a', ['1:1 the file: must be a mapping']],
    [
      'strictness: [',
      ['1:14 Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ],
    ['strictness: strict\nSTRICTNESS: standard', ['2:1 the key STRICTNESS stands twice']],
    ['__proto__: {a: 1}', [expect.stringContaining('1:1 unknown key __proto__')]],
  ])('%j', async (text, expected) => {
    expect(await problems(text)).toEqual(expected);
  });

  it('never throws and never hangs, whatever the text', async () => {
    const word = fc.constantFrom(
      'strictness',
      ':',
      ' ',
      '\n',
      '- ',
      '{',
      '}',
      'suppress',
      '[',
      ']',
      'a',
      '"',
      '&a',
      '*a',
      '#',
      '\t',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 40 }), async (words) => {
        const result = await read(words.join(''));
        if (Array.isArray(result)) expect(result.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the built-in policy', () => {
  it('is what the schema makes of nothing', () => {
    expect(policySchema.parse({})).toEqual(BUILT_IN_POLICY);
  });
});

describe('the JSON Schema', () => {
  const plain = (node: Node): unknown => {
    if (node.kind === 'scalar') return node.value;
    if (node.kind === 'sequence') return node.items.map(plain);
    return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
  };
  const parse = (text: string): unknown => {
    const document = readYaml(text);
    return 'node' in document ? plain(document.node) : undefined;
  };
  const validate = addFormats
    .default(new Ajv({ strict: true, allowUnionTypes: true }))
    .compile(policyJsonSchema());

  it('agrees with the schema that judges', () => {
    expect([validate(parse(FULL)), validate.errors]).toEqual([true, null]);
    for (const bad of [
      'strictnes: x',
      'thresholds: {high: -1}',
      'suppress: [{check: MD-001}]',
      'pins: {a: 1}',
    ]) {
      expect([bad, validate(parse(bad))]).toEqual([bad, false]);
    }
  });
});
