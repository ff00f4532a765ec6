import type { Gap } from '../answer.js';
import { isDynamic, parseTemplate } from '../expressions/template.js';
import { NotAnExpression, parseExpression } from '../expressions/parse.js';
import { child, entry, textOf, type Entry, type Node } from '../nodes/node.js';
import { readYaml } from '../nodes/read-yaml.js';
import type { TextFile } from '../text.js';
import {
  jobDetails,
  nonEmpty,
  permissionsOf,
  scalarText,
  workflowDetails,
  writtenAt,
} from './read-details.js';
import { readTriggers } from './read-triggers.js';
import type { CallInput, ParsedJob, ParsedWorkflow, Permissions, Written } from './workflow.js';

const JOB_ID = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/**
 * Reads a workflow file. What GitHub would refuse is read as far as it goes and marked `refused`;
 * only a file that is no YAML at all answers a gap alone.
 */
export function readWorkflow(file: TextFile, blob: string): ParsedWorkflow | Gap {
  const read = readYaml(file.text);
  if ('malformed' in read) {
    const { code, reason, offset } = read.malformed;
    return { code, reason: `${file.path}: ${reason}`, place: file.place(offset) };
  }
  return new WorkflowReader(file).workflow(read.node, blob);
}

class WorkflowReader {
  #refused: Gap | undefined;

  constructor(readonly file: TextFile) {}

  workflow(root: Node, blob: string): ParsedWorkflow {
    const { file } = this;
    if (root.kind !== 'mapping') this.#refuse(root, 'a workflow is a mapping');
    const on = entry(root, 'on');
    if (on === undefined) this.#refuse(root, 'there is no `on`');
    const jobsEntry = entry(root, 'jobs');
    const permissions = permissionsOf(file, entry(root, 'permissions'));
    const jobs =
      jobsEntry?.value.kind === 'mapping'
        ? jobsEntry.value.entries.map((e) => this.#job(e, permissions, root))
        : [];
    if (jobs.length === 0) this.#refuse(jobsEntry?.value ?? root, 'there are no jobs');
    this.#refuseNeeds(jobs, jobsEntry);
    const call = on === undefined ? undefined : callInputs(on.value);
    return {
      path: file.path,
      blob,
      name: nonEmpty(scalarText(child(root, 'name'))) ?? file.path,
      triggers: on === undefined ? [] : readTriggers(file, on),
      ...workflowDetails(file, root),
      jobs,
      ...(call === undefined ? {} : { callInputs: call }),
      ...(this.#refused === undefined ? {} : { refused: this.#refused }),
    };
  }

  #job({ key, keyNode, value }: Entry, inherited: Permissions | undefined, root: Node): ParsedJob {
    const at = this.file.quote(this.file.place(keyNode.start, keyNode.end));
    if (!JOB_ID.test(key)) this.#refuse(keyNode, `${key} is no job id`);
    if (value.kind !== 'mapping') this.#refuse(value, `the job ${key} is not a mapping`);
    const name = this.#written(child(value, 'name'), true);
    const condition = this.#written(child(value, 'if'), false);
    const uses = this.#written(child(value, 'uses'), false);
    const strategy = child(value, 'strategy');
    const inputs = child(value, 'with');
    if (uses === undefined && entry(value, 'runs-on') === undefined) {
      this.#refuse(value, `the job ${key} has neither \`runs-on\` nor \`uses\``);
    }
    return {
      id: key,
      at,
      ...(name === undefined ? {} : { name }),
      ...(condition === undefined ? {} : { condition: this.#checkedCondition(condition, value) }),
      needs: needsOf(child(value, 'needs')),
      ...(uses === undefined ? {} : { uses }),
      ...jobDetails(this.file, value, inherited, root),
      ...(strategy === undefined ? {} : { strategy }),
      ...(inputs === undefined ? {} : { inputs }),
    };
  }

  /** A scalar that is not empty, with its place. GitHub turns numbers and booleans into text. */
  #written(node: Node | undefined, template: boolean): Written | undefined {
    const written = writtenAt(this.file, node);
    if (node === undefined || written === undefined) return undefined;
    if (template) this.#parses(node, () => parseTemplate(written.text));
    return written;
  }

  #checkedCondition(condition: Written, node: Node): Written {
    this.#parses(child(node, 'if') ?? node, () => {
      if (!isDynamic(parseTemplate(condition.text))) parseExpression(condition.text);
    });
    return condition;
  }

  #parses(node: Node, parse: () => unknown): void {
    try {
      parse();
    } catch (cause) {
      if (!(cause instanceof NotAnExpression)) throw cause;
      this.#refuse(node, `an expression is not valid: ${cause.message}`);
    }
  }

  #refuseNeeds(jobs: readonly ParsedJob[], jobsEntry: Entry | undefined): void {
    const left = jobsInCycles(jobs);
    const ids = new Set(jobs.map((job) => job.id.toLowerCase()));
    for (const job of jobs) {
      const missing = job.needs.find((need) => !ids.has(need.toLowerCase()));
      if (missing !== undefined) {
        this.#refuse(jobsEntry?.value, `the job ${job.id} needs ${missing}, which does not exist`);
      }
    }
    const [cyclic] = left.values();
    if (cyclic !== undefined) this.#refuse(jobsEntry?.value, `the job ${cyclic.id} needs itself`);
  }

  #refuse(node: Node | undefined, reason: string): void {
    this.#refused ??= {
      code: 'workflow-invalid',
      reason: `${this.file.path}: ${reason}`,
      place: this.file.place(node?.start ?? 0),
    };
  }
}

/** What is left, by id in lower case, when jobs whose needs are all met are taken away one by one. */
function jobsInCycles(jobs: readonly ParsedJob[]): ReadonlyMap<string, ParsedJob> {
  const left = new Map(jobs.map((job) => [job.id.toLowerCase(), job]));
  const waiting = new Map<string, { readonly on: Set<string>; readonly job: string }[]>();
  const free: string[] = [];
  for (const [id, job] of left) {
    const on = new Set(
      job.needs.map((need) => need.toLowerCase()).filter((need) => left.has(need)),
    );
    if (on.size === 0) free.push(id);
    for (const need of on) {
      const list = waiting.get(need) ?? [];
      waiting.set(need, list);
      list.push({ on, job: id });
    }
  }
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    left.delete(id);
    for (const { on, job } of waiting.get(id) ?? []) {
      on.delete(id);
      if (on.size === 0) free.push(job);
    }
  }
  return left;
}

function needsOf(node: Node | undefined): readonly string[] {
  const one = textOf(node);
  if (one !== undefined) return [one];
  return node?.kind === 'sequence' ? node.items.flatMap((item) => textOf(item) ?? []) : [];
}

/** Inputs of `workflow_call`, or undefined when the workflow cannot be called. */
function callInputs(on: Node): readonly CallInput[] | undefined {
  const callable =
    textOf(on) === 'workflow_call' ||
    (on.kind === 'sequence' && on.items.some((item) => textOf(item) === 'workflow_call')) ||
    entry(on, 'workflow_call') !== undefined;
  if (!callable) return undefined;
  const inputs = child(child(on, 'workflow_call'), 'inputs');
  if (inputs?.kind !== 'mapping') return [];
  return inputs.entries.map(({ key, value }) => {
    const type = textOf(child(value, 'type'));
    const fallback = child(value, 'default');
    return {
      name: key,
      type: type === 'number' || type === 'boolean' ? type : 'string',
      ...(fallback === undefined ? {} : { default: fallback }),
    };
  });
}
