import type { Gap } from '../answer.js';
import { child, entry, textOf, type Node } from '../nodes/node.js';
import { readJson } from '../nodes/read-json.js';
import type { TextFile } from '../text.js';
import type { Claim, MergeQueue, RequiredCheck, Target } from './claim.js';

const BRANCH_FOLDER = '.github/branch-protection/';

/** A branch protection as GitHub answers it (GET) or takes it (PUT). */
export function readBranchProtection(file: TextFile): Claim | Gap {
  const root = document(file);
  if (!('kind' in root)) return root;
  if (root.kind !== 'mapping' || !PROTECTION_KEYS.some((key) => entry(root, key) !== undefined)) {
    return shape(file, root, `none of the keys ${PROTECTION_KEYS.join(', ')}`);
  }
  const required = entry(root, 'required_status_checks')?.value;
  const checks = requiredOf(file, required, child(required, 'contexts'), child(required, 'checks'));
  if ('code' in checks) return checks;
  const strict = booleanOf(child(required, 'strict'));
  return {
    kind: 'branch-protection',
    path: file.path,
    target: { include: [protectedBranch(file.path, root)], exclude: [] },
    enforcement: 'active',
    ...(strict === undefined ? {} : { strict }),
    checks: checks.list,
    foreignWorkflows: false,
  };
}

const PROTECTION_KEYS = [
  'required_status_checks',
  'required_pull_request_reviews',
  'enforce_admins',
  'restrictions',
  'allow_force_pushes',
  'required_linear_history',
] as const;

/** GET names the branch in `url`; a file of the folder is named after it; else it is the default. */
function protectedBranch(path: string, root: Node): string {
  const url = textOf(child(root, 'url')) ?? '';
  const fromUrl = /\/branches\/(.+)\/protection$/.exec(url)?.[1];
  if (fromUrl !== undefined) return `refs/heads/${decode(fromUrl)}`;
  if (!path.startsWith(BRANCH_FOLDER)) return '~DEFAULT_BRANCH';
  return `refs/heads/${path.slice(BRANCH_FOLDER.length).replace(/\.json$/, '')}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A ruleset as GitHub exports it. One for tags or pushes is no claim about branches: undefined. */
export function readRuleset(file: TextFile): Claim | Gap | undefined {
  const root = document(file);
  if (!('kind' in root)) return root;
  const rules = child(root, 'rules');
  const enforcement = textOf(child(root, 'enforcement'));
  if (rules?.kind !== 'sequence' || !isEnforcement(enforcement)) {
    return shape(file, root, 'no `rules` list, or no `enforcement` of active, evaluate, disabled');
  }
  if ((textOf(child(root, 'target')) ?? 'branch') !== 'branch') return undefined;
  const target = targetOf(child(child(root, 'conditions'), 'ref_name'));
  if (target === undefined) {
    return {
      code: 'claim-target-unknown',
      reason: `${file.path}: there is no conditions.ref_name with include and exclude`,
      place: file.place(root.start),
    };
  }
  const parameters = (type: string): readonly Node[] =>
    rules.items
      .filter((rule) => textOf(child(rule, 'type')) === type)
      .map((rule) => child(rule, 'parameters') ?? rule);
  const statusRules = parameters('required_status_checks');
  const lists = statusRules.map((rule) =>
    requiredOf(file, rule, undefined, child(rule, 'required_status_checks')),
  );
  const wrong = lists.find((list) => 'code' in list);
  if (wrong !== undefined) return wrong;
  const name = textOf(child(root, 'name'));
  const strict = booleanOf(child(statusRules[0], 'strict_required_status_checks_policy'));
  const queueRule = rules.items.find((rule) => textOf(child(rule, 'type')) === 'merge_queue');
  return {
    kind: 'ruleset',
    path: file.path,
    ...(name === undefined ? {} : { name }),
    target,
    enforcement,
    ...(strict === undefined ? {} : { strict }),
    checks: lists.flatMap((list) => ('list' in list ? list.list : [])),
    ...(queueRule === undefined ? {} : { mergeQueue: queueOf(file, queueRule) }),
    foreignWorkflows: parameters('workflows').length > 0,
  };
}

function isEnforcement(text: string | undefined): text is Claim['enforcement'] {
  return text === 'active' || text === 'evaluate' || text === 'disabled';
}

function targetOf(refName: Node | undefined): Target | undefined {
  const include = textsOf(child(refName, 'include'));
  if (include === undefined) return undefined;
  return { include, exclude: textsOf(child(refName, 'exclude')) ?? [] };
}

function queueOf(file: TextFile, rule: Node): MergeQueue {
  const type = child(rule, 'type') ?? rule;
  const parameters = child(rule, 'parameters');
  const groupingStrategy = textOf(child(parameters, 'grouping_strategy'));
  const maxEntriesToMerge = numberOf(child(parameters, 'max_entries_to_merge'));
  const timeout = numberOf(child(parameters, 'check_response_timeout_minutes'));
  return {
    ...file.quote(file.place(type.start, type.end)),
    ...(groupingStrategy === undefined ? {} : { groupingStrategy }),
    ...(maxEntriesToMerge === undefined ? {} : { maxEntriesToMerge }),
    ...(timeout === undefined ? {} : { checkResponseTimeoutMinutes: timeout }),
  };
}

/**
 * The checks of both forms: `contexts` are names, `checks` carry the app as `app_id` or
 * `integration_id`. GET answers every check in both forms; the second then says more.
 */
function requiredOf(
  file: TextFile,
  holder: Node | undefined,
  contexts: Node | undefined,
  checks: Node | undefined,
): { readonly list: readonly RequiredCheck[] } | Gap {
  const found = new Map<string, RequiredCheck>();
  for (const node of itemsOf(contexts)) {
    const context = textOf(node);
    if (context === undefined) return shape(file, node, 'a context is not a string');
    found.set(context, { context, ...file.quote(file.place(node.start, node.end)) });
  }
  for (const item of itemsOf(checks)) {
    const node = child(item, 'context');
    const context = textOf(node);
    if (node === undefined || context === undefined) {
      return shape(file, item, 'a required check has no `context`');
    }
    const app = numberOf(child(item, 'app_id') ?? child(item, 'integration_id'));
    found.set(context, {
      context,
      ...file.quote(file.place(node.start, node.end)),
      ...(app === undefined || app < 0 ? {} : { app }),
    });
  }
  if (
    holder !== undefined &&
    holder.kind === 'mapping' &&
    contexts === undefined &&
    checks === undefined
  ) {
    return shape(file, holder, 'required status checks without a list of checks');
  }
  return { list: [...found.values()] };
}

function document(file: TextFile): Node | Gap {
  const read = readJson(file.text);
  if ('node' in read) return read.node;
  const { code, reason, offset } = read.malformed;
  return { code, reason: `${file.path}: ${reason}`, place: file.place(offset) };
}

function shape(file: TextFile, node: Node, reason: string): Gap {
  return {
    code: 'claim-shape',
    reason: `${file.path}: ${reason}`,
    place: file.place(node.start),
  };
}

const itemsOf = (node: Node | undefined): readonly Node[] =>
  node?.kind === 'sequence' ? node.items : [];

const booleanOf = (node: Node | undefined): boolean | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : undefined;

const numberOf = (node: Node | undefined): number | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'number' ? node.value : undefined;

function textsOf(node: Node | undefined): readonly string[] | undefined {
  return node?.kind === 'sequence' ? node.items.flatMap((item) => textOf(item) ?? []) : undefined;
}
