import type { AwsStores } from '../../runtime/src/stores/aws/index.js';
import type {
  CalibrationContribution,
  ConsentGrant,
  FpEvent,
} from '../../runtime/src/stores/ports.js';
import { demotionOf } from '../contract/enforcement-steps.js';
import { sampleBaseline } from '../contract/baseline-store.js';
import { findingId, sampleEvent, sampleEvents } from '../contract/samples.js';
import type { Fault } from './fault-server.js';
import { BASELINE_KEY, STORED } from './s3-answers.js';

export const event = sampleEvent({ rule: 'MD-001' });
export const key = { rule: 'MD-001', repository: 'octo/example', hour: '2026-11-22T12' };
export const review = { findingId: findingId('f'), by: 'ada', ticket: 'T-1' };
export const grant: ConsentGrant = {
  organisation: `v1:${'ab'.repeat(32)}`,
  resource: 'fp_metrics',
  policyVersion: 1,
  expiresAt: '2027-01-01T00:00:00.000Z',
  by: 'ada',
};
const contribution: CalibrationContribution = {
  organisations: [`v2:${'ab'.repeat(32)}`, `v1:${'cd'.repeat(32)}`],
  rule: 'MD-001',
  period: '2026-10',
  reviewed: 10,
  falsePositives: 1,
};
const newer = sampleBaseline(BASELINE_KEY, 2);
export const many = sampleEvents('MD-001', 250);

/** Every operation of every port, and the calls that a healthy run of it makes. */
export type Operation = readonly [
  name: string,
  healthyCalls: number,
  run: (stores: AwsStores) => Promise<unknown>,
];
const operations: readonly Operation[] = [
  ['fp.recordEvent', 1, ({ fp }) => fp.recordEvent(event)],
  ['fp.recordEvents of 3', 3, ({ fp }) => fp.recordEvents(many.slice(0, 3))],
  ['fp.recordEvents of 250', 3, ({ fp }) => fp.recordEvents(many)],
  ['fp.markFalsePositive', 1, ({ fp }) => fp.markFalsePositive(review)],
  ['fp.markTruePositive', 1, ({ fp }) => fp.markTruePositive(review)],
  ['fp.unmark', 1, ({ fp }) => fp.unmark(review.findingId)],
  ['fp.verdict', 1, ({ fp }) => fp.verdict(review.findingId)],
  ['fp.falsePositives', 1, ({ fp }) => fp.falsePositives([review.findingId])],
  ['fp.falsePositives of 250', 3, ({ fp }) => fp.falsePositives(many.map((_, i) => findingId(i)))],
  ['fp.getWindowByCount', 16, ({ fp }) => fp.getWindowByCount('MD-001', 10)],
  ['fp.getWindowSince', 16, ({ fp }) => fp.getWindowSince('MD-001', event.occurredAt)],
  ['fp.getFindingEvents', 1, ({ fp }) => fp.getFindingEvents(review.findingId, 10)],
  ['blocks.counts', 1, ({ blocks }) => blocks.counts([key])],
  ['blocks.since', 1, ({ blocks }) => blocks.since(key.hour)],
  ['blocks.add', 1, ({ blocks }) => blocks.add([key], 'run-1')],
  ['blocks.reset', 2, ({ blocks }) => blocks.reset(key, 'ada', 'why')],
  ['blocks.resets', 1, ({ blocks }) => blocks.resets(key.rule, key.repository)],
  ['consent.recordConsent', 2, ({ consent }) => consent.recordConsent(grant)],
  [
    'consent.revokeConsent',
    1,
    ({ consent }) => consent.revokeConsent(grant.organisation, grant.resource, 'ada'),
  ],
  ['consent.read', 1, ({ consent }) => consent.read(grant.organisation, [grant.resource])],
  ['consent.history', 1, ({ consent }) => consent.history(grant.organisation, grant.resource)],
  ['calibration.contribute', 1, ({ calibration }) => calibration.contribute(contribution)],
  ['calibration.aggregate', 1, ({ calibration }) => calibration.aggregate('MD-001', '2026-09')],
  ['calibration.enforcement', 1, ({ calibration }) => calibration.enforcement(['MD-001'])],
  [
    'calibration.changeEnforcement',
    2,
    ({ calibration }) => calibration.changeEnforcement(demotionOf('MD-001'), 0),
  ],
  [
    'calibration.enforcementHistory',
    1,
    ({ calibration }) => calibration.enforcementHistory('MD-001'),
  ],
  ['baselines.load', 1, ({ baselines }) => baselines.load(BASELINE_KEY)],
  ['baselines.publish', 2, ({ baselines }) => baselines.publish(newer, STORED.sha256)],
  ['baselines.versions', 2, ({ baselines }) => baselines.versions(BASELINE_KEY, 10)],
  ['baselines.restore', 2, ({ baselines }) => baselines.restore(BASELINE_KEY, 'v1', STORED.sha256)],
  ['parameters.secrets', 1, ({ parameters }) => parameters.secrets('nonce')],
  ['parameters.thresholds', 1, ({ parameters }) => parameters.thresholds()],
];

export const error = (status: number, type: string): Fault => ({ kind: 'error', status, type });
/** A fault, whether trying again can help, and what the error says of it. */
export const FAULTS: readonly (readonly [string, boolean, Fault, RegExp])[] = [
  ['throttling', true, error(400, 'ThrottlingException'), /ThrottlingException.*\(2 attempts\)/],
  ['a 500', true, error(500, 'InternalServerError'), /InternalServerError.*\(2 attempts\)/],
  ['silence', true, { kind: 'silence' }, /Timeout|did not .*within|no answer/i],
  ['a connection reset', true, { kind: 'reset' }, /ECONNRESET|hang up/],
  ['half an answer', true, { kind: 'half' }, /./],
  ['access denied', false, error(400, 'AccessDeniedException'), /AccessDenied/],
  ['not found', false, error(400, 'ResourceNotFoundException'), /ResourceNotFound/],
  [
    'a malformed answer',
    false,
    { kind: 'body', body: '<html>' },
    /SyntaxError|JSON|malformed|XML parse/,
  ],
];

/** An event as DynamoDB answers it. */
export function itemOfEvent(given: FpEvent): object {
  const attributes = Object.entries(given).map(([name, value]) => [name, { S: value as string }]);
  const item = Object.fromEntries(attributes) as object;
  return { pk: { S: 'shard' }, sk: { S: given.eventId }, ...item };
}

export const OPERATIONS: readonly Operation[] = [...operations];
