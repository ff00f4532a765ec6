import { readFileSync } from 'node:fs';
import {
  job,
  policyFile,
  rulesetFile,
  workflowFile,
} from '../../runtime/src/rules/example-files.js';
import { RULES } from '../../runtime/src/rules/rules.js';

/** What is fuzzed, by the file that holds it. */
export const KINDS = ['workflow', 'claim', 'codeowners', 'policy', 'event'] as const;
export type Kind = (typeof KINDS)[number];

type Texts = readonly [string, ...string[]];

const root = new URL('../../', import.meta.url);
const own = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Files of every rule's examples that are of a kind. */
const ofRules = (form: RegExp): readonly string[] => [
  ...new Set(
    RULES.flatMap(({ meta }) =>
      meta.examples.flatMap(({ base, change = {} }) =>
        [...Object.entries(base), ...Object.entries(change)].flatMap(([path, text]) =>
          form.test(path) ? [text] : [],
        ),
      ),
    ),
  ),
];

const texts = (files: Readonly<Record<string, string>>): string => Object.values(files).join('\n');
const A = 'a'.repeat(40);
const user = { login: 'ada', id: 1, type: 'User' };
const end = { ref: 'main', sha: A, repo: { full_name: 'acme/ledger' } };
const EVENTS = [
  {
    action: 'opened',
    sender: user,
    repository: { full_name: 'acme/ledger', default_branch: 'main' },
    pull_request: {
      number: 7,
      user: { login: 'Copilot', id: 198982749, type: 'Bot' },
      draft: true,
      merged: false,
      assignees: [user],
      labels: [{ name: 'agent' }],
      head: end,
      base: end,
      auto_merge: { enabled_by: user },
    },
    review: { user, state: 'approved', commit_id: A },
  },
  {
    merge_group: {
      head_ref: 'refs/heads/gh-readonly-queue/main/pr-1-a',
      head_sha: A,
      base_ref: 'refs/heads/main',
      base_sha: A,
    },
  },
  {
    ref: 'refs/heads/main',
    before: '0'.repeat(40),
    forced: false,
    deleted: false,
    schedule: '* *',
  },
].map((event) => JSON.stringify(event, null, 1)) as unknown as Texts;

/** Real files: of this repository, of its examples and of the examples of every rule. */
export const EXAMPLES: Readonly<Record<Kind, Texts>> = {
  workflow: [
    own('.github/workflows/ci.yml'),
    own('examples/unsound/base/.github/workflows/ci.yml'),
    texts(workflowFile(['pull_request', 'merge_group'], job('a', 'name: A ${{ matrix.b }}'))),
    ...ofRules(/^\.github\/workflows\//),
  ],
  claim: [
    own('.github/rulesets/main.json'),
    own('examples/unsound/change/.github/rulesets/main.json'),
    texts(rulesetFile({ contexts: ['a', 'b'], queue: true, approvals: 1, bypass: [] })),
    ...ofRules(/\.json$/),
  ],
  codeowners: [
    own('examples/unsound/base/.github/CODEOWNERS'),
    '* @acme/all\n/docs/ a@b.example @ada # x\n*.ts\n/a/**/b?/[c]\\ d @ada\n',
    ...ofRules(/CODEOWNERS$/),
  ],
  policy: [
    texts(policyFile('strictness: strict', 'autonomy:', '  controlledPaths: [/src/, "*.tf"]')),
    texts(
      policyFile(
        "redaction: {patterns: [{name: employee, pattern: 'E[0-9]{6}'}]}",
        'suppress:',
        "  - {check: MD-001.2, owner: '@ada', reason: why, expires: 2027-01-31}",
        'mustVerify: [MD-001.1, facts]',
        'severity: {MD-001.6: low}',
      ),
    ),
    ...ofRules(/\.phase-mirror\.yml$/),
  ],
  event: EVENTS,
};

const YAML: Texts = [
  '\n', '\n  ', '\n    ', ': ', ':', '- ', '\n- ', '[', ']', '{', '}', ', ', '&a ', '*a', '<<: ', '!!str ', '|', '>-',
  '"', "'", '#', '~', 'null', 'true', '3.10', '0x1f', '.inf', '---', '...', '%YAML 1.1', '? ', '\t', '\0', '\u2028', '\ud83d\ude00',
  '# phase-mirror: ignore[MD-001.2] x\n',
]; // prettier-ignore
const JSONS: Texts = [
  '{', '}', '[', ']', ':', ',', '"', '\\', '\\u0000', '\\ud800', 'null', 'true', '1e999', '-0', '"a":', '"__proto__":', '[[', ' ', '\n', '\0',
]; // prettier-ignore

/** What texts of a kind are made of. */
export const WORDS: Readonly<Record<Kind, Texts>> = {
  workflow: [
    ...YAML, 'on', 'on:\n', 'jobs:\n', 'jobs', 'a:', 'name: ', 'if: ', 'needs: ', 'uses: ./.github/workflows/ci.yml', 'uses: ./../../etc/passwd',
    'runs-on: x', 'strategy:', 'matrix: ', 'include: ', 'exclude: ', 'fromJSON(', 'format(', "'{0}{0}'", '${{ ', ' }}', 'matrix.a', 'github.', '.*', '(', ')',
    ' || ', ' && ', ' == ', '!', 'always()', 'pull_request', 'merge_group', 'workflow_call', 'branches: ', 'paths: ', '**/', '[a-', 'permissions: ', 'steps:', 'concurrency: ',
  ],
  claim: [
    ...JSONS, '"rules":', '"type":', '"required_status_checks"', '"parameters":', '"context":', '"contexts":', '"checks":', '"conditions":', '"ref_name":', '"include":',
    '"~DEFAULT_BRANCH"', '"refs/heads/**/*"', '"url":', '"/branches/', '/protection"', '"enforcement":', '"bypass_actors":', '"merge_queue"',
  ],
  codeowners: [
    '\n', '\r', ' ', '\t', '*', '**', '/', '/**/', '?', '[', ']', '\\', '\\#', '!', '#', '@ada', '@acme/team', 'a@b.example', '@', 'docs', '.ts', 'src', '\0', '\u00a0', '***',
  ],
  policy: [
    ...YAML, 'strictness: ', 'strict', 'thresholds: ', 'mustVerify: ', 'autonomy:', 'controlledPaths: ', 'redaction:', 'patterns: ', 'pattern: ', '(a*)*', '(?=', 'suppress:', 'check: ',
    'expires: ', '2027-13-45', 'severity: ', 'MD-001.1', '__proto__: ', 'constructor: ', 'externalContexts: ', 'disclosure: ', 'pins: ',
  ],
  event: [
    ...JSONS, '"pull_request":', '"user":', '"login":', '"id":', '"head":', '"base":', '"sha":', '"ref":', '"labels":', '"assignees":', '"merge_group":', '"review":', '"state":', '"sender":',
  ],
}; // prettier-ignore
