import { describe, expect, it } from '@jest/globals';
import type { Deployment } from '../../../stacks/environments.js';
import { eachFailsItsPromise, type Broken } from './each-fails-its-promise.js';
import { dataEvents, trustOf } from './healthy-access.js';
import { verifiedAfter } from './verified.js';
import { policyText, type AccessWorld, type RoleState, type World } from './world.js';

const role = (world: World, name: string): RoleState => world.roles[name] as RoleState;
const deployer = (world: World, { names }: Deployment): RoleState =>
  role(world, names.roles.deployer);
const planner = (world: World, { names }: Deployment): RoleState =>
  role(world, names.roles.planner);
const trail = (world: World, { names }: Deployment): AccessWorld['trails'][string] =>
  world.trails[names.trail] as AccessWorld['trails'][string];
const vault = (world: World, { names }: Deployment): AccessWorld['vaults'][string] =>
  world.vaults[names.backup.vault] as AccessWorld['vaults'][string];
const plan = (world: World, { names }: Deployment): AccessWorld['plans'][string] =>
  world.plans[names.backup.plan] as AccessWorld['plans'][string];

const JOBS = 'repo:phase-mirror/phase-mirror:environment:local';
const account = '123456789012';
const trusts =
  (part: Partial<Parameters<typeof trustOf>[0]>): Broken[1] =>
  (w, d) => {
    deployer(w, d).trust = trustOf({ account, subjects: [JOBS], ...part });
  };

