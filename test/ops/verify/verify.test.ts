import { describe, expect, it } from '@jest/globals';
import { serviceError } from './answering-clients.js';
import { verifiedAfter } from './verified.js';

const NONCE = '0f'.repeat(32);

describe('a healthy environment', () => {
  it('keeps every promise', async () => {
    const { bad, rows, failed, couldNotRun } = await verifiedAfter();
    expect(bad).toEqual([]);
    expect({ failed, couldNotRun }).toEqual({ failed: 0, couldNotRun: 0 });
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(160);
  });

  it('is asked no question twice', async () => {
    const { sent } = await verifiedAfter();
    const asked = ['DescribeAlarms', 'DescribeParameters', 'GetParameters', 'GetDashboard'];
    const counts = asked.map((name) => sent.filter((s) => s === name).length);
    // The alarms are asked for by the latency check as well, five times.
    expect(counts).toEqual([6, 1, 1, 1]);
  });

  it('shows no secret value, and masks them from then on', async () => {
    const { rows, masked } = await verifiedAfter();
    expect(JSON.stringify(rows)).not.toContain(NONCE);
    expect(masked(`x ${NONCE}`)).toBe('x ********');
  });
});

describe('a resource that does not exist', () => {
  it('fails all its promises, and a deploy makes it', async () => {
    const { bad } = await verifiedAfter((w, d) => delete w.tables[d.names.tables.consent.name]);
    expect(bad.map((row) => row.id.split('.').at(-1))).toEqual([
      'active',
      'keys',
      'recovery',
      'encryption',
      'expiry',
    ]);
    for (const row of bad) {
      expect(row).toMatchObject({
        outcome: 'fail',
        evidence: 'table phase-mirror-local-consent does not exist',
        missing: 'table phase-mirror-local-consent',
        remedy: 'npm run ops -- deploy --env local',
      });
    }
  });

  it('of the foundation is made by bootstrap', async () => {
    const { bad } = await verifiedAfter((w, d) => delete w.tables[d.state.lockTable]);
    expect(new Set(bad.map((row) => row.remedy))).toEqual(
      new Set(['npm run ops -- bootstrap --env local']),
    );
  });

  it.each([
    ['key', 'keys'],
    ['bucket', 'buckets'],
    ['state object', 'objects'],
    ['role', 'roles'],
    ['OIDC provider', 'providers'],
    ['boundary', 'policies'],
    ['trail', 'trails'],
    ['backup vault', 'vaults'],
    ['backup plan', 'plans'],
    ['topic', 'topics'],
    ['dashboard', 'dashboards'],
  ] as const)('is never a pass: %s', async (_, kind) => {
    const healthy = await verifiedAfter();
    const { bad, rows } = await verifiedAfter((w) => Object.assign(w, { [kind]: {} }));
    expect(rows.length).toBe(healthy.rows.length);
    expect(bad.length).toBeGreaterThan(0);
    expect(bad.every((row) => row.outcome === 'fail')).toBe(true);
    expect(bad.every((row) => row.missing !== undefined)).toBe(true);
  });

  it.each(['parameters', 'alarms', 'composites', 'logGroups'] as const)(
    'is never a pass: %s',
    async (kind) => {
      const { bad } = await verifiedAfter((w) => Object.assign(w, { [kind]: [] }));
      expect(bad.length).toBeGreaterThan(0);
      expect(bad.every((row) => row.outcome === 'fail')).toBe(true);
    },
  );
});

/** Reads of the checks: each must turn its rows into "could not run" when AWS answers an error. */
const READS = [
  'DescribeTable',
  'DescribeContinuousBackups',
  'DescribeTimeToLive',
  'HeadBucket',
  'GetBucketVersioning',
  'GetBucketEncryption',
  'GetPublicAccessBlock',
  'GetBucketPolicy',
  'GetBucketPolicyStatus',
  'GetBucketAcl',
  'GetBucketLifecycleConfiguration',
  'GetBucketLogging',
  'HeadObject',
  'GetObject',
  'DescribeKey',
  'GetKeyRotationStatus',
  'GetKeyPolicy',
  'DescribeParameters',
  'GetParameters',
  'GetRole',
  'ListAttachedRolePolicies',
  'ListRolePolicies',
  'GetRolePolicy',
  'GetPolicy',
  'GetPolicyVersion',
  'ListOpenIDConnectProviders',
  'GetOpenIDConnectProvider',
  'GetTrail',
  'GetTrailStatus',
  'GetEventSelectors',
  'ListBackupVaults',
  'GetBackupVaultAccessPolicy',
  'GetBackupVaultNotifications',
  'ListBackupPlans',
  'GetBackupPlan',
  'ListBackupSelections',
  'GetBackupSelection',
  'GetTopicAttributes',
  'DescribeAlarms',
  'GetDashboard',
  'DescribeLogGroups',
  'DescribeMetricFilters',
  'ListTagsOfResource',
  'GetBucketTagging',
  'ListResourceTags',
  'ListTagsForResource',
  'ListTags',
] as const;

