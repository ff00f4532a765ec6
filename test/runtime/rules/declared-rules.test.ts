import { describe, expect, it } from '@jest/globals';
import { job, policyFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { hiddenNondeterminism } from '../../../runtime/src/rules/MD-003/hidden-nondeterminism.js';
import { unpinnedEnvironment } from '../../../runtime/src/rules/MD-003/unpinned-environment.js';
import { unsafeConsumer } from '../../../runtime/src/rules/MD-003/unsafe-consumer.js';
import type { Rule } from '../../../runtime/src/rules/rule.js';
import type { Files } from '../../support/repository.js';
import { sides } from './example-sides.js';
import { judge } from './judge.js';

const POLICY = '.phase-mirror.yml';
const CI = '.github/workflows/ci.yml';
const DETERMINISTIC = `${POLICY} says that "test" answers the same for the same commit`;
const REPRODUCIBLE = `${POLICY} says that "test" runs in an environment that can be built again`;

describe('claim and reality', () => {
  it.each<readonly [Rule, string, readonly string[]]>([
    [
      hiddenNondeterminism,
      'tests that are run again when they fail (low)',
      [
        DETERMINISTIC,
        `${POLICY}:1`,
        'in the job test of .github/workflows/ci.yml `pytest --reruns 3` runs again what fails',
        `${CI}:9`,
      ],
    ],
    [
      hiddenNondeterminism,
      'a result that is thrown away (medium)',
      [
        DETERMINISTIC,
        `${POLICY}:1`,
        'in the job test of .github/workflows/ci.yml `npm run lint || true` is green whatever comes of it',
        `${CI}:9`,
      ],
    ],
    [
      unpinnedEnvironment,
      'the latest runner',
      [
        REPRODUCIBLE,
        `${POLICY}:1`,
        'in the job test of .github/workflows/ci.yml `ubuntu-latest` is whatever image GitHub calls the latest',
        `${CI}:4`,
      ],
    ],
    [
      unpinnedEnvironment,
      'an install by a lock file that is not there',
      [
        REPRODUCIBLE,
        `${POLICY}:1`,
        'in the job test of .github/workflows/ci.yml `npm ci` finds no package-lock.json in the repository',
        `${CI}:9`,
      ],
    ],
    [
      unsafeConsumer,
      'one of two consumers without a fallback',
      [
        `${POLICY} says that consumers of a model know when not to act`,
        `${POLICY}:1`,
        'config/triage.yml#/consumers/1 has no fallback',
        'config/triage.yml:4',
      ],
    ],
  ])('%#: %s', async (rule, title, expected) => {
    expect(await sides(rule, title)).toEqual(expected);
  });
});

const ci = (...lines: readonly string[]): Files =>
  workflowFile(['pull_request'], [...job('test'), ...lines.map((line) => `    ${line}`)]);
const subjects = async (rule: Rule, base: Files): Promise<readonly string[]> =>
  (await judge(rule, { base })).findings.map(({ severity, subject }) => `${severity} ${subject}`);

describe('MD-003.4: hidden nondeterminism', () => {
  const found = (...lines: readonly string[]): Promise<readonly string[]> =>
    subjects(hiddenNondeterminism, {
      ...ci(...lines),
      ...policyFile("deterministicJobs: ['te*']"),
    });

  it.each([
    ['- run: npx playwright test --retries=2', 'low', 'retry'],
    ['- uses: nick-fields/retry@v3', 'low', 'retry'],
    ["- run: 'npm test || :'", 'medium', 'or-true'],
    ['- run: npm test || exit 0', 'medium', 'or-true'],
  ])('%s', async (line, severity, key) => {
    expect(await found(line)).toEqual([`${severity} ${CI} test ${key}`]);
  });

  it.each([
    '- run: npx playwright test --retries=0',
    '- run: npx playwright test --retries 0',
    '- run: count=$(grep -c x y || true)',
    '- run: npm test || { echo failed; exit 1; }',
    "- run: echo 'npm test || true'",
    '- {run: make, continue-on-error: false}',
  ])('is none of %s', async (line) => {
    expect(await found(line)).toEqual([]);
  });

  it('is one finding for each way, however often it stands there', async () => {
    expect(
      await found('- run: npm test || true', '- run: npm run lint || true', '- run: retry make'),
    ).toEqual([`medium ${CI} test or-true`, `low ${CI} test retry`]);
  });

  it('is told of the job as a whole', async () => {
    const base = {
      ...workflowFile(['pull_request'], job('test', 'continue-on-error: true')),
      ...policyFile('deterministicJobs: [test]'),
    };
    expect(await subjects(hiddenNondeterminism, base)).toEqual([
      `medium ${CI} test continue-on-error`,
    ]);
  });
});

describe('MD-003.5: an unpinned environment', () => {
  const found = (files: Files, ...lines: readonly string[]): Promise<readonly string[]> =>
    subjects(unpinnedEnvironment, {
      ...ci(...lines),
      ...policyFile('reproducibleJobs: [test]'),
      ...files,
    });
  const lock = { 'package-lock.json': '{}\n', 'yarn.lock': '\n', 'pnpm-lock.yaml': 'a: 1\n' };

  it.each([
    ['- uses: actions/setup-python@v5', 'toolchain (actions/setup-python)'],
    ['- {uses: actions/setup-go@v5, with: {go-version: stable}}', 'toolchain (actions/setup-go)'],
    ['- run: yarn', 'dependencies (yarn)'],
    ['- run: pnpm install --no-frozen-lockfile', 'dependencies (pnpm)'],
  ])('%s', async (line, key) => {
    expect(await found(lock, line)).toEqual([`low ${CI} test ${key}`]);
  });

  it.each([
    "- {uses: actions/setup-python@v5, with: {python-version: '3.12.4'}}",
    "- {uses: actions/setup-node@v4, with: {node-version: '${{ matrix.node }}'}}",
    '- run: yarn install --immutable',
    '- run: pnpm install',
    '- run: yarn test',
    '- run: npm install -g npm@10.9.0',
  ])('is none of %s', async (line) => {
    expect(await found(lock, line)).toEqual([]);
  });
});