const ROLES: readonly Broken[] = [
  [
    "somebody else's repository",
    trusts({ subjects: [JOBS, 'repo:evil/phase-mirror:environment:local'] }),
    'deployer.trust',
    /^it trusts repo:evil\/phase-mirror:environment:local as well$/,
  ],
  [
    'any job of the repository',
    trusts({ subjects: ['repo:phase-mirror/phase-mirror:*'] }),
    'deployer.trust',
    /trusts repo:phase-mirror\/phase-mirror:\* as well; it does not trust .*:environment:local/,
  ],
  ['another audience', trusts({ audience: 'https://evil' }), 'deployer.trust', /audience/],
  [
    'a condition that a token without subject passes',
    trusts({ operator: 'StringLikeIfExists' }),
    'deployer.trust',
    /asks for no repository/,
  ],
  [
    'a provider of another account',
    trusts({ account: '999999999999' }),
    'deployer.trust',
    /arn:aws:iam::999999999999:oidc-provider.* may assume it/,
  ],
  [
    'a user who may assume it',
    (w, d) =>
      (deployer(w, d).trust = policyText(
        { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:user/eve` } },
        ...(JSON.parse(trustOf({ account, subjects: [JOBS] })) as { Statement: object[] })
          .Statement,
      )),
    'deployer.trust',
    /user\/eve may assume it/,
  ],
  [
    'everybody but one',
    (w, d) => (deployer(w, d).trust = policyText({ Effect: 'Allow', NotPrincipal: { AWS: 'x' } })),
    'deployer.trust',
    /everybody but those named/,
  ],
  ['no boundary', (w, d) => delete deployer(w, d).boundary, 'deployer.boundary', /not set/],
  [
    'a policy attached by hand',
    (w, d) => deployer(w, d).attached.push('arn:aws:iam::aws:policy/AdministratorAccess'),
    'deployer.policies',
    /^attached to it: arn:aws:iam::aws:policy\/AdministratorAccess$/,
  ],
  [
    'no right to inspect',
    (w, d) => (deployer(w, d).attached = []),
    'deployer.policies',
    /^not attached to it: .*-inspection$/,
  ],
  [
    'no policy',
    (w, d) => (deployer(w, d).inline = []),
    'deployer.policies',
    /no policy of its own/,
  ],
  [
    'a policy that allows everything',
    (w, d) =>
      (deployer(w, d).inline = [policyText({ Effect: 'Allow', Action: '*', Resource: '*' })]),
    'deployer.policies',
    /allows every action/,
  ],
  [
    'a planner that writes',
    (w, d) =>
      (planner(w, d).inline = [
        policyText({ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: '*' }),
      ]),
    'planner.reads',
    /^it may s3:PutObject$/,
  ],
  [
    'an inspection that writes',
    (w, d) => {
      for (const arn of Object.keys(w.policies).filter((a) => a.endsWith(d.names.inspection))) {
        w.policies[arn] = policyText({
          Effect: 'Allow',
          Action: 'kms:PutKeyPolicy',
          Resource: '*',
        });
      }
    },
    'planner.reads',
    /^it may kms:PutKeyPolicy$/,
  ],
  [
    'a planner that may all but one thing',
    (w, d) =>
      (planner(w, d).inline = [
        policyText({ Effect: 'Allow', NotAction: 'iam:CreateUser', Resource: '*' }),
      ]),
    'planner.reads',
    /everything but/,
  ],
  [
    'a boundary that lets tables be deleted',
    (w) => {
      for (const arn of Object.keys(w.policies).filter((a) => a.endsWith('-boundary'))) {
        w.policies[arn] = policyText({ Effect: 'Deny', Action: 'kms:ScheduleKeyDeletion' });
      }
    },
    'roles.boundary',
    /does not deny dynamodb:DeleteTable$/,
  ],
  [
    'an audience beside STS',
    (w) => Object.values(w.providers)[0]?.push('sigstore'),
    'github.audience',
    /sts\.amazonaws\.com, sigstore/,
  ],
];

const TRAIL: readonly Broken[] = [
  ['logging stopped', (w, d) => (trail(w, d).status.IsLogging = false), 'logging', /stopped/],
  [
    'a delivery that failed',
    (w, d) => (trail(w, d).status.LatestDeliveryError = 'AccessDenied'),
    'logging',
    /failed: AccessDenied/,
  ],
  [
    'no file validation',
    (w, d) => (trail(w, d).trail.LogFileValidationEnabled = false),
    'validation',
    /off/,
  ],
  [
    'another bucket',
    (w, d) => (trail(w, d).trail.S3BucketName = 'elsewhere'),
    'destination',
    /writes to elsewhere/,
  ],
  ['no key', (w, d) => delete trail(w, d).trail.KmsKeyId, 'destination', /S3's own key/],
  [
    'one region only',
    (w, d) =>
      Object.assign(trail(w, d).trail, { IsMultiRegionTrail: false, HomeRegion: 'eu-west-1' }),
    'everywhere',
    /only eu-west-1/,
  ],
  [
    'IAM left out',
    (w, d) => (trail(w, d).trail.IncludeGlobalServiceEvents = false),
    'everywhere',
    /leaves out IAM/,
  ],
  [
    'management events left out',
    (w, d) => trail(w, d).selectors.AdvancedEventSelectors?.shift(),
    'everywhere',
    /management events/,
  ],
  [
    'the baselines left out',
    (w, d) => trail(w, d).selectors.AdvancedEventSelectors?.pop(),
    'data-events',
    /no data events of arn:aws:s3:::phase-mirror-local-baselines.*workspaces\/local\//,
  ],
  [
    'writes recorded but no reads',
    (w, d) =>
      trail(w, d)
        .selectors.AdvancedEventSelectors?.at(-1)
        ?.FieldSelectors?.push({
          Field: 'readOnly',
          Equals: ['false'],
        }),
    'data-events',
    /baselines/,
  ],
];

const BACKUP: readonly Broken[] = [
  ['another key', (w, d) => (vault(w, d).key = 'other'), 'backup.vault', /with other/],
  ['nobody told', (w, d) => delete vault(w, d).notifications, 'notifications', /tells nobody/],
  [
    'another topic',
    (w, d) => Object.assign(vault(w, d).notifications ?? {}, { SNSTopicArn: 'arn:x' }),
    'notifications',
    /tells arn:x/,
  ],
  [
    'told of restores alone',
    (w, d) =>
      Object.assign(vault(w, d).notifications ?? {}, {
        BackupVaultEvents: ['RESTORE_JOB_COMPLETED'],
      }),
    'notifications',
    /only of RESTORE_JOB_COMPLETED/,
  ],
  ['no vault policy', (w, d) => delete vault(w, d).policy, 'backup.kept', /does not deny/],
  ['no monthly rule', (w, d) => plan(w, d).rules.pop(), 'monthly', /no rule runs monthly/],
  [
    'a weekly backup kept for a day',
    (w, d) => Object.assign(plan(w, d).rules[1] ?? {}, { Lifecycle: { DeleteAfterDays: 1 } }),
    'weekly',
    /kept 1 days/,
  ],
  [
    'a daily rule that runs once a year',
    (w, d) => Object.assign(plan(w, d).rules[0] ?? {}, { ScheduleExpression: 'cron(0 3 1 1 ? *)' }),
    'daily',
    /no rule runs daily/,
  ],
  [
    'a table left out',
    (w, d) =>
      (plan(w, d).selection.Resources = plan(w, d).selection.Resources?.map((arn) =>
        arn.replace('*', 'consent'),
      )),
    'selection',
    /not taken: .*fp-events, .*calibration, .*block-counter$/,
  ],
  [
    'a role that others assume',
    (w, d) =>
      (role(w, d.names.backup.role).trust = policyText({
        Effect: 'Allow',
        Principal: { Service: ['backup.amazonaws.com', 'ec2.amazonaws.com'] },
      })),
    'backup.role',
    /by ec2\.amazonaws\.com/,
  ],
];

describe('roles after', () => eachFailsItsPromise(ROLES));
describe('the audit trail after', () => eachFailsItsPromise(TRAIL));
describe('backups after', () => eachFailsItsPromise(BACKUP));

describe('event selectors of another form', () => {
  it('hold as well when they name no ARN', async () => {
    const { bad } = await verifiedAfter((w, d) => {
      trail(w, d).selectors.AdvancedEventSelectors = [
        { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
        dataEvents('AWS::DynamoDB::Table'),
        dataEvents('AWS::S3::Object'),
      ];
    });
    expect(bad).toEqual([]);
  });

  it('hold as well when they are basic ones', async () => {
    const { bad } = await verifiedAfter((w, d) => {
      trail(w, d).selectors = {
        EventSelectors: [
          {
            ReadWriteType: 'All',
            IncludeManagementEvents: true,
            DataResources: [
              { Type: 'AWS::DynamoDB::Table', Values: ['arn:aws:dynamodb'] },
              { Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] },
            ],
          },
        ],
      };
    });
    expect(bad).toEqual([]);
  });
});