describe('an API that answers with an error', () => {
  it.each(READS)('is neither a pass nor a failure: %s', async (command) => {
    const error = serviceError('AccessDeniedException', 403, 'not authorised');
    const { bad, failed } = await verifiedAfter(undefined, { errors: { [command]: error } });
    expect(bad.length).toBeGreaterThan(0);
    expect(failed).toBe(0);
    for (const row of bad) {
      expect(row.outcome).toBe('could-not-run');
      expect(row.evidence).toBe('AccessDeniedException: not authorised');
    }
  });

  it('covers every read that is made', async () => {
    const { sent } = await verifiedAfter();
    const latency = ['GetCallerIdentity', 'GetItem', 'GetParameter', 'ListObjectsV2'];
    const none = ['ListSubscriptionsByTopic'];
    const known = new Set<string>([...READS, ...latency, ...none]);
    expect(sent.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('a dependency', () => {
  it('that refuses has answered', async () => {
    const errors = { GetItem: serviceError('AccessDeniedException', 403) };
    expect((await verifiedAfter(undefined, { errors })).bad).toEqual([]);
  });

  it.each([
    ['throttles', serviceError('ThrottlingException', 400)],
    ['is in trouble', serviceError('InternalServerError', 500)],
    ['does not answer', Object.assign(new Error('timed out'), { name: 'TimeoutError' })],
  ])('that %s has not', async (_, error) => {
    const { bad } = await verifiedAfter(undefined, { errors: { GetItem: error } });
    expect(bad.map((row) => [row.id, row.outcome])).toEqual([
      ['dependencies.dynamodb', 'could-not-run'],
    ]);
  });
});

describe('an account or endpoint', () => {
  it('that is not the one of the environment is refused before anything is read', async () => {
    await expect(verifiedAfter((w) => (w.account = '999999999999'))).rejects.toMatchObject({
      code: 'PM-7004',
      message: expect.stringContaining('account 999999999999') as unknown,
      why: 'the environment lives in account 123456789012',
    });
  });

  it('that cannot be reached is named with region and endpoint', async () => {
    const refused = Object.assign(new AggregateError([], 'connect'), { code: 'ECONNREFUSED' });
    await expect(
      verifiedAfter(undefined, { errors: { GetCallerIdentity: refused } }),
    ).rejects.toMatchObject({
      code: 'PM-7004',
      what: 'AWS at http://127.0.0.1:9 (eu-central-1)',
    });
  });
});

describe('an environment whose foundation another one owns', () => {
  const settings = {
    PHASE_MIRROR_STAGING_ACCOUNT: '210987654321',
    PHASE_MIRROR_STAGING_GITHUB_ORGANISATION: 'acme',
    PHASE_MIRROR_STAGING_FOUNDATION_OWNER: 'production',
  };

  it('is verified together with it, and the owner bootstraps what is missing', async () => {
    const { bad, regions } = await verifiedAfter((w, d) => delete w.buckets[d.state.logBucket], {
      environment: 'staging',
      settings,
    });
    expect(new Set(bad.map((row) => row.missing))).toEqual(
      new Set(['bucket phase-mirror-tfstate-logs-210987654321-eu-central-1']),
    );
    expect(new Set(bad.map((row) => row.remedy))).toEqual(
      new Set(['npm run ops -- bootstrap --env production']),
    );
    expect(regions).toEqual(['eu-central-1']);
  });

  it('is verified in its own region, the foundation in its own', async () => {
    const { bad, regions } = await verifiedAfter(undefined, {
      environment: 'staging',
      settings: { ...settings, PHASE_MIRROR_STAGING_REGION: 'eu-west-1' },
    });
    expect(regions).toEqual(['eu-west-1', 'eu-central-1']);
    expect(bad).toEqual([]);
  });

  it('needs no state of the foundation of its own', async () => {
    const { rows } = await verifiedAfter(undefined, { environment: 'staging', settings });
    expect(rows.some((row) => row.id.startsWith('state.foundation'))).toBe(false);
    expect(rows.some((row) => row.id.startsWith('state.data'))).toBe(true);
  });
});
