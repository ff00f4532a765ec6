import { describe, expect, it } from '@jest/globals';
import {
  job,
  policyFile,
  rulesetFile,
  workflowFile,
} from '../../../runtime/src/rules/example-files.js';
import { mutableReference } from '../../../runtime/src/rules/MD-003/mutable-reference.js';
import type { Files } from '../../support/repository.js';
import { judge } from './judge.js';
import { sides } from './example-sides.js';

const CI = '.github/workflows/ci.yml';
const RULESET = '.github/rulesets/main.json';
const required = rulesetFile({ contexts: ['test'] });
const step = (...lines: readonly string[]): Files => ({
  ...workflowFile(['pull_request'], [...job('test'), ...lines.map((line) => `    ${line}`)]),
  ...required,
});
/** A required job whose only step is the script. */
const script = (...lines: readonly string[]): Files => ({
  ...workflowFile(
    ['pull_request'],
    [
      'test:',
      '  runs-on: ubuntu-24.04',
      '  steps:',
      '    - run: |',
      ...lines.map((l) => `        ${l}`),
    ],
  ),
  ...required,
});
const names = async (base: Files): Promise<readonly string[]> =>
  (await judge(mutableReference, { base })).findings.map(
    ({ severity, subject }) => `${severity} ${subject}`,
  );

describe('MD-003.1: claim and reality', () => {
  it.each([
    [
      'an action by a branch in a required job (high)',
      [
        'the ruleset "main" requires the check "test"',
        `${RULESET}:20`,
        'acme/setup@main is a branch: every push to it changes what runs here',
        `${CI}:9`,
      ],
    ],
    [
      'a job that publishes, and an action by a tag',
      [
        'the job publish of .github/workflows/release.yml ships what others use',
        '.github/workflows/release.yml:5',
        'acme/setup@v2 is a tag: whoever may write there can move it',
        '.github/workflows/release.yml:8',
      ],
    ],
    [
      'a tool whose newest version is fetched and run',
      [
        'the ruleset "main" requires the check "test"',
        `${RULESET}:20`,
        'npx --yes eslint . fetches whatever version of eslint is the newest',
        `${CI}:9`,
      ],
    ],
  ])('%s', async (title, expected) => {
    expect(await sides(mutableReference, title)).toEqual(expected);
  });
});

describe('MD-003.1: what moves', () => {
  it.each([
    ['- uses: acme/setup@master', 'high acme/setup@master'],
    ['- uses: acme/setup@refs/heads/v1', 'high acme/setup@refs/heads/v1'],
    ['- uses: acme/setup@release/v1', 'medium acme/setup@release/v1'],
    ['- uses: acme/tools/lint@v2.1', 'medium acme/tools/lint@v2.1'],
    ['- uses: docker://alpine:3.20', 'medium alpine:3.20'],
  ])('%s', async (line, expected) => {
    expect(await names(step(line))).toEqual([expected]);
  });

  it.each([
    ['bash <(curl -s https://x.example.org/i.sh)', 'high curl -s https://x.example.org/i.sh'],
    [
      'sh -c "$(wget -qO- https://x.example.org/i.sh)"',
      'high wget -qO- https://x.example.org/i.sh',
    ],
    [
      'curl https://x.example.org/v1.2.3/i.sh | sudo -E bash -s -- -y',
      'medium curl https://x.example.org/v1.2.3/i.sh',
    ],
    ['npx --package=@acme/lint@^2 lint', 'medium npx --package=@acme/lint@^2 lint'],
    ['pnpm dlx cowsay', 'medium pnpm dlx cowsay'],
    ['npm install --global serve', 'medium npm install --global serve'],
    ['python3 -m pip install "build>=1"', 'medium python3 -m pip install build>=1'],
    ['go install example.org/tool@latest', 'medium go install example.org/tool@latest'],
    ['cargo install cross', 'medium cargo install cross'],
  ])('%s', async (line, expected) => {
    expect(await names(script(line))).toEqual([expected]);
  });

  it.each([
    'curl -s https://x.example.org/a.json | python3 -m json.tool',
    'curl -s https://x.example.org/a.tgz | tar xz',
    'curl -s "$ADDRESS" | sh',
    'curl -s http://localhost:8080/i.sh | sh',
    `curl -s https://x.example.org/${'a'.repeat(40)}/i.sh | bash`,
    'curl -s https://x.example.org/a.json | bash report.sh',
    'npx --no-install eslint .',
    'npx ./tool',
    'npm install',
    'npm install -g "$TOOL"',
    'pip install -r requirements.txt',
    'pip install .',
    'pip install -i https://x.example.org/simple build==1.3.0',
    'go install example.org/tool@v1.2.3',
    'cargo install cross --version 0.2.5',
    'make setup && npx eslint .',
    '# npx eslint .',
    "echo 'npx eslint .'",
    'pip install build==1.3.0 # pip install build',
  ])('is nothing of %s', async (line) => {
    expect(await names(script(line))).toEqual([]);
  });

  it('is nothing of PowerShell, which is not read', async () => {
    const base = {
      ...workflowFile(
        ['pull_request'],
        ['test:', '  runs-on: windows-2025', '  steps:', '    - run: npx --yes eslint .'],
      ),
      ...required,
    };
    expect(await names(base)).toEqual([]);
  });

  it('follows local actions and says how many jobs have it', async () => {
    const uses = ['    - uses: ./setup', '    - uses: acme/other@main'];
    const { findings } = await judge(mutableReference, {
      base: {
        ...workflowFile(['pull_request'], [...job('test'), ...uses, ...job('more'), ...uses]),
        ...required,
        'setup/action.yml': 'runs:\n  using: composite\n  steps:\n    - uses: acme/setup@v1\n',
      },
    });
    expect(findings).toMatchObject([
      {
        subject: 'acme/setup@v1',
        severity: 'medium',
        claim: { place: { path: RULESET, line: 20 } },
        reality: {
          says: expect.stringMatching(/; 1 more job has it$/) as unknown,
          place: { path: 'setup/action.yml', line: 4 },
        },
      },
      { subject: 'acme/other@main', severity: 'high' },
    ]);
  });

  it('is brought about by the change that adds it, and not by one that moves it', async () => {
    const before = step('- uses: acme/setup@v1');
    const moved = step('- run: make', '- uses: acme/setup@v1', '- uses: acme/new@v1');
    const { findings } = await judge(mutableReference, { base: before, change: moved });
    expect(findings.map(({ subject, introduced }) => [subject, introduced])).toEqual([
      ['acme/setup@v1', false],
      ['acme/new@v1', true],
    ]);
  });

  it('is nothing of images and workflows of trusted owners', async () => {
    const base = {
      ...workflowFile(
        ['pull_request'],
        [
          'call:',
          '  uses: acme/workflows/.github/workflows/x.yml@main',
          ...job('test', 'container: ghcr.io/acme/build:1'),
        ],
      ),
      ...required,
    };
    expect(await names(base)).toHaveLength(2);
    const trusted = policyFile('pins: {trustedOwners: [acme]}');
    expect(await names({ ...base, ...trusted })).toEqual([]);
  });
});
