import type { Job, NamedText, Step, Workflow } from '../../facts/index.js';
import { deedOf, deedOfAction, deedOfStep } from '../deeds.js';
import { invocationsOf, programOf, type Invocation } from '../shell/commands.js';
import { asksModel, modelCall, readsAnswer, type Answering } from './models.js';
import { runsItsInput } from './piped-scripts.js';

/** The words of a model where they do something. */
export interface Flow {
  readonly job: Job;
  readonly step: Step;
  /** Who is asked. */
  readonly by: string;
  readonly into: 'shell' | 'deed';
  /** In a sentence behind "the answer of a model". */
  readonly says: string;
  /** Through a variable, and compared before it is used. */
  readonly checked: boolean;
}

/** Flows in all jobs of a workflow; at most one a step. */
export function flowsOf(workflow: Workflow): readonly Flow[] {
  const calls = workflow.jobs.flatMap((job) =>
    (job.steps ?? []).flatMap((step) => {
      const call = modelCall(step, job);
      return call === undefined ? [] : [{ job, ...call }];
    }),
  );
  if (calls.length === 0) return [];
  const by = calls[0]?.by ?? '';
  const idsOf = (job: Job): ReadonlySet<string> =>
    new Set(calls.flatMap((call) => (call.job === job ? (call.step.id?.toLowerCase() ?? []) : [])));
  const jobs = new Set(
    workflow.jobs
      .filter((job) => {
        const answering = { steps: idsOf(job), jobs: new Set<string>() };
        return (job.outputs ?? []).some(({ text }) => readsAnswer(text, answering));
      })
      .map(({ id }) => id.toLowerCase()),
  );
  return workflow.jobs.flatMap((job) => {
    const answering: Answering = { steps: idsOf(job), jobs };
    return (job.steps ?? []).flatMap((step): readonly Flow[] => {
      const flow = flowIn(step, job, answering);
      return flow === undefined ? [] : [{ job, step, by, ...flow }];
    });
  });
}

type Found = Pick<Flow, 'into' | 'says' | 'checked'>;

function flowIn(step: Step, job: Job, answering: Answering): Found | undefined {
  const reads = (text: string | undefined): boolean =>
    text !== undefined && readsAnswer(text, answering);
  if (reads(step.run)) return shell('is written into its script before the shell reads it');
  const script = step.with?.find(({ name }) => name === 'script');
  if (/^actions\/github-script@/.test(step.uses ?? '') && reads(script?.text)) {
    return shell('is written into its script before it runs');
  }
  const given = (step.with ?? []).some(({ text }) => reads(text));
  const action = deedOfAction(step);
  if (action !== undefined && given) return deed(`is given to an action that ${action}`);
  if (reads(step.condition) || reads(job.condition?.text)) {
    const done = deedOfStep(step, job);
    if (done !== undefined) return deed(`decides whether it ${done}`);
  }
  const variables = [...(job.env ?? []), ...(step.env ?? [])].filter(({ text }) => reads(text));
  return step.run === undefined ? undefined : flowInScript(step, job, variables);
}

const shell = (says: string, checked = false): Found => ({ into: 'shell', says, checked });
const deed = (says: string, checked = false): Found => ({ into: 'deed', says, checked });

/** What a script does with the variables that hold an answer, and with the answers that it asks for itself. */
function flowInScript(step: Step, job: Job, variables: readonly NamedText[]): Found | undefined {
  const names = new Set(variables.map(({ name }) => name));
  let checked = false;
  for (const invocation of invocationsOf(step, job)) {
    const { command, into } = invocation;
    if (asksModel(command) && into.some(runsItsInput)) return shell('is run by a shell');
    const assigned = /^([A-Za-z_]\w*)=\$\(\)$/.exec(command.words[0] ?? '')?.[1];
    if (assigned !== undefined && command.inner.some(asksModel)) names.add(assigned);
    if (runsCode(invocation, names)) return shell('is run by a shell');
    if (names.size === 0) continue;
    const holds = command.words.some((word) => mentions(word, names));
    const done = deedOf(invocation);
    if (done !== undefined && (holds || checked)) {
      const says = holds ? `is given to a command that ${done}` : `decides whether it ${done}`;
      return deed(says, checked);
    }
    if (holds && isTest(invocation)) checked = true;
  }
  return undefined;
}

/** Code made of an answer: `eval`, `sh -c`, the program itself, or piped into a shell. */
function runsCode(
  { command, program, args, into }: Invocation,
  names: ReadonlySet<string>,
): boolean {
  const { words, inner } = command;
  const answered = inner.some(asksModel);
  const holds = (word: string | undefined): boolean =>
    word !== undefined && (mentions(word, names) || (answered && word.includes('$()')));
  if (words.includes('eval')) return words.some(holds);
  if (/^(?:ba|da|z)?sh$/.test(program)) {
    return (
      holds(args[args.findIndex((word) => /^-\w*c$/.test(word)) + 1]) &&
      args.some((w) => /^-\w*c$/.test(w))
    );
  }
  if (/^\$\{?\w+\}?$/.test(program) && mentions(program, names)) return true;
  return words.some(holds) && into.some((one) => runsItsInput(one) && programOf(one) !== '');
}

function mentions(word: string, names: ReadonlySet<string>): boolean {
  for (const [, name] of word.matchAll(/\$\{?([A-Za-z_]\w*)/g)) {
    if (names.has(name ?? '')) return true;
  }
  return false;
}

const TESTS: ReadonlySet<string> = new Set(['[', '[[', 'test', 'case', 'grep', 'egrep', 'jq']);
/** Whether a command compares; that there is an answer at all is no check of it. */
const isTest = ({ program, args }: Invocation): boolean =>
  TESTS.has(program) && !args.includes('-z') && !args.includes('-n');
