import { textFile } from '../../../../runtime/src/facts/text.js';
import { displayName } from '../../../../runtime/src/facts/workflows/check-name.js';
import {
  checkName,
  emittedChecks,
  type Check,
} from '../../../../runtime/src/facts/workflows/emitted-checks.js';
import { readWorkflow } from '../../../../runtime/src/facts/workflows/read-workflow.js';
import type { ParsedWorkflow } from '../../../../runtime/src/facts/workflows/workflow.js';

export function parsed(text: string, path = '.github/workflows/ci.yml'): ParsedWorkflow {
  const workflow = readWorkflow(textFile(path, text), '0'.repeat(40));
  if ('code' in workflow) throw new Error(workflow.reason);
  return workflow;
}

export interface NamesOptions {
  readonly event?: string;
  /** Other workflows, by file name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The checks that `ci.yml` reports. */
export function checks(
  text: string,
  { event = 'pull_request', files = {} }: NamesOptions = {},
): {
  readonly checks: readonly Check[];
  readonly gaps: readonly string[];
} {
  const workflow = parsed(text);
  const all = new Map([[workflow.path, workflow]]);
  for (const [name, content] of Object.entries(files)) {
    const path = `.github/workflows/${name}`;
    all.set(path, parsed(content, path));
  }
  const emitted = emittedChecks(workflow, all, { event, branch: 'main', workflow: workflow.name });
  return { checks: emitted.checks, gaps: emitted.gaps.map((gap) => gap.reason) };
}

/** Names of the checks of jobs that run; `*` for what is not known, `?` before a check that is not certain. */
export function names(text: string, options: NamesOptions = {}): readonly string[] {
  return checks(text, options)
    .checks.filter((check) => check.when !== 'skipped')
    .map((check) => `${check.certain ? '' : '?'}${displayName(checkName(check))}`);
}

/** Names that are reported only while a job is skipped. */
export function skippedNames(text: string, options: NamesOptions = {}): readonly string[] {
  return checks(text, options)
    .checks.filter((check) => check.when === 'skipped')
    .map((check) => displayName(checkName(check)));
}

/** A workflow with one job `build`; lines below the job, indented by four. */
export function oneJob(...lines: readonly string[]): string {
  const body = ['runs-on: ubuntu-24.04', ...lines].map((line) => `    ${line}\n`).join('');
  return `on: [pull_request, merge_group, push]\njobs:\n  build:\n${body}`;
}

/** A workflow with one job `build` and the lines of its matrix. */
export function withMatrix(...lines: readonly string[]): string {
  return oneJob('strategy:', '  matrix:', ...lines.map((line) => `    ${line}`));
}
