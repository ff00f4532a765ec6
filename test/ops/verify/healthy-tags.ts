import {
  TABLES,
  THRESHOLDS,
  type StackId,
  type ThresholdId,
} from '../../../runtime/src/names/index.js';
import type { Deployment } from '../../../stacks/environments.js';
import { tagsOf } from '../../../stacks/tags.js';
import { keyIdOf } from './healthy-store.js';
import type { TagWorld } from './world.js';

/** The tags of everything, by what each service is asked by. */
export function healthyTags(deployment: Deployment): TagWorld {
  const { names, scope, stateScope, state, settings } = deployment;
  const owner = { environment: stateScope.environment, scope: stateScope, settings };
  const arn = (service: string, path: string): string =>
    `arn:aws:${service}:${scope.region}:${scope.account}:${path}`;
  const topic = (name: string): string => arn('sns', name);
  const ids: Readonly<Record<StackId, readonly string[]>> = {
    foundation: [
      `arn:aws:dynamodb:${stateScope.region}:${scope.account}:table/${state.lockTable}`,
      state.bucket,
      state.logBucket,
      keyIdOf(state.keyAlias),
    ],
    data: [
      ...TABLES.map((id) => arn('dynamodb', `table/${names.tables[id].name}`)),
      ...(Object.keys(THRESHOLDS) as ThresholdId[]).map((id) => names.parameters.threshold(id)),
      names.parameters.secret('nonce', 1),
      names.parameters.secret('salt', 1),
      names.buckets.baseline,
      keyIdOf(names.keyAlias),
      names.backup.role,
      topic(names.topics.backup),
      arn('backup', `backup-vault:${names.backup.vault}`),
    ],
    access: [
      ...Object.values(names.roles),
      names.buckets.trail,
      keyIdOf(names.auditKeyAlias),
      arn('cloudtrail', `trail/${names.trail}`),
    ],
    observability: [
      ...names.alarms.all.map((name) => arn('cloudwatch', `alarm:${name}`)),
      topic(names.topics.critical),
      topic(names.topics.warning),
      keyIdOf(names.observabilityKeyAlias),
      arn('logs', `log-group:${names.logGroup}`),
    ],
  };
  const stacks = Object.keys(ids) as StackId[];
  return {
    tags: Object.fromEntries(
      stacks.flatMap((stack) =>
        ids[stack].map((id) => [
          id,
          { ...tagsOf(stack === 'foundation' ? owner : deployment, stack) },
        ]),
      ),
    ),
  };
}
