import type { Gap } from '../answer.js';
import { child, entry, textOf, type Entry, type MappingNode, type Node } from '../nodes/node.js';
import type { TextFile } from '../text.js';
import type { Claim } from './claim.js';
import { ClaimDocument, itemsOf, WrongShape } from './document.js';
import { hclLayout } from './hcl-layout.js';
import { blockNode, isObject, mappingAt, scalar } from './hcl-nodes.js';
import { protectionClaim } from './protection.js';
import { providerDefaults } from './provider-defaults.js';
import { rulesetClaim } from './ruleset.js';

/** A Terraform file as hcl2json reads it. */
export interface TerraformFile {
  readonly file: TextFile;
  readonly json: unknown;
}

interface Resource {
  readonly name: string;
  readonly body: MappingNode;
}

/**
 * The claims of Terraform files of one folder about the repository called `repository`. What another
 * repository is given is none of ours; what hangs on a variable, a count or a loop is a gap.
 */
export function terraformClaims(
  files: readonly TerraformFile[],
  repository: string | undefined,
): readonly (Claim | Gap)[] {
  const names = repositoryNames(files);
  return files.flatMap((one) => {
    const document = new ClaimDocument(one.file);
    return Object.entries(READERS).flatMap(([type, read]) =>
      resourcesOf(one, type).flatMap((resource): readonly (Claim | Gap)[] => {
        try {
          const own = isOwn(document, resource, names, repository);
          const claim = own ? read(document, plain(document, resource)) : undefined;
          return claim === undefined ? [] : [claim];
        } catch (cause) {
          if (cause instanceof WrongShape) return [cause.gap];
          throw cause;
        }
      }),
    );
  });
}

type Reader = (document: ClaimDocument, resource: Resource) => Claim | undefined;

const READERS: Readonly<Record<string, Reader>> = {
  github_branch_protection: (document, { body }) => protection(document, body, 'pattern'),
  github_branch_protection_v3: (document, { body }) => protection(document, body, 'branch'),
  github_repository_ruleset: ruleset,
};

function resourcesOf({ file, json }: TerraformFile, type: string, kind = 'resource'): Resource[] {
  const all = isObject(json) ? json[kind] : undefined;
  const ofType = isObject(all) ? all[type] : undefined;
  if (!isObject(ofType)) return [];
  const layout = hclLayout(file.text);
  return Object.entries(ofType).flatMap(([name, bodies]) => {
    const [body] = Array.isArray(bodies) ? (bodies as readonly unknown[]) : [];
    if (!isObject(body)) return [];
    const block = layout.find(
      (item) => item.key === kind && item.labels[0] === type && item.labels[1] === name,
    );
    const extent = block?.extent ?? ([0, 0] as const);
    return [{ name, body: blockNode(body, block?.body ?? [], extent, file.text) }];
  });
}

