import { HOUR_MS, hourBucket } from '../../../runtime/src/clock.js';
import type { Mission } from '../../../runtime/src/dashboard/mission.js';

export const NOW = Date.parse('2026-11-22T09:58:00.000Z');
const DAY = 24 * HOUR_MS;
const day = (back: number): string => new Date(NOW - back * DAY).toISOString().slice(0, 10);
const HOURS = Array.from({ length: 48 }, (_, i) => hourBucket(NOW - (47 - i) * HOUR_MS));
const counts = (...last: readonly number[]): readonly number[] => [
  ...HOURS.slice(last.length).map((_, i) => ((i * 7) % 5 === 0 ? i % 4 : 0)),
  ...last,
];
const why = 'PM-3001 DynamoDB Query on table phase-mirror-staging-fp-events: AccessDeniedException';

/** A mission in which everything is known and a lot happens, as a person may really see it. */
export function busyMission(): Mission {
  return {
    schema: 'phase-mirror/dashboard@1',
    at: new Date(NOW).toISOString(),
    version: '0.1.0',
    environment: 'staging',
    store: 'AWS eu-central-1',
    decided: {
      known: true,
      value: Array.from({ length: 14 }, (_, i) => ({
        day: day(13 - i),
        block: [3, 5, 2, 0, 1, 6, 4, 3, 2, 5, 9, 4, 3, 2][i] ?? 0,
        warn: [8, 12, 9, 2, 3, 14, 11, 9, 12, 8, 15, 4, 2, 6][i] ?? 0,
        allow: [20, 31, 25, 6, 4, 28, 33, 26, 24, 30, 22, 7, 5, 11][i] ?? 0,
        partial: i < 2,
      })),
    },
    evaluated: {
      known: true,
      value: Array.from({ length: 14 }, (_, i) => ({
        day: day(13 - i),
        evaluations: [210, 244, 231, 41, 38, 260, 251, 239, 228, 247, 255, 52, 40, 98][i] ?? 0,
        blocks: [3, 5, 2, 0, 1, 6, 4, 3, 2, 5, 9, 4, 3, 2][i] ?? 0,
        failures: i === 10 ? 2 : 0,
      })),
    },
    blocks: {
      known: true,
      value: {
        hours: HOURS,
        threshold: 20,
        strictThreshold: 40,
        counters: [
          {
            rule: 'MD-001',
            repository: 'acme/ledger',
            counts: counts(4, 12, 23),
            state: 'degraded',
          },
          { rule: 'MD-102', repository: 'acme/shop', counts: counts(26, 3), state: 'recovered' },
          {
            rule: 'MD-002',
            repository: 'acme/a-repository-with-quite-a-long-name',
            counts: counts(1, 0),
            state: 'closed',
          },
        ],
      },
    },
    rules: {
      known: true,
      value: [
        {
          rule: 'MD-001',
          enforcement: 'enforced',
          reviewed: 120,
          falsePositives: 4,
          pending: 31,
          threshold: 0.1,
          interval: { low: 0.013, high: 0.083 },
          why: 'at least 1.3 % of its findings are false positives, the threshold is 10 %',
        },
        {
          rule: 'MD-002',
          enforcement: 'enforced',
          reviewed: 64,
          falsePositives: 19,
          pending: 2,
          threshold: 0.1,
          interval: { low: 0.199, high: 0.418 },
          due: 'demote',
          why: 'at least 19.9 % of its findings are false positives, the threshold is 10 %',
        },
        {
          rule: 'MD-003',
          enforcement: 'demoted',
          reviewed: 33,
          falsePositives: 3,
          pending: 0,
          threshold: 0.1,
          interval: { low: 0.031, high: 0.236 },
          why: 'at most 23.6 % of its findings since the demotion are false positives, the threshold is 10 %',
        },
        {
          rule: 'MD-004',
          enforcement: 'enforced',
          reviewed: 0,
          falsePositives: 0,
          pending: 0,
          threshold: 0.1,
          why: '30 more reviewed findings are needed to judge it',
        },
      ],
    },
    drift: {
      known: true,
      value: [
        {
          check: 'MD-005.1',
          title: 'Setting weakened',
          finding: 'ab'.repeat(32),
          lastSeen: '2026-11-22T08:12:00.000Z',
          times: 3,
          confirmed: true,
        },
        {
          check: 'MD-005.2',
          title: 'Surface widened',
          finding: 'cd'.repeat(32),
          lastSeen: '2026-11-20T11:40:00.000Z',
          times: 1,
          confirmed: false,
        },
      ],
    },
    magnitude: {
      known: true,
      value: { largest: { day: day(2), magnitude: 0.184 }, threshold: 0.3 },
    },
    secrets: [
      {
        kind: 'nonce',
        source: 'SSM /guardian/staging (eu-central-1)',
        maxAgeDays: 90,
        versions: [
          {
            version: 1,
            state: 'retired',
            usable: false,
            ageDays: 188,
            usableUntil: '2026-08-25T00:00:00.000Z',
          },
          {
            version: 2,
            state: 'signs',
            usable: true,
            ageDays: 96,
            usableUntil: '2027-08-18T00:00:00.000Z',
          },
        ],
      },
      {
        kind: 'salt',
        source: 'SSM /guardian/staging (eu-central-1)',
        versions: [
          {
            version: 1,
            state: 'signs',
            usable: true,
            ageDays: 188,
            usableUntil: '2027-05-18T00:00:00.000Z',
          },
        ],
      },
    ],
    alarms: {
      known: true,
      value: {
        ringing: [
          {
            name: 'phase-mirror-staging-breaker-opened',
            since: '2026-11-22T09:41:00.000Z',
            says: 'A rule blocks so much in one repository that its blocks are degraded to warnings. Runbook: https://github.com/phase-mirror/phase-mirror/blob/main/docs/runbooks/alarms.md#breaker-opened',
          },
        ],
        quiet: 26,
        undecided: 1,
        missing: [],
      },
    },
    deployments: {
      known: true,
      value: ['foundation', 'data', 'access', 'observability'].map((stack, i) => ({
        stack,
        at: `2026-11-1${i + 5}T14:0${i}:00.000Z`,
      })),
    },
    release: {
      known: true,
      value: { tag: 'v0.1.0', commit: '63b5b86aa012', at: '2026-11-14T10:00:00.000Z' },
    },
  };
}

/** A mission of which nothing is known. */
export function blindMission(): Mission {
  const unknown = { known: false, why } as const;
  return {
    ...busyMission(),
    ...{ decided: unknown, evaluated: unknown, blocks: unknown, rules: unknown, drift: unknown },
    ...{ magnitude: unknown, alarms: unknown, deployments: unknown, release: unknown },
    secrets: [
      {
        kind: 'nonce',
        source: 'SSM /guardian/staging (eu-central-1)',
        versions: [],
        failed: 'PM-4001 nonce versions cannot be read',
      },
    ],
  };
}
