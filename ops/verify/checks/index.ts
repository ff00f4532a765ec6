import type { Deployment } from '../../../stacks/environments.js';
import type { Check } from '../check.js';
import { alarmChecks } from './alarms.js';
import { backupChecks } from './backup.js';
import { bucketChecks, stateBucketChecks } from './buckets.js';
import { dashboardChecks } from './dashboard.js';
import { keyChecks, stateKeyChecks } from './keys.js';
import { logChecks } from './logs.js';
import { identityChecks, roleChecks } from './roles.js';
import { secretChecks } from './secrets.js';
import { stateChecks } from './state.js';
import { lockTableChecks, tableChecks } from './tables.js';
import { foundationTagChecks, tagChecks } from './tags.js';
import { thresholdChecks } from './thresholds.js';
import { topicChecks } from './topics.js';
import { trailChecks } from './trail.js';

/** What the account's foundation promises; `foundation` is the deployment of its owner. */
export function foundationChecks(foundation: Deployment): readonly Check[] {
  return [
    ...stateKeyChecks(foundation),
    ...stateBucketChecks(foundation),
    ...lockTableChecks(foundation),
    ...identityChecks(foundation),
    ...foundationTagChecks(foundation),
  ];
}

/** What the environment's own stacks promise, in the order of design section 7. */
export function environmentChecks(deployment: Deployment): readonly Check[] {
  return [
    ...keyChecks(deployment),
    ...tableChecks(deployment),
    ...bucketChecks(deployment),
    ...stateChecks(deployment),
    ...secretChecks(deployment),
    ...thresholdChecks(deployment),
    ...backupChecks(deployment),
    ...roleChecks(deployment),
    ...trailChecks(deployment),
    ...topicChecks(deployment),
    ...alarmChecks(deployment),
    ...logChecks(deployment),
    ...dashboardChecks(deployment),
    ...tagChecks(deployment),
  ];
}
