import { job, rulesetFile, workflowFile } from '../example-files.js';
import { exampleLive } from '../example-live.js';
import type { RuleMeta, Told } from '../rule.js';

const ACTIONS = 15368;
const test = (...extra: readonly string[]): Readonly<Record<string, string>> =>
  workflowFile(['pull_request'], job('test', ...extra));

const seen = (says: string, name: string, app: number): { readonly told: Told } => ({
  told: {
    says,
    facts: () => ({
      live: exampleLive({
        checkRuns: { state: 'known', value: [{ name, app, status: 'completed' }] },
      }),
    }),
  },
});

export const phantomContextMeta: RuleMeta = {
  id: 'MD-001.1',
  title: 'Phantom context',
  rationale:
    'A required check is matched by its exact name. When no job reports that name the pull request waits for ever, and somebody with the right to bypass merges it unchecked.',
  remedy:
    'Require the name that the job reports: its `name`, else its id, with the suffix of its matrix, and the names of its callers before it.',
  docs: 'docs/rules/MD-001.md#md-0011-phantom-context',
  examples: [
    {
      title: 'the id of a job that has a name',
      answer: 'violation',
      base: test(),
      change: { ...test('name: Unit tests'), ...rulesetFile({ contexts: ['test'] }) },
    },
    {
      title: 'a name that the change gives up',
      answer: 'violation',
      base: { ...test('name: Unit'), ...rulesetFile({ contexts: ['Unit'] }) },
      change: test('name: Unit tests'),
    },
    {
      title: 'a matrix job without its suffix',
      answer: 'violation',
      base: {
        ...test('strategy:', '  matrix:', '    node: [20, 22]'),
        ...rulesetFile({ contexts: ['test'] }),
      },
    },
    {
      title: 'a version that YAML reads as a number',
      answer: 'violation',
      base: {
        ...test('strategy:', '  matrix:', '    python: [3.9, 3.10]'),
        ...rulesetFile({ contexts: ['test (3.9)', 'test (3.10)'] }),
      },
    },
    {
      title: 'a name that is reported',
      answer: 'pass',
      base: { ...test('name: Unit tests'), ...rulesetFile({ contexts: ['Unit tests'] }) },
    },
    {
      title: 'a check of another app, which has reported it',
      answer: 'pass',
      base: { ...test(), ...rulesetFile({ contexts: ['license/cla'], app: 86202 }) },
      ...seen(
        'App 86202 has reported the check `license/cla` on the commit.',
        'license/cla',
        86202,
      ),
    },
    {
      title: 'a check that another app has reported than the one that must',
      answer: 'unknown',
      base: { ...test(), ...rulesetFile({ contexts: ['license/cla'], app: 86202 }) },
      ...seen('App 99 has reported the check `license/cla` on the commit.', 'license/cla', 99),
    },
    {
      title: 'a check that a push to the branch has reported: a pull request does not',
      answer: 'violation',
      base: {
        ...test('name: Unit tests'),
        ...rulesetFile({ contexts: ['test'], app: ACTIONS }),
      },
      ...seen('GitHub Actions has reported the check `test` on the branch.', 'test', ACTIONS),
    },
    {
      title: 'a check of another app',
      answer: 'unknown',
      base: { ...test(), ...rulesetFile({ contexts: ['license/cla'], app: 86202 }) },
    },
    {
      title: 'a name that nothing resembles, from any source',
      answer: 'unknown',
      base: { ...test(), ...rulesetFile({ contexts: ['ci/circleci: build'] }) },
    },
    {
      title:
        'the name of the workflow, from any source: code scanning reports under such names too',
      answer: 'unknown',
      base: { ...test('name: Analyze'), ...rulesetFile({ contexts: ['CI'] }) },
    },
    {
      title: 'a name that nothing reports, bound to GitHub Actions',
      answer: 'violation',
      base: { ...test(), ...rulesetFile({ contexts: ['nightly'], app: ACTIONS }) },
    },
    {
      title: 'a matrix that is computed when the workflow runs',
      answer: 'unknown',
      base: {
        ...test('strategy:', '  matrix:', '    node: ${{ fromJSON(vars.NODES) }}'),
        ...rulesetFile({ contexts: ['test (20)'] }),
      },
    },
    {
      title: 'nothing claimed at all',
      answer: 'unknown',
      base: test(),
    },
  ],
};
