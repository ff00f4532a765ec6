import { job, policyFile, workflowFile } from '../example-files.js';
import type { RuleMeta } from '../rule.js';

type Files = Readonly<Record<string, string>>;

const ci = (...lines: readonly string[]): Files =>
  workflowFile(['pull_request'], [...job('test'), ...lines.map((line) => `    ${line}`)]);
const deterministic = policyFile('deterministicJobs: [test]');
const reproducible = policyFile('reproducibleJobs: [test]');

export const hiddenNondeterminismMeta: RuleMeta = {
  id: 'MD-003.4',
  title: 'Hidden nondeterminism',
  rationale:
    'Where the policy says that a job answers the same for the same commit, a retry, `continue-on-error` or `|| true` turns a failure that comes and goes into a green check that means nothing.',
  remedy:
    'Mend what fails at times, and let every command decide; or take the check out of `deterministicJobs`.',
  docs: 'docs/rules/MD-003.md#md-0034-hidden-nondeterminism',
  examples: [
    {
      title: 'tests that are run again when they fail (low)',
      answer: 'violation',
      base: { ...ci('- run: pytest --reruns 3'), ...deterministic },
    },
    {
      title: 'a step that may fail (medium)',
      answer: 'violation',
      base: { ...ci('- run: npm run e2e', '  continue-on-error: true'), ...deterministic },
    },
    {
      title: 'a result that is thrown away (medium)',
      answer: 'violation',
      base: { ...ci('- run: npm run lint || true'), ...deterministic },
    },
    {
      title: 'the same in a job of which nothing is claimed',
      answer: 'pass',
      base: {
        ...ci('- run: npm run lint || true', '  continue-on-error: true'),
        ...policyFile('deterministicJobs: []'),
      },
    },
    {
      title: 'a clean-up that may find nothing to do',
      answer: 'pass',
      base: {
        ...ci('- run: rm -r build || true', '- run: grep -c TODO src.txt || echo none'),
        ...deterministic,
      },
    },
    {
      title: 'a download that is tried again: what it answers is the same',
      answer: 'pass',
      base: {
        ...ci('- run: curl --retry 3 --retries 3 -O https://example.org/a.tgz'),
        ...deterministic,
      },
    },
    {
      title: 'a failure that is told before it counts',
      answer: 'pass',
      base: { ...ci('- run: npm run lint || exit 1'), ...deterministic },
    },
    {
      title: 'a name that no job reports',
      answer: 'unknown',
      base: { ...ci(), ...policyFile('deterministicJobs: [tests]') },
    },
  ],
};

export const unpinnedEnvironmentMeta: RuleMeta = {
  id: 'MD-003.5',
  title: 'Unpinned environment',
  rationale:
    'Where the policy says that a job can be built again, a runner called latest, a toolchain by a range or dependencies without their lock file make it another job tomorrow.',
  remedy:
    'Name the version of the runner and the full version of the toolchain, commit the lock file and install by it; or take the check out of `reproducibleJobs`.',
  docs: 'docs/rules/MD-003.md#md-0035-unpinned-environment',
  examples: [
    {
      title: 'the latest runner',
      answer: 'violation',
      base: {
        '.github/workflows/ci.yml':
          'on: pull_request\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n',
        ...reproducible,
      },
    },
    {
      title: 'a toolchain by a range',
      answer: 'violation',
      base: {
        ...ci('- uses: actions/setup-node@v4', '  with: {node-version: 22}'),
        ...reproducible,
      },
    },
    {
      title: 'an install that may rewrite the lock file',
      answer: 'violation',
      base: { ...ci('- run: npm install'), ...reproducible, 'package-lock.json': '{}\n' },
    },
    {
      title: 'an install by a lock file that is not there',
      answer: 'violation',
      base: { ...ci('- run: npm ci'), ...reproducible },
    },
    {
      title: 'everything by its version',
      answer: 'pass',
      base: {
        ...ci(
          '- uses: actions/setup-node@v4',
          '  with: {node-version: 22.12.0}',
          '- run: npm ci --ignore-scripts',
        ),
        ...reproducible,
        'package-lock.json': '{}\n',
      },
    },
    {
      title: 'a version that a file names',
      answer: 'pass',
      base: {
        ...ci('- uses: actions/setup-node@v4', '  with: {node-version-file: .nvmrc}'),
        ...reproducible,
        '.nvmrc': '22.12.0\n',
      },
    },
    {
      title: 'a job of which nothing is claimed',
      answer: 'pass',
      base: { ...ci('- run: npm install'), ...policyFile('reproducibleJobs: []') },
    },
    {
      title: 'a name that no job reports',
      answer: 'unknown',
      base: { ...ci(), ...policyFile("reproducibleJobs: ['release *']") },
    },
  ],
};

const declared = policyFile('modelConsumers: [/config/*.yml]');
const consumer = (...lines: readonly string[]): Files => ({
  'config/triage.yml': `${lines.join('\n')}\n`,
});

export const unsafeConsumerMeta: RuleMeta = {
  id: 'MD-003.6',
  title: 'Confidence without a threshold',
  rationale:
    'A model answers where it does not know as well. Who acts on its answers needs a limit below which they do not count, something to do then, and a way to go on without the model.',
  remedy:
    'Give every declared consumer a threshold above 0, an abstain and a fallback, in its own part of the file or in one that holds it.',
  docs: 'docs/rules/MD-003.md#md-0036-confidence-without-a-threshold',
  examples: [
    {
      title: 'a consumer that takes every answer',
      answer: 'violation',
      base: { ...consumer('model: triage-2', 'temperature: 0'), ...declared },
    },
    {
      title: 'a threshold that lets everything through',
      answer: 'violation',
      base: {
        ...consumer('model: triage-2', 'threshold: 0', 'abstain: human', 'fallback: rules'),
        ...declared,
      },
    },
    {
      title: 'one of two consumers without a fallback',
      answer: 'violation',
      base: {
        ...consumer(
          'defaults: {}',
          'consumers:',
          '  - {model: a, threshold: 0.8, on_abstain: queue, fallback_model: b}',
          '  - {model: c, threshold: 0.8, on_abstain: queue}',
        ),
        ...declared,
      },
    },
    {
      title: 'a consumer with all three',
      answer: 'pass',
      base: {
        ...consumer('model: triage-2', 'min_confidence: 0.8', 'abstain: human', 'fallback: rules'),
        ...declared,
      },
    },
    {
      title: 'safeguards that stand once for several consumers',
      answer: 'pass',
      base: {
        ...consumer(
          'threshold: 0.9',
          'abstain: {to: review}',
          'fallback: rules',
          'consumers: [{model: a}, {model: b}]',
        ),
        ...declared,
      },
    },
    {
      title: 'a file that is not declared',
      answer: 'pass',
      base: {
        ...consumer('model: a', 'threshold: 0.8', 'abstain: x', 'fallback: y'),
        'models/other.yml': 'model: b\n',
        ...declared,
      },
    },
    {
      title: 'a pattern that no file matches',
      answer: 'unknown',
      base: { 'README.md': 'A ledger.\n', ...declared },
    },
  ],
};
