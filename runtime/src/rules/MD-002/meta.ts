import type { CodeownersError } from '../../facts/index.js';
import { policyFile } from '../example-files.js';
import { exampleLive, hidden } from '../example-live.js';
import type { RuleMeta, Told } from '../rule.js';

type Files = Readonly<Record<string, string>>;

/** A ruleset of the default branch whose pull requests need the review of code owners, or do not. */
function reviews(codeOwners: boolean): Files {
  const ruleset = {
    name: 'main',
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: [
      {
        type: 'pull_request',
        parameters: { required_approving_review_count: 1, require_code_owner_review: codeOwners },
      },
    ],
  };
  return { '.github/rulesets/main.json': `${JSON.stringify(ruleset, null, 2)}\n` };
}

const owners = (...lines: readonly string[]): Files => ({
  '.github/CODEOWNERS': `${lines.join('\n')}\n`,
});
const code: Files = { 'src/app.js': 'export {};\n', 'infra/main.tf': 'terraform {}\n' };
const changed: Files = { 'src/app.js': 'export const changed = true;\n' };
const controlled = policyFile('autonomy:', '  controlledPaths: [/infra/]');

const ownerError = (line: number, column: number): CodeownersError => ({
  line,
  column,
  kind: 'Unknown owner',
  path: '.github/CODEOWNERS',
});
const github = (says: string, error: CodeownersError): { readonly told: Told } => ({
  told: {
    says,
    facts: () => ({
      live: exampleLive({ codeownersErrors: { state: 'known', value: [error] } }),
    }),
  },
});

export const codeownersVoidMeta: RuleMeta = {
  id: 'MD-002.6',
  title: 'CODEOWNERS void',
  rationale:
    'CODEOWNERS says who answers for a path. Where nothing matches, owners are taken away or named by a placeholder, or their review is not required, nobody is asked, and the file still looks as if somebody were.',
  remedy:
    'Give every controlled path owners that exist, require the review of code owners, and change owners in a pull request of its own.',
  docs: 'docs/rules/MD-002.md#md-0026-codeowners-void',
  examples: [
    {
      title: 'an owner that is still to be written',
      answer: 'violation',
      base: { ...code, ...reviews(true), ...owners('* @steward-username') },
    },
    {
      title: 'an address in a domain that nobody reads',
      answer: 'violation',
      base: { ...code, ...reviews(true), ...owners('* docs@example.com') },
    },
    {
      title: 'a controlled path that no line matches',
      answer: 'violation',
      base: { ...code, ...controlled, ...reviews(true), ...owners('/src/ @acme/app') },
    },
    {
      title: 'a controlled path whose owners are taken away',
      answer: 'violation',
      base: { ...code, ...controlled, ...reviews(true), ...owners('* @acme/app', '/infra/') },
    },
    {
      title: 'the review of code owners is not required',
      answer: 'violation',
      base: { ...code, ...reviews(false), ...owners('* @acme/app') },
    },
    {
      title: 'a change that takes the owner off the path that it changes',
      answer: 'violation',
      base: { ...code, ...reviews(true), ...owners('/src/ @acme/app', '/.github/ @acme/app') },
      change: { ...changed, ...owners('/.github/ @acme/app') },
    },
    {
      title: 'a change of files that nobody owns (low)',
      answer: 'violation',
      base: { ...code, ...reviews(true), ...owners('/infra/ @acme/platform') },
      change: changed,
    },
    {
      title: 'an owner whom GitHub does not know',
      answer: 'violation',
      base: { ...code, ...reviews(true), ...owners('* @acme/gone') },
      ...github('GitHub knows no `@acme/gone`.', ownerError(1, 3)),
    },
    {
      title: 'owners that exist, and a review that is required',
      answer: 'pass',
      base: { ...code, ...controlled, ...reviews(true), ...owners('* @acme/app') },
      change: changed,
    },
    {
      title: 'a team that has a word of a placeholder in its name',
      answer: 'pass',
      base: { ...code, ...reviews(true), ...owners('* @acme/username-service @acme/owner') },
    },
    {
      title: 'a folder that moves, with the line of its owners',
      answer: 'pass',
      base: { ...code, ...reviews(true), ...owners('/src/ @acme/app', '* @acme/all') },
      change: { ...changed, ...owners('/src/*.js @acme/app', '* @acme/all', '/src/ @acme/app') },
    },
    {
      title: 'paths that are free on purpose and that the change does not touch',
      answer: 'pass',
      base: { ...code, ...reviews(true), ...owners('/src/ @acme/app', '/docs/') },
      change: changed,
    },
    { title: 'no CODEOWNERS', answer: 'pass', base: { ...code, ...reviews(true) } },
    {
      title: 'nothing claimed about reviews',
      answer: 'unknown',
      base: { ...code, ...owners('* @acme/app') },
    },
  ],
};

