import { formatNumber } from '../expressions/value.js';
import { given } from '../given.js';
import { child, entry, textOf, type Entry, type Node } from '../nodes/node.js';
import type { Quoted } from '../place.js';
import type { TextFile } from '../text.js';
import type {
  Concurrency,
  Grant,
  Job,
  NamedText,
  Permissions,
  Step,
  Workflow,
  Written,
} from './workflow.js';

/** What a job says beside its name, its condition and what it calls. */
export function jobDetails(
  file: TextFile,
  node: Node,
  inherited: Permissions | undefined,
  root: Node,
): Partial<Job> {
  return given({
    with: namedTexts(child(node, 'with')),
    runsOn: runsOn(file, child(node, 'runs-on')),
    environment: environmentOf(file, child(node, 'environment')),
    permissions: permissionsOf(file, entry(node, 'permissions')) ?? inherited,
    concurrency: concurrencyOf(file, entry(node, 'concurrency')),
    timeout: writtenAt(file, child(node, 'timeout-minutes')),
    continueOnError: writtenAt(file, child(node, 'continue-on-error')),
    env: namedTexts(child(node, 'env')),
    container: imageOf(file, child(node, 'container')),
    services: servicesOf(file, child(node, 'services')),
    outputs: namedTexts(child(node, 'outputs')),
    shell: defaultOf(node, 'shell') ?? defaultOf(root, 'shell'),
    workingDirectory: defaultOf(node, 'working-directory') ?? defaultOf(root, 'working-directory'),
    steps: stepsOf(file, child(node, 'steps')),
  });
}

/** What `defaults.run` says of a workflow, or of a job. */
const defaultOf = (node: Node | undefined, key: string): string | undefined =>
  nonEmpty(scalarText(child(child(child(node, 'defaults'), 'run'), key)));

function imageOf(file: TextFile, node: Node | undefined): Written | undefined {
  return writtenAt(file, node?.kind === 'mapping' ? child(node, 'image') : node);
}

function servicesOf(file: TextFile, node: Node | undefined): readonly Written[] | undefined {
  if (node?.kind !== 'mapping') return undefined;
  return node.entries.flatMap(({ value }) => imageOf(file, value) ?? []);
}

/** What a workflow says for all of its jobs. */
export function workflowDetails(file: TextFile, root: Node): Pick<Workflow, 'concurrency' | 'env'> {
  return given({
    concurrency: concurrencyOf(file, entry(root, 'concurrency')),
    env: namedTexts(child(root, 'env')),
  });
}

export function scalarText(node: Node | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.value === null) return undefined;
  return typeof node.value === 'number' ? formatNumber(node.value) : String(node.value);
}

export const nonEmpty = (text: string | undefined): string | undefined =>
  text === '' ? undefined : text;

/** A scalar that is not empty, with its place. */
export function writtenAt(file: TextFile, node: Node | undefined): Written | undefined {
  const text = nonEmpty(scalarText(node));
  return node === undefined || text === undefined ? undefined : { text, ...quoted(file, node) };
}

/** A `permissions` block; undefined without one. A scope that is not named has no grant. */
export function permissionsOf(file: TextFile, block: Entry | undefined): Permissions | undefined {
  if (block === undefined) return undefined;
  const { keyNode, value } = block;
  const every = /^(read|write)-all$/.exec(textOf(value) ?? '')?.[1] as Grant | undefined;
  const scopes = (value.kind === 'mapping' ? value.entries : []).flatMap((scope) => {
    const grant = textOf(scope.value);
    return isGrant(grant) ? [{ scope: scope.key, grant }] : [];
  });
  return { all: every ?? 'none', scopes, ...quoted(file, keyNode) };
}

const isGrant = (text: string | undefined): text is Grant =>
  text === 'none' || text === 'read' || text === 'write';

function concurrencyOf(file: TextFile, block: Entry | undefined): Concurrency | undefined {
  if (block === undefined) return undefined;
  const { value } = block;
  const holder = value.kind === 'mapping' ? child(value, 'group') : value;
  const group = nonEmpty(scalarText(holder));
  if (holder === undefined || group === undefined) return undefined;
  const cancel = scalarText(child(value, 'cancel-in-progress'));
  return {
    group,
    ...(cancel === undefined ? {} : { cancelInProgress: cancel }),
    ...quoted(file, holder),
  };
}

/** A label, a list of labels, or a group of runners with labels. */
function runsOn(file: TextFile, node: Node | undefined): Written | undefined {
  if (node?.kind !== 'sequence' && node?.kind !== 'mapping') return writtenAt(file, node);
  const labels = node.kind === 'mapping' ? (child(node, 'labels') ?? child(node, 'group')) : node;
  const texts = labels?.kind === 'sequence' ? labels.items.flatMap((i) => scalarText(i) ?? []) : [];
  const text = texts.length > 0 ? texts.join(', ') : scalarText(labels);
  return text === undefined ? undefined : { text, ...quoted(file, node) };
}

function environmentOf(file: TextFile, node: Node | undefined): Written | undefined {
  return writtenAt(file, node?.kind === 'mapping' ? child(node, 'name') : node);
}

export function stepsOf(file: TextFile, node: Node | undefined): readonly Step[] | undefined {
  if (node?.kind !== 'sequence') return undefined;
  return node.items.map((item): Step => {
    const what = entry(item, 'uses') ?? entry(item, 'run');
    return {
      at: quoted(file, what?.keyNode ?? item),
      ...given({
        id: nonEmpty(scalarText(child(item, 'id'))),
        uses: scalarText(child(item, 'uses')),
        run: scalarText(child(item, 'run')),
        shell: nonEmpty(scalarText(child(item, 'shell'))),
        workingDirectory: nonEmpty(scalarText(child(item, 'working-directory'))),
        condition: nonEmpty(scalarText(child(item, 'if'))),
        continueOnError: scalarText(child(item, 'continue-on-error')),
        env: namedTexts(child(item, 'env')),
        with: namedTexts(child(item, 'with')),
      }),
    };
  });
}

/** Entries of a mapping; a text that holds the whole of it as an expression has no name. */
function namedTexts(node: Node | undefined): readonly NamedText[] | undefined {
  if (node?.kind !== 'mapping') {
    const whole = scalarText(node);
    return whole === undefined ? undefined : [{ name: '', text: whole }];
  }
  return node.entries.map(({ key, value }) => ({ name: key, text: scalarText(value) ?? '' }));
}

function quoted(file: TextFile, node: Node): Quoted {
  return file.quote(file.place(node.start, node.end));
}
