import { job, policyFile, rulesetFile, workflowFile } from '../example-files.js';
import type { RuleMeta } from '../rule.js';

type Files = Readonly<Record<string, string>>;

const SHA = '11bd71901bbe5b1630ceea73d27597364c9af683';
const required = rulesetFile({ contexts: ['test'] });
/** A required job `test` with the lines of one more step. */
const step = (...lines: readonly string[]): Files => ({
  ...workflowFile(['pull_request'], [...job('test'), ...lines.map((line) => `    ${line}`)]),
  ...required,
});

export const mutableReferenceMeta: RuleMeta = {
  id: 'MD-003.1',
  title: 'Mutable reference in a gate',
  rationale:
    'A required check says that a commit is sound, and a release says that it is this commit. What runs there by a branch, a tag, or the newest version of a tool can be another program tomorrow: the same commit gets another answer, and whoever can move the name runs code in the gate.',
  remedy:
    'Pin actions and reusable workflows to a full commit, images to a digest, tools to an exact version or a lock file. Name owners whom you trust under `pins.trustedOwners`.',
  docs: 'docs/rules/MD-003.md#md-0031-mutable-reference-in-a-gate',
  examples: [
    {
      title: 'an action by a branch in a required job (high)',
      answer: 'violation',
      base: step('- uses: acme/setup@main'),
    },
    {
      title: 'an action by a tag in a required job (medium)',
      answer: 'violation',
      base: step('- uses: acme/setup@v2'),
    },
    {
      title: 'a job that a required gate needs',
      answer: 'violation',
      base: {
        ...workflowFile(
          ['pull_request'],
          [
            ...job('build'),
            '    - uses: acme/setup@main',
            ...job('test', 'needs: build', 'if: always()'),
          ],
        ),
        ...required,
      },
    },
    {
      title: 'a script that is fetched and run at once',
      answer: 'violation',
      base: step('- run: curl -fsSL https://tools.example.com/install.sh | sh'),
    },
    {
      title: 'a tool whose newest version is fetched and run',
      answer: 'violation',
      base: {
        ...workflowFile(
          ['pull_request'],
          [
            'test:',
            '  runs-on: ubuntu-24.04',
            '  steps:',
            `    - uses: actions/checkout@${SHA}`,
            '    - run: npx --yes eslint .',
          ],
        ),
        ...required,
      },
    },
    {
      title: 'a package without a version',
      answer: 'violation',
      base: step('- run: pip install build'),
    },
    {
      title: 'the image that a required job runs in',
      answer: 'violation',
      base: {
        ...workflowFile(['pull_request'], job('test', 'container: node:22')),
        ...required,
      },
    },
    {
      title: 'a job that publishes, and an action by a tag',
      answer: 'violation',
      base: {
        '.github/workflows/release.yml': [
          'on:',
          '  push:',
          "    tags: ['v*']",
          'jobs:',
          '  publish:',
          '    runs-on: ubuntu-24.04',
          '    steps:',
          '      - uses: acme/setup@v2',
          '      - run: npm publish',
          '',
        ].join('\n'),
      },
    },
    {
      title: 'an action by a branch in a job that nothing requires (info)',
      answer: 'violation',
      base: workflowFile(['pull_request'], [...job('label'), '    - uses: acme/label@main']),
    },
    {
      title: 'an action that is pinned to its commit',
      answer: 'pass',
      base: step(`- uses: actions/checkout@${SHA} # v4.2.2`),
    },
    {
      title: 'an action of this repository, whose own steps are pinned',
      answer: 'pass',
      base: {
        ...step('- uses: ./.github/actions/setup'),
        '.github/actions/setup/action.yml': `runs:\n  using: composite\n  steps:\n    - uses: actions/checkout@${SHA}\n`,
      },
    },
    {
      title: 'a reusable workflow of this repository',
      answer: 'pass',
      base: {
        ...workflowFile(['pull_request'], ['call:', '  uses: ./.github/workflows/test.yml']),
        '.github/workflows/test.yml': `on: workflow_call\njobs:\n${job('test')
          .map((line) => `  ${line}\n`)
          .join('')}`,
        ...rulesetFile({ contexts: ['call / test'] }),
      },
    },
    {
      title: 'an owner whom the policy trusts',
      answer: 'pass',
      base: {
        ...step('- uses: Acme/setup@main'),
        ...policyFile('pins:', '  trustedOwners: [acme]'),
      },
    },
    {
      title: 'a tool that a lock file has installed',
      answer: 'pass',
      base: step('- run: |', '    npm ci', '    npx eslint .'),
    },
    {
      title: 'tools by their exact version, and packages from a lock',
      answer: 'pass',
      base: step(
        '- run: |',
        '    npx --yes eslint@9.39.1 .',
        '    pip install --upgrade pip',
        '    pip install --require-hashes -r requirements.txt',
        '    pip install build==1.3.0',
      ),
    },
    {
      title: 'an answer that is fetched and only read',
      answer: 'pass',
      base: step("- run: curl -fsS https://api.example.com/status | python3 -c 'import json'"),
    },
    {
      title: 'a command that a text only speaks of',
      answer: 'pass',
      base: step(
        '- run: |',
        '    cat <<EOF',
        '    npx --yes eslint',
        '    EOF',
        "    echo 'curl x | sh'",
      ),
    },
    {
      title: 'an image by its digest',
      answer: 'pass',
      base: {
        ...workflowFile(
          ['pull_request'],
          job('test', `container: node:22@sha256:${'0'.repeat(64)}`),
        ),
        ...required,
      },
    },
  ],
};