/** Names of repositories by how they are referred to, where a file states them. */
function repositoryNames(files: readonly TerraformFile[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const file of files) {
    for (const [kind, prefix] of [
      ['resource', ''],
      ['data', 'data.'],
    ] as const) {
      for (const { name, body } of resourcesOf(file, 'github_repository', kind)) {
        const stated = textOf(child(body, 'name')) ?? textOf(child(body, 'full_name'));
        if (stated !== undefined && !isOpen(stated)) {
          names.set(`${prefix}github_repository.${name}`, stated.replace(/^.*\//, ''));
        }
      }
    }
  }
  return names;
}

const isOpen = (text: string): boolean => text.includes('${') || text.includes('%{');

const REFERENCE = /^\$\{((?:data\.)?github_repository\.[\w-]+)\.\w+\}$/;

function isOwn(
  document: ClaimDocument,
  { name, body }: Resource,
  names: ReadonlyMap<string, string>,
  repository: string | undefined,
): boolean {
  const node = child(body, 'repository') ?? child(body, 'repository_id');
  const text = textOf(node) ?? '';
  const target = names.get(REFERENCE.exec(text)?.[1] ?? '') ?? (isOpen(text) ? undefined : text);
  if (target === undefined || target === '' || repository === undefined) {
    throw document.refuse(
      node ?? body,
      `which repository the resource ${name} is about cannot be told`,
      'claim-unresolved',
    );
  }
  return target.toLowerCase() === repository.toLowerCase();
}

/** Values that a claim cannot do without. */
const DECISIVE = [
  'pattern',
  'enforcement',
  'target',
  'contexts',
  'checks',
  'context',
  'include',
  'exclude',
];

/** The resource, unless loops or variables decide what it is. */
function plain(document: ClaimDocument, resource: Resource): Resource {
  for (const node of nodesOf(resource.body)) {
    const loop = ['count', 'for_each', 'dynamic'].map((key) => entry(node, key)).find(Boolean);
    if (loop !== undefined) throw open(document, loop.keyNode, resource);
    for (const value of DECISIVE.flatMap((key) => valuesOf(child(node, key)))) {
      if (isOpen(textOf(value) ?? '')) throw open(document, value, resource);
    }
  }
  return resource;
}

const open = (document: ClaimDocument, node: Node, { name }: Resource): WrongShape =>
  document.refuse(node, `the resource ${name} hangs on a variable or a loop`, 'claim-unresolved');

const valuesOf = (node: Node | undefined): readonly Node[] =>
  node === undefined ? [] : node.kind === 'sequence' ? node.items : [node];

function* nodesOf(node: Node): Generator<Node> {
  yield node;
  if (node.kind === 'sequence') for (const item of node.items) yield* nodesOf(item);
  if (node.kind === 'mapping') for (const { value } of node.entries) yield* nodesOf(value);
}

/** A block that stands once is a list of one for hcl2json. */
const single = (node: Node | undefined): Node | undefined =>
  node?.kind === 'sequence' ? node.items[0] : node;

type Part = { readonly key: Entry['keyNode']; readonly value: Node } | undefined;

function part(node: Node | undefined, key: string, once = true): Part {
  const found = entry(node, key);
  if (found === undefined) return undefined;
  const value = once && isBlocks(found.value) ? single(found.value) : found.value;
  return value === undefined ? undefined : { key: found.keyNode, value };
}

const isBlocks = (node: Node): boolean =>
  node.kind === 'sequence' && node.items.some((item) => item.kind === 'mapping');

function protection(document: ClaimDocument, body: MappingNode, by: 'pattern' | 'branch'): Claim {
  const target = child(body, by);
  const text = textOf(target);
  if (target === undefined || text === undefined) {
    throw document.refuse(body, `there is no \`${by}\``, 'claim-target-unknown');
  }
  const isDefault = /^\$\{(?:data\.)?github_repository\.[\w-]+\.default_branch\}$/.test(text);
  if (isOpen(text) && !isDefault) {
    throw document.refuse(target, 'its branch hangs on a variable', 'claim-unresolved');
  }
  const status = part(body, 'required_status_checks');
  const reviews = part(body, 'required_pull_request_reviews');
  const root = mappingAt(body, {
    required_status_checks: status && { ...status, value: withApps(status.value) },
    required_pull_request_reviews: reviews && { ...reviews, value: withBypassers(reviews.value) },
    // The provider leaves administrators unbound unless told otherwise.
    enforce_admins: part(body, 'enforce_admins') ?? {
      key: scalar(by, [target.start, target.end]),
      value: scalar(false, [target.start, target.end]),
    },
    allow_force_pushes: part(body, 'allows_force_pushes'),
  });
  return protectionClaim(
    document,
    root,
    target,
    isDefault ? '~DEFAULT_BRANCH' : `refs/heads/${text}`,
  );
}

/** `checks` are texts `context:app`; without either list nothing is required. */
function withApps(node: Node): Node {
  const checks = part(node, 'checks');
  const contexts = part(node, 'contexts');
  const none = { key: scalar('contexts', [node.start, node.end]), value: emptyAt(node) };
  return mappingAt(node, {
    strict: part(node, 'strict'),
    contexts: contexts ?? (checks === undefined ? none : undefined),
    checks: checks && {
      ...checks,
      value: listAt(checks.value, itemsOf(checks.value).map(appCheck)),
    },
  });
}

function appCheck(item: Node): Node {
  const [, context = '', app] = /^(.*?)(?::(\d+))?$/s.exec(textOf(item) ?? '') ?? [];
  const extent = [item.start, item.end] as const;
  const key = scalar('check', extent);
  return mappingAt(item, {
    context: { key, value: scalar(context, extent) },
    app_id: app === undefined ? undefined : { key, value: scalar(Number(app), extent) },
  });
}

function withBypassers(node: Node): Node {
  if (node.kind !== 'mapping') return node;
  const bypassers = part(node, 'pull_request_bypassers');
  const allowances = part(node, 'bypass_pull_request_allowances');
  const added = bypassers && {
    key: bypassers.key,
    value: mappingAt(bypassers.value, { users: bypassers }),
  };
  return mappingAt(node, {
    ...providerDefaults(node, 'required_pull_request_reviews'),
    ...partsOf(node),
    bypass_pull_request_allowances: allowances ?? added,
  });
}

function ruleset(document: ClaimDocument, { body }: Resource): Claim | undefined {
  const conditions = part(body, 'conditions');
  const actors = part(body, 'bypass_actors', false);
  const rules = part(body, 'rules');
  const root = mappingAt(body, {
    name: part(body, 'name'),
    target: part(body, 'target'),
    enforcement: part(body, 'enforcement'),
    conditions: conditions && {
      ...conditions,
      value: mappingAt(conditions.value, { ref_name: part(conditions.value, 'ref_name') }),
    },
    // Terraform states the whole ruleset: whom it does not name may not bypass.
    bypass_actors: actors ?? {
      key: scalar('bypass_actors', [body.start, body.end]),
      value: emptyAt(body),
    },
    rules: rules && { ...rules, value: listAt(rules.value, rulesOf(rules.value)) },
  });
  return rulesetClaim(document, root);
}

const partsOf = (node: MappingNode): Readonly<Record<string, Part>> =>
  Object.fromEntries(node.entries.map(({ key }) => [key, part(node, key)]));

/** Rules are blocks, or flags, by their type. */
function rulesOf(node: Node): readonly Node[] {
  if (node.kind !== 'mapping') return [];
  return node.entries.flatMap((rule) => {
    if (rule.value.kind === 'scalar' && rule.value.value !== true) return [];
    const type = rule.key === 'required_workflows' ? 'workflows' : rule.key;
    const { keyNode } = rule;
    const at = [keyNode.start, keyNode.end] as const;
    const parameters = rule.value.kind === 'scalar' ? undefined : single(rule.value);
    const checks = part(parameters, 'required_check', false);
    const value =
      parameters?.kind !== 'mapping'
        ? parameters
        : mappingAt(parameters, {
            ...providerDefaults(keyNode, type),
            ...partsOf(parameters),
            ...(checks === undefined ? {} : { required_status_checks: checks }),
          });
    return [
      mappingAt(keyNode, {
        type: { key: keyNode, value: scalar(type, at) },
        parameters: value && { key: keyNode, value },
      }),
    ];
  });
}

const listAt = ({ start, end }: Node, items: readonly Node[]): Node => ({
  kind: 'sequence',
  items,
  start,
  end,
});

const emptyAt = (node: Node): Node => listAt(node, []);
