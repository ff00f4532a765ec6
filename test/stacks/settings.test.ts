import { describe, expect, it } from '@jest/globals';
import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import { ENVIRONMENTS, type Environment } from '../../runtime/src/names/index.js';
import {
  deploymentFor,
  environmentOf,
  FIELDS,
  settingsFor,
  variableOf,
  type Settings,
  type Variables,
} from '../../stacks/environments.js';
import { VARIABLES } from './synthesised.js';

/** The coded error that something throws. */
function refusal(work: () => unknown): PhaseMirrorError {
  try {
    work();
  } catch (error) {
    if (error instanceof PhaseMirrorError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const valueAt = (settings: Settings, path: readonly string[]): unknown =>
  path.reduce<unknown>((node, field) => (node as Record<string, unknown>)[field], settings);

describe('settings', () => {
  it('of local need no variable', () => {
    expect(settingsFor('local', {})).toMatchObject({
      account: '123456789012',
      region: 'eu-central-1',
      foundationOwner: 'local',
      runbookUrl: 'https://github.com/phase-mirror/phase-mirror/blob/main/docs/runbooks',
    });
  });

  it.each([
    ['staging', {}, 'account', 'PHASE_MIRROR_STAGING_ACCOUNT'],
    ['production', {}, 'account', 'PHASE_MIRROR_PRODUCTION_ACCOUNT'],
    [
      'staging',
      { PHASE_MIRROR_STAGING_ACCOUNT: '111111111111' },
      'github.organisation',
      'PHASE_MIRROR_STAGING_GITHUB_ORGANISATION',
    ],
    // As an unset variable of a CI workflow arrives.
    ['staging', { PHASE_MIRROR_STAGING_ACCOUNT: '' }, 'account', 'PHASE_MIRROR_STAGING_ACCOUNT'],
  ] as readonly (readonly [Environment, Variables, string, string])[])(
    'of %s with %j lack %s: the error names %s',
    (environment, variables, field, variable) => {
      const error = refusal(() => settingsFor(environment, variables));
      expect(error.code).toBe('PM-1002');
      expect(error.what).toBe(`${environment}: ${field} is not set`);
      expect(error.remedy).toContain(variable);
      expect(error.exit).toBe(2);
    },
  );

  it.each([
    ['ACCOUNT', '12345', 'account', '12 digits'],
    ['REGION', 'Frankfurt', 'region', 'AWS region'],
    ['FOUNDATION_OWNER', 'elsewhere', 'foundationOwner', 'local'],
    ['RETENTION_LOG_DAYS', '8', 'retention.logDays', '1, 3, 5, 7, 14'],
    ['RETENTION_LOG_DAYS', 'a week', 'retention.logDays', ''],
    ['RETENTION_FP_EVENT_DAYS', '0', 'retention.fpEventDays', ''],
    ['RETENTION_TRAIL_DAYS', '1.5', 'retention.trailDays', ''],
    ['THRESHOLDS_DRIFT_MAGNITUDE', '1.01', 'thresholds.driftMagnitude', ''],
    ['THRESHOLDS_DRIFT_MAGNITUDE', 'NaN', 'thresholds.driftMagnitude', ''],
    ['THRESHOLDS_BLOCKS_PER_HOUR', '0', 'thresholds.blocksPerHour', ''],
    ['THRESHOLDS_FALSE_POSITIVE_RATE', '10', 'thresholds.falsePositiveRate', ''],
    ['THRESHOLDS_NONCE_MAX_AGE_DAYS', '-1', 'thresholds.nonceMaxAgeDays', ''],
    ['THRESHOLDS_LATENCY_P99_MS', 'Infinity', 'thresholds.latencyP99Ms', ''],
    ['EMAILS_CRITICAL', 'nobody', 'emails.critical', 'e-mail'],
    ['GITHUB_ORGANISATION', '*', 'github.organisation', 'GitHub account'],
    ['GITHUB_ORGANISATION', 'acme/shop', 'github.organisation', 'GitHub account'],
    ['GITHUB_REPOSITORY', 'shop:*', 'github.repository', 'GitHub repository'],
    ['GITHUB_BRANCH', 'release/*', 'github.branch', 'wildcards'],
    ['RUNBOOK_URL', 'docs/', 'runbookUrl', 'URL'],
    ['RUNBOOK_URL', 'https://example.org/runbooks/', 'runbookUrl', 'slash'],
  ])('%s=%s is refused: the error names %s', (suffix, value, field, why) => {
    const variable = `PHASE_MIRROR_STAGING_${suffix}`;
    const error = refusal(() => settingsFor('staging', { ...VARIABLES, [variable]: value }));
    expect(error.code).toBe('PM-1002');
    expect(error.what).toContain(`staging: ${field} is `);
    expect(error.why).toContain(why);
    expect(error.remedy).toContain(variable);
  });

  it.each([
    ['REGION', 'eu-west-1'],
    ['RETENTION_LOG_DAYS', '400', 400],
    ['RETENTION_STATE_VERSION_DAYS', '30', 30],
    ['THRESHOLDS_DRIFT_MAGNITUDE', '0.25', 0.25],
    ['THRESHOLDS_EVALUATION_P99_MS', '750', 750],
    ['EMAILS_WARNING', 'oncall@example.org'],
    ['GITHUB_REPOSITORY', 'governance.rules'],
    ['GITHUB_BRANCH', 'trunk'],
    ['RUNBOOK_URL', 'https://runbooks.example.org/phase-mirror'],
  ] as readonly (readonly [string, string, unknown?])[])(
    '%s=%s overrides what is committed',
    (suffix, text, value: unknown = text) => {
      const variable = `PHASE_MIRROR_STAGING_${suffix}`;
      const settings = settingsFor('staging', { ...VARIABLES, [variable]: text });
      const field = FIELDS.find(({ path }) => variableOf('staging', path) === variable);
      expect(valueAt(settings, field?.path ?? [])).toBe(value);
    },
  );

  it.each(ENVIRONMENTS)('every field of %s has a variable of its own', (environment) => {
    const variables = FIELDS.map(({ path }) => variableOf(environment, path));
    expect(new Set(variables).size).toBe(variables.length);
    for (const variable of variables) {
      expect(variable).toMatch(
        new RegExp(`^PHASE_MIRROR_${environment.toUpperCase()}_[A-Z0-9_]+$`),
      );
    }
  });

  it('every field that the schema knows can be overridden', () => {
    const emails = {
      PHASE_MIRROR_STAGING_EMAILS_CRITICAL: 'a@example.org',
      PHASE_MIRROR_STAGING_EMAILS_WARNING: 'b@example.org',
    };
    const leaves = (node: unknown, path: string): string[] =>
      typeof node === 'object' && node !== null
        ? Object.entries(node).flatMap(([name, child]) => leaves(child, `${path}.${name}`))
        : [path.slice(1)];
    const known = leaves(settingsFor('staging', { ...VARIABLES, ...emails }), '');
    expect(known.sort()).toEqual(FIELDS.map(({ path }) => path.join('.')).sort());
  });

  it('refuse a misspelt variable, and leave those of other environments alone', () => {
    const error = refusal(() =>
      settingsFor('staging', { ...VARIABLES, PHASE_MIRROR_STAGING_ACOUNT: '1' }),
    );
    expect(error.what).toBe('staging: PHASE_MIRROR_STAGING_ACOUNT is no setting');
    expect(error.remedy).toContain('PHASE_MIRROR_STAGING_ACCOUNT');
    expect(() => settingsFor('local', { PHASE_MIRROR_STAGING_ACOUNT: '1' })).not.toThrow();
  });
});

describe('a deployment', () => {
  it('owns its foundation unless it names another owner', () => {
    const { ownsFoundation, stacks, state } = deploymentFor('staging', VARIABLES);
    expect({ ownsFoundation, stacks }).toEqual({
      ownsFoundation: true,
      stacks: ['foundation', 'data', 'access', 'observability'],
    });
    expect(state.bucket).toBe('phase-mirror-tfstate-111111111111-eu-central-1');
  });

  it('shares the foundation of an owner in the same account', () => {
    const deployment = deploymentFor('staging', {
      ...VARIABLES,
      PHASE_MIRROR_STAGING_ACCOUNT: '222222222222',
      PHASE_MIRROR_STAGING_FOUNDATION_OWNER: 'production',
    });
    expect(deployment.ownsFoundation).toBe(false);
    expect(deployment.stateScope.environment).toBe('production');
    expect(deployment.scope.environment).toBe('staging');
    expect(deployment.stacks).not.toContain('foundation');
  });

  it.each([
    ['in another account', { PHASE_MIRROR_STAGING_FOUNDATION_OWNER: 'production' }, '222222222222'],
    [
      'that owns none itself',
      {
        PHASE_MIRROR_STAGING_ACCOUNT: '123456789012',
        PHASE_MIRROR_STAGING_FOUNDATION_OWNER: 'production',
        PHASE_MIRROR_PRODUCTION_ACCOUNT: '123456789012',
        PHASE_MIRROR_PRODUCTION_FOUNDATION_OWNER: 'local',
      },
      'production has no foundation itself',
    ],
    [
      'whose settings are incomplete',
      {
        PHASE_MIRROR_STAGING_FOUNDATION_OWNER: 'production',
        PHASE_MIRROR_PRODUCTION_ACCOUNT: undefined,
      },
      'production',
    ],
  ] as readonly (readonly [string, Variables, string])[])(
    'refuses an owner %s',
    (_, variables, why) => {
      const error = refusal(() => deploymentFor('staging', { ...VARIABLES, ...variables }));
      expect(error.code).toBe('PM-1002');
      expect(`${error.what} ${error.why ?? ''}`).toContain(why);
    },
  );
});

describe('TF_WORKSPACE', () => {
  it.each([
    [undefined, 'local'],
    ['', 'local'],
    ['staging', 'staging'],
    ['production', 'production'],
  ])('%s is the environment %s', (workspace, environment) => {
    expect(environmentOf({ TF_WORKSPACE: workspace })).toBe(environment);
  });

  it.each(['default', 'prod', 'Local'])('%s is refused', (workspace) => {
    const error = refusal(() => environmentOf({ TF_WORKSPACE: workspace }));
    expect(error.what).toBe(`TF_WORKSPACE is ${workspace}`);
    expect(error.why).toContain('local, staging, production');
  });
});
