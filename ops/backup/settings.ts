import {
  ListTagsOfResourceCommand,
  TagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type Tag,
} from '@aws-sdk/client-dynamodb';
import type { Site } from '../aws/site.js';
import type { Step } from '../frame/procedure.js';
import { tableArn } from '../verify/arns.js';
import { RECOVERY_DAYS, tableChecksOf } from '../verify/checks/tables.js';
import { liveEnvironment, type Live } from '../verify/live/index.js';
import { redeploy } from '../verify/remedies.js';
import { subjectsOf, type Subject } from './tables.js';
import { tableNamed } from './waiting.js';

export const liveOf = ({ clients, backend }: Site): Live =>
  liveEnvironment({
    clients,
    foundationClients: backend.clients,
    stateBucket: backend.state.bucket,
  });

/** What of a table in use this caller may not set: a deploy does. */
export type LeftToDeploy = Set<string>;

const DENIED = 'AccessDeniedException';

/**
 * The steps that give a restored table what a restore does not bring: point-in-time recovery, expiry,
 * deletion protection and tags. Only the role deployer may set them on the name of a table in use; what
 * is refused there is noted in `left` and is not a failure.
 */
export function settingSteps(
  site: Site,
  subject: Subject,
  target: string,
  left: LeftToDeploy,
): readonly Step[] {
  const { dynamodb } = site.clients;
  const { spec } = subject;
  const inUse = target === spec.name;
  const step = (
    id: string,
    title: string,
    call: string,
    isSet: (live: Live) => Promise<boolean>,
    set: () => Promise<unknown>,
  ): Step => ({
    id,
    title,
    effect: 'write',
    calls: [call],
    probe: async () =>
      (await tableNamed(dynamodb, target)) !== undefined && (await isSet(liveOf(site)))
        ? 'done'
        : 'todo',
    run: async () => {
      try {
        await set();
        return undefined;
      } catch (error) {
        if (!inUse || !(error instanceof Error) || error.name !== DENIED) throw error;
        left.add(title);
        return 'this role may not set it on a table in use: the next deploy does';
      }
    },
  });
  return [
    step(
      'recovery',
      'switch point-in-time recovery on',
      `dynamodb:UpdateContinuousBackups ${target} (on, ${RECOVERY_DAYS} days)`,
      async (live) =>
        (await live.pointInTimeRecovery(target))?.PointInTimeRecoveryStatus === 'ENABLED',
      () =>
        dynamodb.send(
          new UpdateContinuousBackupsCommand({
            TableName: target,
            PointInTimeRecoverySpecification: {
              PointInTimeRecoveryEnabled: true,
              RecoveryPeriodInDays: RECOVERY_DAYS,
            },
          }),
        ),
    ),
    ...(spec.ttlAttribute === undefined
      ? []
      : [
          step(
            'expiry',
            'let items expire',
            `dynamodb:UpdateTimeToLive ${target} (${spec.ttlAttribute})`,
            async (live) =>
              ['ENABLED', 'ENABLING'].includes(
                (await live.timeToLive(target))?.TimeToLiveStatus ?? '',
              ),
            () =>
              dynamodb.send(
                new UpdateTimeToLiveCommand({
                  TableName: target,
                  TimeToLiveSpecification: { Enabled: true, AttributeName: spec.ttlAttribute },
                }),
              ),
          ),
        ]),
    ...(site.deployment.environment === 'local'
      ? []
      : [
          step(
            'protection',
            'protect it against deletion',
            `dynamodb:UpdateTable ${target} (DeletionProtectionEnabled=true)`,
            async (live) => (await live.table(target)).DeletionProtectionEnabled === true,
            () =>
              dynamodb.send(
                new UpdateTableCommand({ TableName: target, DeletionProtectionEnabled: true }),
              ),
          ),
        ]),
    step(
      'tags',
      'give it the tags of the environment',
      `dynamodb:TagResource ${target} (those of the environment's tables)`,
      async () => {
        const [wanted, has] = await Promise.all([houseTags(site), tagsOf(site, target)]);
        return wanted.every((tag) =>
          has.some(({ Key, Value }) => Key === tag.Key && Value === tag.Value),
        );
      },
      async () =>
        dynamodb.send(
          new TagResourceCommand({
            ResourceArn: tableArn(site.deployment.scope, target),
            Tags: [...(await houseTags(site))],
          }),
        ),
    ),
  ];
}

async function tagsOf({ clients, deployment }: Site, table: string): Promise<readonly Tag[]> {
  const { Tags = [] } = await clients.dynamodb.send(
    new ListTagsOfResourceCommand({ ResourceArn: tableArn(deployment.scope, table) }),
  );
  return Tags;
}

/** Terraform gives every table of the environment the same tags: those of one that is there. */
async function houseTags(site: Site): Promise<readonly Tag[]> {
  for (const { spec } of subjectsOf(site.deployment)) {
    if ((await tableNamed(site.clients.dynamodb, spec.name)) === undefined) continue;
    const tags = await tagsOf(site, spec.name);
    if (tags.length > 0) return tags;
  }
  const { project: Project, environment: Environment } = site.deployment.scope;
  return Object.entries({ Project, Environment }).map(([Key, Value]) => ({ Key, Value }));
}

/** A promise about the restored table and whether it holds. */
export interface SettingRow {
  readonly promise: string;
  readonly holds: boolean;
  readonly evidence: string;
}

/** Asks of the restored table what `verify` asks of the one in use. */
export async function settingRows(
  site: Site,
  subject: Subject,
  target: string,
): Promise<readonly SettingRow[]> {
  const { deployment } = site;
  const checks = tableChecksOf({
    spec: { ...subject.spec, name: target },
    keyAlias: deployment.names.keyAlias,
    mustBeProtected: deployment.environment !== 'local',
    remedy: redeploy(deployment),
  });
  const live = liveOf(site);
  return Promise.all(
    checks.map(async (check) => {
      const { outcome, evidence } = await check.run(live);
      return { promise: check.promise, holds: outcome === 'pass', evidence };
    }),
  );
}
