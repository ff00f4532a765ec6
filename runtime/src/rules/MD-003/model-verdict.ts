import type { Job, Step, Tree } from '../../facts/index.js';
import { rolesOf, type RoleOfJob } from '../roles.js';
import { claimEvidence, question, type Requirement } from '../required-checks.js';
import type { Rule } from '../rule.js';
import { programOf } from '../shell/commands.js';
import {
  evidenceAt,
  judgeEach,
  treeRule,
  type Question,
  type TreeResult,
  type Violation,
} from '../violation.js';
import { quoted } from '../reported.js';
import { modelVerdictMeta as meta } from './model-meta.js';
import { modelCall, pinnedModel, readsAnswer, type ModelCall } from './models.js';

/** A required check whose colour is what a model says that day. */
export const modelVerdict: Rule = treeRule(meta, judge);

interface Judging {
  readonly call: ModelCall;
  readonly by: RoleOfJob;
  readonly requirement: Requirement;
  /** A later step, or another job, reads what the model said. */
  readonly read: boolean;
}

function judge(tree: Tree): TreeResult {
  const roles = rolesOf(tree);
  const required = roles.filter(({ role }) => role === 'required');
  const judging = required.flatMap((by): readonly Judging[] => {
    const { requirement, job } = by;
    if (requirement === undefined || isOn(job.continueOnError?.text)) return [];
    return (job.steps ?? []).flatMap((step): readonly Judging[] => {
      const call = modelCall(step, job);
      if (call === undefined) return [];
      const read = isRead(step, by, required);
      return exitDecides(call) || read ? [{ call, by, requirement, read }] : [];
    });
  });
  const result = judgeEach(meta.id, judging, judgeOne);
  const first = new Map([...result.violations].reverse().map((one) => [one.subject, one]));
  const violations = result.violations.filter((one) => first.get(one.subject) === one);
  return { ...result, violations, judged: required.length };
}

const isOn = (text: string | undefined): boolean => text !== undefined && text !== 'false';

function judgeOne({ call, by, requirement, read }: Judging): Violation | Question | undefined {
  const { job, workflow } = by;
  const steps = job.steps ?? [];
  if (steps.some(records) || steps.some((step) => fallsBack(step, call.step))) return undefined;
  const pinned = pinnedModel(call, job);
  if (pinned === 'yes') return undefined;
  const { context } = requirement;
  if (pinned === 'unknown') {
    const reason = `the job ${job.id} of ${workflow.path} asks a model that an expression names, so whether it is a snapshot is not known`;
    return question(requirement, reason, 'Write the model into the workflow by its dated name.');
  }
  return {
    subject: `${context} ${workflow.path} ${job.id}`,
    severity: 'high',
    confidence: read ? 'high' : 'medium',
    title: `required check ${quoted(context)} is decided by a model`,
    claim: claimEvidence(requirement),
    reality: evidenceAt(
      `the job ${job.id} of ${workflow.path} asks a model (${call.by}) and ${read ? 'decides by what it says' : 'fails when that fails'}: no snapshot of the model is named, the verdict is not kept, and there is no fallback`,
      call.step.at,
    ),
    why: 'The same commit is let through today and held back tomorrow, and nobody can show why. Temperature 0 does not change that.',
    fix: 'Let the model advise (`continue-on-error: true`, or a job that nothing requires); or name a dated snapshot of it, keep its verdict as an artifact, and say what happens without it.',
  };
}

/** Whether the job fails when the call fails, or when what is made of its answer does. */
function exitDecides({ step, invocation }: ModelCall): boolean {
  if (isOn(step.continueOnError)) return false;
  const otherwise = invocation?.orElse;
  return otherwise === undefined || ['exit', 'false', 'return'].includes(programOf(otherwise));
}

/** Whether another step, or another required job, acts on what the model said. */
function isRead(step: Step, { job, workflow }: RoleOfJob, required: readonly RoleOfJob[]): boolean {
  const id = step.id?.toLowerCase();
  if (id === undefined) return false;
  const own = { steps: new Set([id]), jobs: new Set<string>() };
  const reads = (texts: readonly (string | undefined)[], ids: typeof own): boolean =>
    texts.some((text) => text !== undefined && readsAnswer(text, ids));
  const steps = (job.steps ?? []).filter((one) => one !== step && !isOn(one.continueOnError));
  if (steps.some((one) => mayFail(one) && reads(textsOf(one), own))) return true;
  if (
    !reads(
      (job.outputs ?? []).map(({ text }) => text),
      own,
    )
  )
    return false;
  const others = { steps: new Set<string>(), jobs: new Set([job.id.toLowerCase()]) };
  return required.some(
    (other) =>
      other.workflow === workflow &&
      other.job !== job &&
      reads([other.job.condition?.text, ...stepTexts(other.job)], others),
  );
}

/** A comment or a summary of the answer decides nothing. */
const mayFail = ({ run }: Step): boolean =>
  /\b(?:exit\s+[1-9]|false|test|grep|jq\s+-e)\b|\[\s/.test(run ?? '');

const textsOf = ({ condition, run, env }: Step): readonly (string | undefined)[] => [
  condition,
  run,
  ...(env ?? []).map(({ text }) => text),
];
const stepTexts = ({ steps }: Job): readonly (string | undefined)[] =>
  (steps ?? []).filter(mayFail).flatMap(textsOf);

const RECORDS = /^actions\/(?:upload-artifact|cache(?:\/save)?|attest(?:-[\w-]+)?)@/;
const records = ({ uses }: Step): boolean => RECORDS.test(uses ?? '');

/** A step that runs where the call failed, or asks how it ended. */
function fallsBack({ condition, run, env }: Step, call: Step): boolean {
  if (/\bfailure\s*\(/.test(condition ?? '')) return true;
  if (call.id === undefined) return false;
  const texts = [condition, run, ...(env ?? []).map(({ text }) => text)];
  const ended = `steps.${call.id}.`.toLowerCase();
  return texts.some((text) => {
    const lower = text?.toLowerCase() ?? '';
    return lower.includes(`${ended}outcome`) || lower.includes(`${ended}conclusion`);
  });
}
