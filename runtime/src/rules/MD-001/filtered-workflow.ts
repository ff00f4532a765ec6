import type { Tree, Trigger } from '../../facts/index.js';
import { proposedWorkflow, rulesetFile } from '../example-files.js';
import { fileThatStartsNone, pullRequestTriggers } from '../path-filters.js';
import { judgeCauses, type Group } from '../judge-required.js';
import { reportedBy } from '../reported.js';
import { claimEvidence, type Requirement } from '../required-checks.js';
import type { Rule, RuleMeta } from '../rule.js';
import { evidenceAt, treeRule, type TreeResult, type Violation } from '../violation.js';
import { listed } from './explain.js';

const claim = rulesetFile({ contexts: ['test'] });
const workflow = (file: string, ...filter: readonly string[]): Readonly<Record<string, string>> =>
  proposedWorkflow(file, 'npm test', ...filter);

const meta: RuleMeta = {
  id: 'MD-001.3',
  title: 'Filtered required workflow',
  rationale:
    'A workflow whose `paths` keep it from starting reports nothing, not even a skip. A change that touches none of them waits for the required check for ever.',
  remedy:
    'Let the workflow always start and decide inside it what to run; or add a twin with the opposite filter that reports the same name.',
  docs: 'docs/rules/MD-001.md#md-0013-filtered-required-workflow',
  examples: [
    {
      title: 'a required job in a workflow for some paths only',
      answer: 'violation',
      base: { ...workflow('ci.yml', 'paths: [src/**]'), ...claim },
    },
    {
      title: 'a change that ignores documentation',
      answer: 'violation',
      base: { ...workflow('ci.yml'), ...claim },
      change: workflow('ci.yml', "paths-ignore: ['**.md']"),
    },
    {
      title: 'a twin with the opposite filter',
      answer: 'pass',
      base: {
        ...workflow('ci.yml', 'paths: [src/**]'),
        ...workflow('no-ci.yml', 'paths-ignore: [src/**]'),
        ...claim,
      },
    },
    {
      title: 'a second workflow that always starts',
      answer: 'pass',
      base: {
        ...workflow('ci.yml', 'paths: [src/**]'),
        ...workflow('all.yml', 'branches: [main]'),
        ...claim,
      },
    },
    {
      title: 'a filter that every file passes',
      answer: 'pass',
      base: { ...workflow('ci.yml', "paths: ['**']"), ...claim },
    },
    {
      title: 'a filter on a job that nothing requires',
      answer: 'pass',
      base: {
        ...workflow('all.yml'),
        '.github/workflows/docs.yml':
          'on:\n  pull_request:\n    paths: [docs/**]\njobs:\n  docs:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: make docs\n',
        ...claim,
      },
    },
  ],
};

/** A required check whose every workflow starts for some files only. */
export const filteredWorkflow: Rule = treeRule(meta, judge);

interface Filtered {
  readonly requirement: Requirement;
  readonly triggers: readonly Trigger[];
  /** A change of this file alone starts nothing. */
  readonly file: string;
}

function judge(tree: Tree): TreeResult {
  return judgeCauses(
    meta.id,
    tree,
    (requirement) => filteredIn(tree, requirement),
    ({ triggers }) => triggers.map(({ place }) => place.path).join(', '),
    violation,
  );
}

function filteredIn(tree: Tree, requirement: Requirement): Filtered | undefined {
  const reported = reportedBy(tree, requirement.context, 'pullRequest');
  if (reported.state !== 'yes') return undefined;
  const triggers = reported.by.flatMap((check) => pullRequestTriggers(tree, check));
  const distinct = [...new Set(triggers)];
  const file = fileThatStartsNone(distinct);
  return file === undefined ? undefined : { requirement, triggers: distinct, file };
}

function violation(workflows: string, group: Group<Filtered>): Violation {
  const [{ requirement, triggers, file }] = group;
  const names = listed(group.map((filtered) => filtered.requirement.context));
  const trigger = triggers[0];
  const filter = trigger?.paths === undefined ? '`paths-ignore`' : '`paths`';
  return {
    subject: workflows,
    severity: 'high',
    confidence: 'high',
    title: `required check ${names} is not reported for every change`,
    claim: claimEvidence(requirement),
    reality: evidenceAt(
      `${filter} keeps ${workflows} from starting, for example for a change of ${file} alone`,
      trigger?.pathsAt ?? trigger,
    ),
    why: 'A workflow that does not start reports nothing: the check stays pending and such a pull request cannot be merged without a bypass.',
    fix: `Take ${filter} away from ${workflows} and decide in a first job what to run, or add a workflow with the opposite filter that reports ${names}.`,
  };
}
