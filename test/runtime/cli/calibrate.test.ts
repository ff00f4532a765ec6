import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import Libsql from 'libsql';
import { PROJECT } from '../../../runtime/src/names/index.js';
import { collectedMonth, openStores, type Stores } from '../../../runtime/src/stores/index.js';
import { findingId, sampleEvent } from '../../contract/samples.js';
import { home, phaseMirror, type Ran } from './terminal.js';

const DAY = 86_400_000;
let folder: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  folder = mkdtempSync(join(home, 'calibrate-'));
  env = { XDG_STATE_HOME: folder };
});

/** Works on the store that the command uses. */
async function inStore<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
  const scope = { project: PROJECT, account: '0', region: 'none' };
  const stores = await openStores({
    scope: { ...scope, environment: 'local' },
    env: { XDG_STATE_HOME: folder, HOME: folder },
  });
  try {
    return await work(stores);
  } finally {
    stores.close();
  }
}

/** Findings of MD-001 that people reviewed, of one moment. */
function review(falsePositives: number, truePositives: number, at: number): Promise<void> {
  return inStore(async ({ fp }) => {
    const events = Array.from({ length: falsePositives + truePositives }, (_, i) =>
      sampleEvent({ rule: 'MD-001', finding: findingId(i), at: new Date(at + i).toISOString() }),
    );
    await fp.recordEvents(events);
    for (const [i, { findingId: id }] of events.entries()) {
      const said = { findingId: id, by: 'ada', ticket: 'T-1' };
      await (i < falsePositives ? fp.markFalsePositive(said) : fp.markTruePositive(said));
    }
  });
}
const calibrate = (...args: readonly string[]): Promise<Ran> =>
  phaseMirror(['calibrate', ...args], { env });
const APPLY = ['--apply', '--by', 'ada', '--reason', 'T-7: matrix jobs'] as const;

describe('phase-mirror calibrate', () => {
  it('says of every rule what is known, and changes nothing', async () => {
    await review(30, 10, Date.now() - DAY);
    const { exit, stdout, stderr } = await calibrate();
    expect([exit, stderr]).toEqual([0, '']);
    const [first = '', second = ''] = stdout.split('\n\n');
    expect(first).toMatch(
      /^MD-001 {2}blocks\n {2}reviewed {3}40 findings, 30 false positives, 0 pending\n {2}judged {5}at least 59\.8 % of its findings are false positives, the threshold is 10 %\n {2}elsewhere {2}not shown of \d{4}-\d\d: INSUFFICIENT_K\n {2}due {8}demote: phase-mirror calibrate --rule MD-001 --apply --by NAME --reason TEXT$/,
    );
    expect(second).toContain('30 more reviewed findings are needed to judge it');
    await inStore(async ({ calibration }) => {
      expect(await calibration.enforcement(['MD-001'])).toEqual(new Map());
    });
  });

  it('demotes what is due with its numbers, once, and promotes it by a witness', async () => {
    await review(30, 10, Date.now() - DAY);
    const { stdout } = await calibrate('--rule', 'MD-001', ...APPLY);
    expect(stdout).toContain('demoted    by ada, revision 1');
    const again = await calibrate('--rule', 'MD-001', ...APPLY);
    expect(again.stdout).toMatch(/^MD-001 {2}warns since \d{4}-\d\d-\d\d\n/);
    expect(again.stdout).not.toContain('revision');

    await review(0, 60, Date.now() + 1000);
    const promoted = await calibrate('--rule', 'MD-001', ...APPLY);
    expect(promoted.stdout).toContain('promoted    by ada, revision 2');
    await inStore(async ({ calibration }) => {
      const history = await calibration.enforcementHistory('MD-001');
      expect(
        history.map(({ action, by, reason, evidence }) => ({ action, by, reason, evidence })),
      ).toMatchObject([
        {
          ...{ action: 'demote', by: 'ada', reason: 'T-7: matrix jobs' },
          evidence: { reviewed: 40, falsePositives: 30, threshold: 0.1 },
        },
        { action: 'promote', evidence: { reviewed: 60, falsePositives: 0 } },
      ]);
    });
  });

  it('prints JSON of one rule', async () => {
    const { stdout } = await calibrate('--rule', 'MD-102', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'phase-mirror/calibration@1',
      rules: [
        {
          suggestion: { rule: 'MD-102', enforcement: 'enforced', revision: 0, reviewed: 0 },
          elsewhere: { shown: false, code: 'INSUFFICIENT_K' },
        },
      ],
    });
  });

  it.each([
    [['--apply'], /--apply needs --by and --reason/],
    [['--apply', '--by', 'ada'], /--apply needs --by and --reason/],
    [['--rule', 'MD-999'], /--rule MD-999: it must be one of MD-001/],
    [['--demote'], /--demote/],
  ])('fails with PM-1001 on %j', async (args, why) => {
    const { exit, stderr } = await calibrate(...args);
    expect([exit, stderr]).toEqual([2, expect.stringMatching(/^PM-1001/)]);
    expect(stderr).toMatch(why);
  });

  it('explains itself', async () => {
    const { exit, stdout } = await calibrate('--help');
    expect(exit).toBe(0);
    expect(stdout).toContain('phase-mirror calibrate --rule MD-001 --apply --by ada');
  });
});

describe('phase-mirror calibrate --contribute', () => {
  const lastMonth = (): number => Date.parse(`${collectedMonth(Date.now())}-15T12:00:00.000Z`);
  const given = async (): Promise<string> =>
    /given .*/.exec((await calibrate('--rule', 'MD-001', '--contribute', 'Acme')).stdout)?.[0] ??
    '';
  const consents = (): Promise<Ran> => {
    const words = ['--organisation', 'ACME', '--resource', 'rule_calibration', '--expires', '1d'];
    return phaseMirror(['consent', 'grant', ...words, '--by', 'ada'], { env });
  };

  it('gives nothing without consent, and the counts of last month once with it', async () => {
    await review(3, 7, lastMonth());
    expect(await given()).toMatch(/nothing, no consent: no consent was given \(\d{4}-\d\d\)$/);
    await consents();
    expect(await given()).toMatch(/added \(/);
    expect(await given()).toMatch(/added before \(/);
  });

  it('gives nothing where the consent cannot be read', async () => {
    await review(3, 7, lastMonth());
    await consents();
    const database = new Libsql(join(folder, 'phase-mirror', 'local.db'));
    database.exec('DROP TABLE consents');
    database.close();
    expect(await given()).toMatch(/nothing, no consent: /);
  });

  it('gives nothing where nothing was reviewed', async () => {
    await consents();
    await review(3, 7, Date.now());
    expect(await given()).toMatch(/nothing reviewed/);
  });
});
