import {
  TABLES,
  THRESHOLDS,
  type StackId,
  type ThresholdId,
} from '../../../runtime/src/names/index.js';
import type { Deployment } from '../../../stacks/environments.js';
import { tagsOf } from '../../../stacks/tags.js';
import { tableArn, topicArn } from '../arns.js';
import { judged, type Check } from '../check.js';
import type { Live } from '../live/index.js';
import { Missing } from '../live/read.js';
import { ofPresent, type TaggedKind, type Tags } from '../live/tags.js';
import { rebootstrap, redeploy } from '../remedies.js';
import { isSecret } from '../secret-names.js';

/** Resources of one kind and one stack. */
interface Tagged {
  readonly kind: TaggedKind;
  readonly stack: StackId;
  /** Name of each, and what its service is asked by. */
  readonly resources: (live: Live) => Promise<readonly Resource[]> | readonly Resource[];
  /** The tags that must be as promised; all where nothing is said. */
  readonly only?: readonly string[];
}
interface Resource {
  readonly name: string;
  readonly id: string;
}

/** At a time: the services answer few questions about tags a second. */
const AT_A_TIME = 5;

/** What the environment's own stacks have tagged. */
export function tagChecks(deployment: Deployment): readonly Check[] {
  const { names, scope } = deployment;
  const { parameters } = names;
  const arn = (service: string, path: string): string =>
    `arn:aws:${service}:${scope.region}:${scope.account}:${path}`;
  const each =
    (all: readonly string[], idOf: (name: string) => string = (name) => name) =>
    () =>
      all.map((name) => ({ name, id: idOf(name) }));
  const keys = (alias: string) => async (live: Live) => [
    { name: alias, id: (await live.key(alias)).KeyId ?? alias },
  ];
  const tables = TABLES.map((id) => names.tables[id].name);
  const thresholds = (Object.keys(THRESHOLDS) as ThresholdId[]).map((id) =>
    parameters.threshold(id),
  );
  const topic = (name: string): string => topicArn(scope, name);
  const tagged: readonly Tagged[] = [
    { kind: 'table', stack: 'data', resources: each(tables, (name) => tableArn(scope, name)) },
    { kind: 'bucket', stack: 'data', resources: each([names.buckets.baseline]) },
    { kind: 'bucket', stack: 'access', resources: each([names.buckets.trail]) },
    { kind: 'key', stack: 'data', resources: keys(names.keyAlias) },
    { kind: 'key', stack: 'access', resources: keys(names.auditKeyAlias) },
    { kind: 'key', stack: 'observability', resources: keys(names.observabilityKeyAlias) },
    { kind: 'parameter', stack: 'data', resources: each(thresholds) },
    {
      kind: 'parameter',
      stack: 'data',
      resources: async (live) =>
        (await live.parameterMetadata(parameters.path))
          .map(({ Name = '' }) => ({ name: Name, id: Name }))
          .filter(({ name }) => isSecret(parameters, name)),
      // A rotation makes the later versions, not Terraform.
      only: ['Project', 'Environment'],
    },
    { kind: 'role', stack: 'access', resources: each(Object.values(names.roles)) },
    { kind: 'role', stack: 'data', resources: each([names.backup.role]) },
    {
      kind: 'trail',
      stack: 'access',
      resources: each([names.trail], (name) => arn('cloudtrail', `trail/${name}`)),
    },
    { kind: 'topic', stack: 'data', resources: each([names.topics.backup], topic) },
    {
      kind: 'topic',
      stack: 'observability',
      resources: each([names.topics.critical, names.topics.warning], topic),
    },
    {
      kind: 'alarm',
      stack: 'observability',
      resources: each(names.alarms.all, (name) => arn('cloudwatch', `alarm:${name}`)),
    },
    {
      kind: 'log group',
      stack: 'observability',
      resources: each([names.logGroup], (name) => arn('logs', `log-group:${name}`)),
    },
    {
      kind: 'vault',
      stack: 'data',
      resources: each([names.backup.vault], (name) => arn('backup', `backup-vault:${name}`)),
    },
  ];
  return checksOf(tagged, deployment, redeploy(deployment));
}

/** What the account's foundation has tagged; `foundation` is the deployment of its owner. */
export function foundationTagChecks(foundation: Deployment): readonly Check[] {
  const { state, stateScope } = foundation;
  const of = (kind: TaggedKind, resources: Tagged['resources']): Tagged => ({
    kind,
    stack: 'foundation',
    resources,
  });
  const tagged = [
    of('table', () => [{ name: state.lockTable, id: tableArn(stateScope, state.lockTable) }]),
    of('bucket', () => [state.bucket, state.logBucket].map((name) => ({ name, id: name }))),
    of('key', async (live) => {
      const { KeyId = '' } = await live.key(state.keyAlias);
      return [{ name: state.keyAlias, id: KeyId }];
    }),
  ];
  return checksOf(tagged, foundation, rebootstrap(foundation));
}

/** One check a kind of resource and stack. */
function checksOf(
  tagged: readonly Tagged[],
  deployment: Deployment,
  remedy: string,
): readonly Check[] {
  return tagged.map(({ kind, stack, resources, only }) => {
    const all = tagsOf(deployment, stack);
    const promised = Object.entries(all).filter(([tag]) => only?.includes(tag) ?? true);
    const what = only === undefined ? `${kind}s` : 'secrets';
    return {
      id: `tags.${stack}.${what.replaceAll(' ', '-')}`,
      group: 'tags',
      promise: `${what} of ${stack} carry ${promised.map(([tag]) => tag).join(', ')}`,
      remedy,
      async run(live) {
        const found = await resources(live);
        const problems: string[] = [];
        let present = 0;
        for (let at = 0; at < found.length; at += AT_A_TIME) {
          const batch = found.slice(at, at + AT_A_TIME);
          const read = batch.map(({ id }) => ofPresent(live.tagsOf(kind, id)));
          (await Promise.all(read)).forEach((tags, i) => {
            if (tags === undefined) return;
            present += 1;
            const wrong = wrongTags(tags, promised);
            if (wrong.length > 0) problems.push(`${batch[i]?.name ?? ''}: ${wrong.join(', ')}`);
          });
        }
        if (present === 0) throw new Missing(found[0]?.name ?? `what is tagged as ${what}`);
        return judged(problems, `${present} of ${found.length}`);
      },
    };
  });
}

const wrongTags = (
  tags: Tags,
  promised: readonly (readonly [string, string])[],
): readonly string[] =>
  promised.flatMap(([tag, value]) =>
    tags[tag] === value ? [] : [`${tag} is ${tags[tag] ?? 'not there'}`],
  );
