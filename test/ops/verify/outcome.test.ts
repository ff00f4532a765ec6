import { describe, expect, it } from '@jest/globals';
import { verificationOutcome } from '../../../ops/verify/outcome.js';
import { serviceError } from './answering-clients.js';
import { verifiedAfter } from './verified.js';

const stripTime = (text: string): string => text.replace(/\(\d+\.\ds\)/, '(TIME)');

describe('the outcome of verify', () => {
  it('is one line a group and exit 0 when every promise holds', async () => {
    const verification = await verifiedAfter();
    const { exit, text, json } = verificationOutcome('local', verification, { all: false });
    expect(exit).toBe(0);
    const count = verification.rows.length;
    expect(text).toMatch(/^ok {4}dependencies {2}7\n/);
    expect(stripTime(text)).toMatch(
      new RegExp(`local: ${count} of ${count} promises hold \\(TIME\\)\n$`),
    );
    expect(text).not.toContain('fix:');
    expect(json).toMatchObject({ passed: count, failed: 0, couldNotRun: 0 });
  });

  it('names what is broken, what is missing once, and what to type', async () => {
    const verification = await verifiedAfter((w, d) => {
      delete w.tables[d.names.tables.consent.name];
      const calibration = w.tables[d.names.tables.calibration.name];
      if (calibration !== undefined) calibration.recovery = {};
    });
    const { exit, text, json } = verificationOutcome('local', verification, { all: false });
    expect(exit).toBe(1);
    expect(text).toContain(
      [
        'FAIL  tables        19 of 25',
        '      missing  table phase-mirror-local-consent does not exist (5 promises)',
        '      broken   table phase-mirror-local-calibration can be restored to any second of 35 days: point-in-time recovery is off',
        '      fix: npm run ops -- deploy --env local',
        '',
      ].join('\n'),
    );
    expect(text).toContain('PM-6005 local: 6 of');
    expect(json).toMatchObject({ failed: 6, error: { code: 'PM-6005' } });
  });

  it('is exit 3 when nothing failed but something is unknown', async () => {
    const errors = { GetDashboard: serviceError('AccessDeniedException', 403, 'no') };
    const verification = await verifiedAfter(undefined, { errors });
    const { exit, text } = verificationOutcome('local', verification, { all: false });
    expect(exit).toBe(3);
    expect(text).toContain('??    dashboard     0 of 4');
    expect(text).toContain(
      'unknown  dashboard phase-mirror-local exists and shows something: Access',
    );
    expect(text).toContain('4 could not be checked');
    expect(text).not.toContain('PM-6005');
  });

  it('is a line a promise with --all', async () => {
    const verification = await verifiedAfter((w) => (w.alarms.length = 5));
    const { text } = verificationOutcome('local', verification, { all: true });
    const lines = text.split('\n');
    const of = (mark: string): number =>
      lines.filter((line) => line.startsWith(`      ${mark}`)).length;
    expect(of('holds') + of('broken') + of('missing')).toBe(verification.rows.length);
  });
});
