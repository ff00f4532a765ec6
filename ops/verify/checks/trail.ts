import type { GetEventSelectorsResponse } from '@aws-sdk/client-cloudtrail';
import { TABLES } from '../../../runtime/src/names/index.js';
import type { Deployment } from '../../../stacks/environments.js';
import { tableArn } from '../arns.js';
import { judged, type Check } from '../check.js';
import { redeploy } from '../remedies.js';
import { isKey } from '../same-key.js';

/** The audit trail: who did what to the environment, in files that cannot be changed unseen. */
export function trailChecks(deployment: Deployment): readonly Check[] {
  const { names, scope, state } = deployment;
  const check = (promise: string, says: string, run: Check['run']): Check => ({
    id: `trail.${promise}`,
    group: 'trail',
    promise: `trail ${names.trail} ${says}`,
    remedy: redeploy(deployment),
    run,
  });
  const tables = TABLES.map((id) => tableArn(scope, names.tables[id].name));
  const objects = [
    `arn:aws:s3:::${names.buckets.baseline}/`,
    `arn:aws:s3:::${state.bucket}/${state.workspaceKeyPrefix}/${scope.environment}/`,
  ];
  return [
    check('logging', 'is logging', async (live) => {
      const status = await live.trailStatus(names.trail);
      const error = status.LatestDeliveryError || undefined;
      return judged(
        [
          status.IsLogging !== true && 'logging is stopped',
          error !== undefined && `its last delivery failed: ${error}`,
        ],
        'logging',
      );
    }),
    check('validation', 'signs its files', async (live) => {
      const on = (await live.trail(names.trail)).LogFileValidationEnabled === true;
      return judged([!on && 'log-file validation is off'], 'log-file validation on');
    }),
    check('destination', `writes to ${names.buckets.trail}, encrypted`, async (live) => {
      const [trail, key] = await Promise.all([
        live.trail(names.trail),
        live.key(names.auditKeyAlias),
      ]);
      return judged(
        [
          trail.S3BucketName !== names.buckets.trail &&
            `it writes to ${trail.S3BucketName ?? 'no bucket'}`,
          !isKey(trail.KmsKeyId, key, names.auditKeyAlias) &&
            `its files are encrypted with ${trail.KmsKeyId ?? "S3's own key"}`,
        ],
        `s3://${trail.S3BucketName ?? ''}, ${names.auditKeyAlias}`,
      );
    }),
    check('everywhere', 'records what is done in every region and to IAM', async (live) => {
      const [trail, selectors] = await Promise.all([
        live.trail(names.trail),
        live.eventSelectors(names.trail),
      ]);
      return judged(
        [
          trail.IsMultiRegionTrail !== true &&
            `it records only ${trail.HomeRegion ?? 'one region'}`,
          trail.IncludeGlobalServiceEvents !== true && 'it leaves out IAM and STS',
          !recordsManagement(selectors) && 'it leaves out management events',
        ],
        'every region, management events',
      );
    }),
    check('data-events', 'records every access to tables, baselines and states', async (live) => {
      const recorded = dataResources(await live.eventSelectors(names.trail));
      const missing = [...tables, ...objects].filter(
        (arn) => !recorded.some((prefix) => arn.startsWith(prefix)),
      );
      return judged(
        [missing.length > 0 && `no data events of ${missing.join(', ')}`],
        `${recorded.length} selected resources`,
      );
    }),
  ];
}

function recordsManagement(selectors: GetEventSelectorsResponse): boolean {
  const basic = (selectors.EventSelectors ?? []).some(
    (s) => s.IncludeManagementEvents === true && s.ReadWriteType === 'All',
  );
  const advanced = (selectors.AdvancedEventSelectors ?? []).some(
    ({ FieldSelectors = [] }) =>
      FieldSelectors.length === 1 && FieldSelectors[0]?.Equals?.join() === 'Management',
  );
  return basic || advanced;
}

/** ARN prefixes whose reads and writes the trail records, in both forms of selector. */
function dataResources(selectors: GetEventSelectorsResponse): readonly string[] {
  const basic = (selectors.EventSelectors ?? [])
    .filter((s) => s.ReadWriteType === 'All')
    .flatMap((s) => s.DataResources ?? [])
    .flatMap((d) => d.Values ?? []);
  const advanced = (selectors.AdvancedEventSelectors ?? []).flatMap(({ FieldSelectors = [] }) => {
    const field = (name: string) => FieldSelectors.find((f) => f.Field === name);
    const narrowed = field('readOnly') ?? field('eventName');
    if (!field('eventCategory')?.Equals?.includes('Data') || narrowed !== undefined) return [];
    const arns = field('resources.ARN');
    if (arns !== undefined) return [...(arns.Equals ?? []), ...(arns.StartsWith ?? [])];
    const types = field('resources.type')?.Equals ?? [];
    return types.flatMap((type) => EVERY[type] ?? []);
  });
  return [...basic, ...advanced];
}

/** What a selector without ARNs covers. */
const EVERY: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'arn:aws:dynamodb',
  'AWS::S3::Object': 'arn:aws:s3',
};
