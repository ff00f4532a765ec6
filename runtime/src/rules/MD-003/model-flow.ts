import { valueOf, type Tree, type Workflow } from '../../facts/index.js';
import { eventsByFile } from '../reached-by.js';
import type { Rule } from '../rule.js';
import { evidenceAt, treeRule, type TreeResult, type Violation } from '../violation.js';
import { flowsOf, type Flow } from './model-flows.js';
import { modelFlowMeta as meta } from './model-meta.js';

/** The words of a model that a shell runs, or that decide what is merged, pushed or written. */
export const modelFlow: Rule = treeRule(meta, judge);

function judge(tree: Tree): TreeResult {
  const workflows = valueOf(tree.workflows) ?? [];
  const found = workflows.flatMap((workflow) =>
    flowsOf(workflow).map((flow) => violation(tree, workflow, flow)),
  );
  const first = new Map([...found].reverse().map((one) => [one.subject, one]));
  const violations = found.filter((one) => first.get(one.subject) === one);
  return { violations, unknowns: [], judged: workflows.length };
}

function violation(tree: Tree, workflow: Workflow, flow: Flow): Violation {
  const { job, step, by, into, says, checked } = flow;
  const foreign =
    workflow.triggers.some(({ event }) => event === 'pull_request_target') ||
    eventsByFile(tree).get(workflow.path)?.has('pull_request_target') === true;
  const where = step.id ?? step.uses?.split('@')[0] ?? 'run';
  return {
    subject: `${workflow.path} ${job.id} ${where} ${into}`,
    severity: checked ? 'medium' : foreign ? 'critical' : 'high',
    confidence: checked ? 'medium' : 'high',
    title: `the job ${job.id} does what a model says`,
    claim: evidenceAt(`the job ${job.id} of ${workflow.path} does what its lines say`, job.at),
    reality: evidenceAt(`the answer of a model (${by}) ${says}`, step.at),
    why: 'What a model reads can tell it what to answer: an issue, a comment or a change of a stranger then runs commands, or merges, with the rights of this job.',
    fix:
      into === 'shell'
        ? 'Give the answer to a program as data: through an environment variable, in quotes, compared with the values that are allowed; never to a shell.'
        : 'Let a person decide, or let a step that asks no model check the answer against a short list of values first.',
  };
}
