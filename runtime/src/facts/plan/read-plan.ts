import { seen, unknown, type Answer, type Gap } from '../answer.js';
import { canonicalJson } from '../digest.js';
import { Missing, partOf, type Part } from '../github/part.js';
import type { PlanFacts, PlanResource } from './plan.js';

/** Modules within modules that are followed. */
const MAX_DEPTH = 50;

/**
 * Reads what `terraform show -json PLAN` prints. Only what was changed or deleted outside of Terraform
 * counts (`resource_drift`), never what the plan itself would do. Never throws: what is no plan is a gap.
 */
export function readPlan(text: string, file: string): Answer<PlanFacts> {
  try {
    const root = partOf(JSON.parse(text) as unknown, '');
    if (root === undefined) throw new Missing('it is no object');
    const version = root.text('format_version');
    if (!/^1\./.test(version)) throw new Missing(`its format_version is ${version}, not 1.x`);
    const isPlan = ['resource_changes', 'resource_drift', 'prior_state', 'planned_values'];
    if (!isPlan.some((key) => root.own(key) !== undefined)) throw new Missing('it is no plan');
    return seen({ file, resources: resourcesIn(root) }, incomplete(root, file));
  } catch (cause) {
    if (!(cause instanceof Missing) && !(cause instanceof SyntaxError)) throw cause;
    const why = cause instanceof Missing ? cause.message : 'it is not JSON';
    return unknown({ code: 'plan-shape', reason: `the plan ${file}: ${why}` });
  }
}

function incomplete(root: Part, file: string): readonly Gap[] {
  const why =
    root.own('errored') === true
      ? 'Terraform failed while it made it'
      : root.own('complete') === false
        ? 'it is of some resources only, or some were deferred'
        : undefined;
  return why === undefined ? [] : [{ code: 'plan-incomplete', reason: `the plan ${file}: ${why}` }];
}

function resourcesIn(root: Part): readonly PlanResource[] {
  const found = new Map<string, PlanResource>();
  const add = (address: string, type: string): void => {
    if (found.has(address)) return;
    found.set(address, { address, type, state: 'same', attributes: [] });
  };
  const state = root.optionalPart('prior_state')?.optionalPart('values');
  for (const resource of inModule(state?.optionalPart('root_module'), 0)) {
    if (isManaged(resource)) add(resource.text('address'), resource.text('type'));
  }
  for (const one of partsIn(root, 'resource_changes')) {
    // What is not there yet was changed by nobody.
    if (isManaged(one) && one.optionalPart('change')?.optionalPart('before') !== undefined) {
      add(one.text('address'), one.text('type'));
    }
  }
  for (const one of partsIn(root, 'resource_drift')) {
    if (isManaged(one)) found.set(one.text('address'), drifted(one));
  }
  return [...found.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
}

const isManaged = (resource: Part): boolean => resource.optionalText('mode') !== 'data';

const partsIn = (part: Part, key: string): readonly Part[] =>
  part.own(key) === undefined ? [] : part.parts(key);

function* inModule(module: Part | undefined, depth: number): Generator<Part> {
  if (module === undefined) return;
  if (depth > MAX_DEPTH) throw new Missing('its modules are nested too deep');
  yield* partsIn(module, 'resources');
  for (const child of partsIn(module, 'child_modules')) yield* inModule(child, depth + 1);
}

function drifted(resource: Part): PlanResource {
  const [address, type] = [resource.text('address'), resource.text('type')];
  const change = resource.part('change');
  const actions = change.own('actions');
  const pointer = resource.at;
  if (Array.isArray(actions) && actions.includes('delete')) {
    return { address, type, state: 'deleted', attributes: [], pointer };
  }
  const [before, after] = [change.optionalPart('before'), change.optionalPart('after')];
  const keys = new Set([...Object.keys(before?.value ?? {}), ...Object.keys(after?.value ?? {})]);
  const attributes = [...keys]
    .filter((key) => !isVolatile(type, key))
    .filter((key) => plain(before?.own(key)) !== plain(after?.own(key)))
    .sort();
  return attributes.length === 0
    ? { address, type, state: 'same', attributes }
    : { address, type, state: 'changed', attributes, pointer };
}

/** What AWS counts or dates by itself, and what protects nothing. */
const VOLATILE: ReadonlySet<string> = new Set([
  ...['tags', 'tags_all', 'timeouts', 'etag', 'version_id', 'description'],
  ...['last_modified', 'last_modified_date', 'last_updated', 'last_updated_date'],
]);
const VOLATILE_OF: Readonly<Record<string, readonly string[]>> = {
  aws_dynamodb_table: ['read_capacity', 'write_capacity', 'stream_arn', 'stream_label'],
  aws_iam_policy: ['attachment_count'],
  aws_backup_vault: ['recovery_points'],
  aws_ssm_parameter: ['version'],
};

const isVolatile = (type: string, attribute: string): boolean =>
  VOLATILE.has(attribute) || VOLATILE_OF[type]?.includes(attribute) === true;

/** Equal for what means the same: nothing in its several forms, and JSON in a text whatever its layout. */
function plain(value: unknown): string {
  if (isNothing(value)) return '';
  if (typeof value === 'string' && /^\s*[[{]/.test(value)) {
    try {
      return canonicalJson(JSON.parse(value));
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
    }
  }
  return canonicalJson(value);
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