export const codeownersLinesMeta: RuleMeta = {
  id: 'MD-002.7',
  title: 'CODEOWNERS broken lines',
  rationale:
    'GitHub leaves out a line that it cannot read and says nothing in the pull request. A line that matches no file, or whose files later lines decide, does nothing either.',
  remedy:
    'Correct the line, move it below the more general ones, or remove it. `!`, `[ ]` and an escaped `#` do not work in CODEOWNERS.',
  docs: 'docs/rules/MD-002.md#md-0027-codeowners-broken-lines',
  examples: [
    {
      title: 'an owner without its @',
      answer: 'violation',
      base: { ...code, ...owners('* @acme/app', '/infra/ platform') },
    },
    {
      title: 'a negation, which CODEOWNERS does not have',
      answer: 'violation',
      base: { ...code, ...owners('* @acme/app', '!/infra/ @acme/app') },
    },
    {
      title: 'a pattern that matches no file',
      answer: 'violation',
      base: { ...code, ...owners('* @acme/app', '/Infra/ @acme/platform') },
    },
    {
      title: 'a line that a later one makes useless',
      answer: 'violation',
      base: { ...code, ...owners('/infra/ @acme/platform', '* @acme/app') },
    },
    {
      title: 'a pattern that stands twice',
      answer: 'violation',
      base: { ...code, ...owners('/infra/ @acme/app', '/infra/ @acme/platform') },
    },
    {
      title: 'brackets, which are no range: they match no file here',
      answer: 'violation',
      base: { ...code, ...owners('* @acme/app', '/infra/[a-z]*.tf @acme/platform') },
    },
    {
      title: 'a general line first, special ones below, comments behind',
      answer: 'pass',
      base: {
        ...code,
        ...owners('# who owns what', '* @acme/app', '*.tf @acme/platform # modules', '/src/'),
      },
    },
    {
      title: 'a broken line that the change mends',
      answer: 'pass',
      base: { ...code, ...owners('* acme/app') },
      change: owners('* @acme/app'),
    },
    {
      title: 'one of two owners whom GitHub does not know',
      answer: 'violation',
      base: { ...code, ...owners('* @acme/app', '/infra/ @acme/platform @acme/gone') },
      ...github('GitHub knows no `@acme/gone`.', ownerError(2, 24)),
    },
    {
      title: 'an owner whom GitHub does not know, and whom the change corrects',
      answer: 'pass',
      base: { ...code, ...owners('* @acme/app', '/infra/ @acme/platform @acme/gone') },
      change: owners('* @acme/app', '/infra/ @acme/platform @acme/sre'),
      ...github('GitHub knows no `@acme/gone`.', ownerError(2, 24)),
    },
    {
      title: 'an error of a file that does not decide',
      answer: 'pass',
      base: { ...code, ...owners('* @acme/app') },
      ...github('GitHub tells of docs/CODEOWNERS.', {
        ...ownerError(1, 3),
        path: 'docs/CODEOWNERS',
      }),
    },
    { title: 'no CODEOWNERS', answer: 'pass', base: code },
    {
      title: 'owners of whom GitHub does not say whether they exist',
      answer: 'unknown',
      base: { ...code, ...owners('* @acme/app') },
      told: {
        says: 'GitHub answers 403.',
        facts: () => ({ live: exampleLive({ codeownersErrors: hidden('contents: read') }) }),
      },
    },
  ],
};
