import type { LifecycleRule } from '@aws-sdk/client-s3';
import type { Deployment } from '../../../stacks/environments.js';
import { judged, pass, type Check } from '../check.js';
import { publicStatements, refusesPlainHttp } from '../policy.js';
import { rebootstrap, redeploy } from '../remedies.js';
import { isKey } from '../same-key.js';

/** How many old versions of a state object stay whatever their age. */
const STATE_VERSIONS = 20;

interface Subject {
  readonly name: string;
  /** Absent: S3's own key. Access logs cannot be delivered to a bucket with a key of ours. */
  readonly keyAlias?: string;
  readonly keeps?: { readonly days: number; readonly versions: number };
  readonly logsTo?: string;
  readonly remedy: string;
}

/** The baselines and the audit trail. */
export function bucketChecks(deployment: Deployment): readonly Check[] {
  const { buckets, keyAlias, auditKeyAlias } = deployment.names;
  const remedy = redeploy(deployment);
  return [
    ...checksOf({ name: buckets.baseline, keyAlias, remedy }),
    ...checksOf({ name: buckets.trail, keyAlias: auditKeyAlias, remedy }),
  ];
}

/** The state and its access log. */
export function stateBucketChecks(foundation: Deployment): readonly Check[] {
  const { state, settings } = foundation;
  const remedy = rebootstrap(foundation);
  return [
    ...checksOf({
      name: state.bucket,
      keyAlias: state.keyAlias,
      keeps: { days: settings.retention.stateVersionDays, versions: STATE_VERSIONS },
      logsTo: state.logBucket,
      remedy,
    }),
    ...checksOf({ name: state.logBucket, remedy }),
  ];
}

function checksOf(subject: Subject): readonly Check[] {
  const { name, keyAlias, logsTo, remedy } = subject;
  const check = (promise: string, says: string, run: Check['run']): Check => ({
    id: `buckets.${name}.${promise}`,
    group: 'buckets',
    promise: `bucket ${name} ${says}`,
    remedy,
    run,
  });
  return [
    check('exists', 'exists', async (live) => {
      await live.bucket(name);
      return pass('it answers');
    }),
    check('versioning', 'keeps old versions', async (live) => {
      const status = (await live.versioning(name)) ?? 'never enabled';
      return judged([status !== 'Enabled' && `versioning: ${status}`], 'versioning enabled');
    }),
    check('encryption', encryptionPromise(subject), async (live) => {
      const rule = await live.encryption(name);
      const present = `${rule?.SSEAlgorithm ?? 'none'} ${rule?.KMSMasterKeyID ?? ''}`.trim();
      const ours =
        keyAlias === undefined
          ? rule !== undefined
          : rule?.SSEAlgorithm === 'aws:kms' &&
            isKey(rule.KMSMasterKeyID, await live.key(keyAlias), keyAlias);
      return judged([!ours && `its default encryption is ${present}`], present);
    }),
    check('access-block', 'blocks public access', async (live) => {
      const block = await live.publicAccessBlock(name);
      const off = (
        [
          'BlockPublicAcls',
          'IgnorePublicAcls',
          'BlockPublicPolicy',
          'RestrictPublicBuckets',
        ] as const
      ).filter((flag) => block?.[flag] !== true);
      return judged([off.length > 0 && `not set: ${off.join(', ')}`], 'all four blocks are set');
    }),
    check('private', 'is open to nobody by policy or ACL', async (live) => {
      const [policy, verdict, grants] = await Promise.all([
        live.policy(name),
        live.policyIsPublic(name),
        live.acl(name),
      ]);
      const open = publicStatements(policy);
      const groups = grants
        .filter((g) => /\/(AllUsers|AuthenticatedUsers)$/.test(g.Grantee?.URI ?? ''))
        .map((g) => `${g.Grantee?.URI?.split('/').at(-1) ?? ''} may ${g.Permission ?? '?'}`);
      return judged(
        [
          open.length > 0 &&
            `the policy allows everybody ${open.flatMap((s) => s.actions).join(', ')}`,
          verdict === true && open.length === 0 && 'S3 calls its policy public',
          groups.length > 0 && `the ACL says ${groups.join(', ')}`,
        ],
        'no public statement, no public grant',
        // No stack sets an ACL, so no deploy takes one back.
        groups.length > 0 ? `aws s3api put-bucket-acl --bucket ${name} --acl private` : undefined,
      );
    }),
    check('tls', 'refuses plain HTTP', async (live) => {
      const refused = refusesPlainHttp(await live.policy(name), name);
      return judged(
        [!refused && 'no statement denies requests without TLS on the bucket and its objects'],
        'denied without TLS',
      );
    }),
    check('lifecycle', lifecyclePromise(subject), async (live) =>
      judgeLifecycle(subject, await live.lifecycle(name)),
    ),
    ...(logsTo === undefined
      ? []
      : [
          check('access-log', `logs every access to ${logsTo}`, async (live) => {
            const target = await live.logTarget(name);
            return judged(
              [target !== logsTo && `its access log goes to ${target ?? 'nobody'}`],
              `logs to ${target ?? ''}`,
            );
          }),
        ]),
  ];
}

const encryptionPromise = ({ keyAlias }: Subject): string =>
  keyAlias === undefined ? 'is encrypted' : `is encrypted with ${keyAlias}`;

const lifecyclePromise = ({ keeps }: Subject): string =>
  keeps === undefined
    ? 'has a lifecycle'
    : `keeps old versions ${keeps.days} days and the newest ${keeps.versions} of them for ever`;

function judgeLifecycle({ keeps }: Subject, rules: readonly LifecycleRule[]) {
  const enabled = rules.filter((rule) => rule.Status === 'Enabled');
  const fine = `rules ${enabled.map((rule) => rule.ID ?? '?').join(', ')}`;
  if (enabled.length === 0) return judged(['no lifecycle rule is enabled'], fine);
  if (keeps === undefined) return judged([], fine);
  // A rule that deletes earlier, or keeps fewer, breaks the promise whatever another rule says.
  const deleting = enabled.flatMap((rule) => rule.NoncurrentVersionExpiration ?? []);
  const tooEarly = deleting.filter(
    (d) =>
      (d.NoncurrentDays ?? 0) < keeps.days || (d.NewerNoncurrentVersions ?? 0) < keeps.versions,
  );
  const said = tooEarly.map(
    (d) => `${d.NoncurrentDays ?? 0} days, newest ${d.NewerNoncurrentVersions ?? 0}`,
  );
  return judged(
    [
      deleting.length === 0 && 'no rule ever deletes old versions',
      said.length > 0 && `it keeps old versions only ${said.join(' and ')}`,
    ],
    fine,
  );
}
