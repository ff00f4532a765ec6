import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { changesDuring } from '../support/emulator-state.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { refusingProxy } from '../../support/refusing-proxy.js';
import { expectExit, runHere } from '../support/runbook-run.js';

const MINUTE = 60_000;

interface Row {
  readonly id: string;
  readonly outcome: string;
  readonly used?: number;
  readonly added?: number;
}

/** Quotas of the account that the deployed environment lives in. */
export function limitsSection(place: LocalEnvironment): void {
  describe('limits of the environment', () => {
    it(
      'count what is there and that a deploy adds nothing more, twice alike, and change nothing',
      async () => {
        const { result, changes } = await changesDuring(place.aws, async () => [
          await runHere(place, ['limits', '--json']),
          await runHere(place, ['limits', '--json']),
        ]);
        const [first, second] = result.map((run) => expectExit<{ rows: readonly Row[] }>(run, 0));
        expect(first?.rows.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
        expect(first?.rows.map(({ added }) => added)).toEqual(first?.rows.map(() => 0));
        expect(first?.rows.filter(({ used = 0 }) => used === 0)).toEqual([]);
        expect(second?.rows).toEqual(first?.rows);
        expect(changes).toEqual([]);
      },
      3 * MINUTE,
    );

    it(
      'answer their item of the production checklist, with the command’s own answer as evidence',
      async () => {
        const checklist = ['production-checklist', 'run', '--only', 'limits', '--json'];
        const { answers } = expectExit<{
          answers: readonly { outcome: string; evidence: { file: string; sha256: string } }[];
        }>(await runHere(place, checklist), 0);
        const [{ outcome, evidence } = { outcome: '', evidence: { file: '', sha256: '' } }] =
          answers;
        expect(outcome).toBe('ok');
        const text = readFileSync(evidence.file);
        expect(createHash('sha256').update(text).digest('hex')).toBe(evidence.sha256);
        expect(JSON.parse(text.toString())).toMatchObject({ runbook: 'limits', exit: 0 });
        expect((await runHere(place, ['production-checklist', 'status'])).exit).toBe(1);
      },
      3 * MINUTE,
    );

    it(
      'say which quota could not be read, and never take it for none: exit 3',
      async () => {
        const proxy = await refusingProxy(place.local.endpoint, ({ target }) =>
          /ListServiceQuotas|ListTables/.test(target),
        );
        try {
          const env = { ...place.env, AWS_ENDPOINT_URL: proxy.endpoint };
          const { rows } = expectExit<{ rows: readonly Row[] }>(
            await runHere({ env }, ['limits', '--json']),
            3,
          );
          const unknown = rows.filter(({ outcome }) => outcome === 'could-not-run');
          expect(unknown.map(({ id }) => id)).toEqual([
            'dynamodb tables',
            'cloudwatch alarms',
            'sns topics',
            'kms keys',
            's3 buckets',
          ]);
        } finally {
          await proxy.close();
        }
      },
      3 * MINUTE,
    );
  });
}
