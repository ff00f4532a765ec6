import type { Gap } from '../answer.js';
import { child, entry, textOf, type MappingNode, type Node } from '../nodes/node.js';
import type { TextFile } from '../text.js';
import type { Claim } from './claim.js';
import { ClaimDocument, itemsOf, WrongShape } from './document.js';
import { hclLayout } from './hcl-layout.js';
import { blockNode, isObject, mappingAt, scalar } from './hcl-nodes.js';
import { protectionClaim } from './protection.js';
import { providerDefaults } from './provider-defaults.js';
import { emptyAt, listAt, part, partsOf } from './hcl-parts.js';
import { matchesRef } from './ref-pattern.js';
import { terraformRuleset } from './terraform-ruleset.js';

/** A Terraform file: HCL as hcl2json reads it, or the JSON of a `.tf.json` as it stands. */
export type TerraformFile = { readonly file: TextFile } & (
  { readonly json: unknown } | { readonly node: Node }
);

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
          const own = isOwn(document, type, resource, names, repository);
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
  github_repository_ruleset: (document, { body }) => terraformRuleset(document, body),
  github_organization_ruleset: (document, { body }) => terraformRuleset(document, body),
};

function resourcesOf(one: TerraformFile, type: string, kind = 'resource'): readonly Resource[] {
  return 'node' in one ? resourcesOfJson(one.node, type, kind) : resourcesOfHcl(one, type, kind);
}

/** JSON may write a block as an object, or as a list of objects. */
function resourcesOfJson(root: Node, type: string, kind: string): readonly Resource[] {
  const within = (nodes: readonly Node[], key: string): readonly Node[] =>
    nodes.flatMap((node) => eachOf(child(node, key)));
  return within(within([root], kind), type).flatMap((ofType) =>
    ofType.kind !== 'mapping'
      ? []
      : ofType.entries.flatMap(({ key: name, value }) =>
          eachOf(value).flatMap((body) => (body.kind === 'mapping' ? [{ name, body }] : [])),
        ),
  );
}

const eachOf = (node: Node | undefined): readonly Node[] =>
  node === undefined ? [] : node.kind === 'sequence' ? node.items : [node];

function resourcesOfHcl(
  { file, json }: { readonly file: TextFile; readonly json: unknown },
  type: string,
  kind: string,
): Resource[] {
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
  type: string,
  resource: Resource,
  names: ReadonlyMap<string, string>,
  repository: string | undefined,
): boolean {
  if (type === 'github_organization_ruleset') return isCovered(document, resource, repository);
  const { name, body } = resource;
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

/**
 * Whether an organisation's ruleset covers the repository by its name. By its number or its properties
 * nobody can tell from the file.
 */
function isCovered(
  document: ClaimDocument,
  { name, body }: Resource,
  repository: string | undefined,
): boolean {
  const named = part(part(body, 'conditions')?.value, 'repository_name')?.value;
  const patterns = (key: string): readonly string[] =>
    eachOf(child(named, key)).map((item) => textOf(item) ?? '${');
  const [include, exclude] = [patterns('include'), patterns('exclude')];
  if (repository === undefined || include.length === 0 || [...include, ...exclude].some(isOpen)) {
    throw document.refuse(
      named ?? body,
      `which repositories the ruleset ${name} of the organisation covers cannot be told`,
      'claim-unresolved',
    );
  }
  const covers = (pattern: string): boolean =>
    pattern === '~ALL' || matchesRef(pattern.toLowerCase(), repository.toLowerCase());
  return include.some(covers) && !exclude.some(covers);
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
    for (const value of DECISIVE.flatMap((key) => eachOf(child(node, key)))) {
      if (isOpen(textOf(value) ?? '')) throw open(document, value, resource);
    }
  }
  return resource;
}

const open = (document: ClaimDocument, node: Node, { name }: Resource): WrongShape =>
  document.refuse(node, `the resource ${name} hangs on a variable or a loop`, 'claim-unresolved');

function* nodesOf(node: Node): Generator<Node> {
  yield node;
  if (node.kind === 'sequence') for (const item of node.items) yield* nodesOf(item);
  if (node.kind === 'mapping') for (const { value } of node.entries) yield* nodesOf(value);
}

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
