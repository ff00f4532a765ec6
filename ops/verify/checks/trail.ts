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
  const buckets = [names.buckets.baseline, state.bucket].map((name) => `arn:aws:s3:::${name}/`);
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
      const [trail, key] = await Promise.all([live.trail(names.trail), live.key(names.keyAlias)]);
      return judged(
        [
          trail.S3BucketName !== names.buckets.trail &&
            `it writes to ${trail.S3BucketName ?? 'no bucket'}`,
          !isKey(trail.KmsKeyId, key, names.keyAlias) &&
            `its files are encrypted with ${trail.KmsKeyId ?? "S3's own key"}`,
        ],
        `s3://${trail.S3BucketName ?? ''}, ${names.keyAlias}`,
      );
    }),
    check('data-events', 'records reads and writes of the tables and buckets', async (live) => {
      const recorded = dataResources(await live.eventSelectors(names.trail));
      const missing = [...tables, ...buckets].filter(
        (arn) => !recorded.some((prefix) => arn.startsWith(prefix)),
      );
      return judged(
        [missing.length > 0 && `no data events of ${missing.join(', ')}`],
        `${recorded.length} selected resources`,
      );
    }),
  ];
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
