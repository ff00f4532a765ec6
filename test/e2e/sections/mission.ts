import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetParametersByPathCommand } from '@aws-sdk/client-ssm';
import { describe, expect, it } from '@jest/globals';
import { makeExample } from '../../../ops/examples.js';
import type { Mission } from '../../../runtime/src/dashboard/mission.js';
import { namesFor } from '../../../runtime/src/names/index.js';
import { deploymentFor } from '../../../stacks/environments.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { phaseMirror, startPhaseMirror, type Ran } from '../support/phase-mirror.js';

const MINUTE = 60_000;
const ORGANISATION = 'acme-of-the-mission';
const STORE = ['--store', 'aws', '--environment', 'local', '--region', 'eu-central-1'];

interface Report {
  readonly findings: readonly { readonly check: string }[];
}
interface Listed {
  readonly findings: readonly { readonly finding: string; readonly check: string }[];
}
interface Finding {
  readonly verdict: unknown;
  readonly events: readonly unknown[];
}

/** What people ask the environment by the package's own commands, and what they say to it. */
export function missionSection(place: LocalEnvironment): void {
  const names = namesFor(deploymentFor('local', {}).scope);
  const said: string[] = [];
  const ask = (args: readonly string[], runId = '9001'): Ran => {
    const ran = phaseMirror(place, { caller: 'MISSION', runId }, [...args, ...STORE]);
    said.push(ran.stdout, ran.stderr);
    return ran;
  };
  const answered = <T>(exit: number, args: readonly string[], runId?: string): T => {
    const { stdout, ...ran } = ask([...args, '--json'], runId);
    expect(ran).toEqual({ exit, stderr: '' });
    return JSON.parse(stdout) as T;
  };
  const check = async (runId: string): Promise<Report> => {
    const { folder } = await makeExample('unsound', join(place.home, 'mission', 'unsound'));
    return answered(1, ['check', '--repo', folder, '--base', 'main'], runId);
  };
  const rows = async (table: string): Promise<string> => {
    const { Items, LastEvaluatedKey } = await place.aws.dynamodb.send(
      new ScanCommand({ TableName: table }),
    );
    expect(LastEvaluatedKey).toBeUndefined();
    return JSON.stringify(Items);
  };
  const decidedBlocks = ({ decided }: Mission): number => {
    if (!decided.known) throw new Error(decided.why);
    return decided.value.reduce((sum, { block }) => sum + block, 0);
  };
  const blocksOf = ({ blocks }: Mission, rule: string): number => {
    if (!blocks.known) throw new Error(blocks.why);
    const own = blocks.value.counters.filter((row) => row.rule === rule);
    return own.flatMap(({ counts }) => counts).reduce((sum, n) => sum + n, 0);
  };
  const look = (): Mission => answered(0, ['dashboard']);

  describe('mission control of the environment', () => {
    it(
      'counts what was judged, once a run, with every alarm there and every stack’s deployment',
      async () => {
        const before = look();
        const { findings } = await check('9001');
        await check('9001');
        await check('9002');
        const after = look();
        expect(decidedBlocks(after) - decidedBlocks(before)).toBe(2);
        expect(blocksOf(after, 'MD-001') - blocksOf(before, 'MD-001')).toBe(2);
        const { alarms, deployments, evaluated, rules, secrets, magnitude } = after;
        expect(alarms).toMatchObject({ known: true, value: { missing: [] } });
        expect(evaluated.known && evaluated.value).toHaveLength(14);
        expect(magnitude.known).toBe(true);
        expect(deployments).toEqual({
          known: true,
          value: ['foundation', 'data', 'access', 'observability'].map((stack) => ({
            stack,
            at: expect.stringMatching(/^20.+Z$/),
          })),
        });
        const pending = findings.filter(({ check: id }) => id.startsWith('MD-001')).length;
        const rule = rules.known ? rules.value.find((one) => one.rule === 'MD-001') : undefined;
        expect(rule?.pending).toBeGreaterThanOrEqual(pending);
        expect(secrets.map(({ kind, failed }) => [kind, failed])).toEqual([
          ['nonce', undefined],
          ['salt', undefined],
        ]);
      },
      3 * MINUTE,
    );

    it(
      'is served on loopback, as it is now, and ends by Ctrl-C with exit 0',
      async () => {
        const as = { caller: 'MISSION', runId: '9003' };
        const child = startPhaseMirror(place, as, [
          'dashboard',
          '--serve',
          '--port',
          '0',
          ...STORE,
        ]);
        const ended = once(child, 'exit');
        try {
          let stderr = '';
          child.stderr.on('data', (part) => (stderr += String(part)));
          while (!stderr.includes('Ctrl-C') && child.exitCode === null) {
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
          const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(stderr)?.[0] ?? stderr;
          const response = await fetch(url);
          const page = await response.text();
          said.push(page);
          expect(response.headers.get('cache-control')).toBe('no-store');
          expect(page).toContain('</span> in local');
          child.kill('SIGINT');
          expect(await ended).toEqual([0, null]);
        } finally {
          child.kill('SIGKILL');
        }
      },
      2 * MINUTE,
    );
  });

  describe('what people say to the environment', () => {
    it(
      'of a finding: the next check leaves it out, and mission control counts it, until it is taken back',
      async () => {
        await check('9004');
        const { findings } = answered<Listed>(0, ['fp', 'list', '--rule', 'MD-001']);
        const [{ finding, check: id } = { finding: '', check: '' }] = findings;
        const mark = ['fp', 'mark', finding, '--by', 'ada', '--ticket', 'T-7'];
        expect(answered(0, mark)).toMatchObject({ finding, state: 'false-positive' });
        const { verdict, events } = answered<Finding>(0, ['fp', 'show', finding]);
        expect(verdict).toMatchObject({ by: 'ada', ticket: 'T-7' });
        // A window counts events; who judges a rule counts findings.
        expect(answered(0, ['fp', 'window', 'MD-001'])).toMatchObject({
          reviewed: events.length,
          falsePositives: events.length,
          rate: 1,
        });
        const { rules } = look();
        expect(rules.known && rules.value.find(({ rule }) => rule === 'MD-001')).toMatchObject({
          reviewed: 1,
          falsePositives: 1,
          interval: { high: 1 },
        });
        const left = (await check('9005')).findings.map((one) => one.check);
        expect(left).not.toContain(id);
        expect(answered(0, ['fp', 'unmark', finding])).toMatchObject({ state: 'pending' });
        expect((await check('9006')).findings.map((one) => one.check)).toContain(id);
      },
      3 * MINUTE,
    );

    it(
      'of an organisation: consent holds from grant to revocation, and its name is nowhere',
      async () => {
        const of = ['--organisation', ORGANISATION];
        const one = [...of, '--resource', 'fp_metrics'];
        expect(answered(1, ['consent', 'check', ...one])).toMatchObject({ valid: false });
        answered(0, ['consent', 'grant', ...one, '--expires', '30d', '--by', 'ada']);
        expect(answered(0, ['consent', 'check', ...one])).toMatchObject({ valid: true });
        answered(0, ['consent', 'revoke', ...one, '--by', 'ada']);
        expect(answered(1, ['consent', 'check', ...one])).toMatchObject({ valid: false });
        expect(answered(0, ['consent', 'history', ...of])).toMatchObject({
          changes: [{ action: 'grant' }, { action: 'revoke' }],
        });
        const stored = await rows(names.tables.consent.name);
        expect(stored).toContain('fp_metrics');
        expect(stored).not.toContain(ORGANISATION);
      },
      2 * MINUTE,
    );

    it(
      'of its secrets nothing is said but versions and ages',
      async () => {
        expect(answered(0, ['nonce-status'])).toMatchObject({
          kinds: [
            { kind: 'nonce', versions: [{ state: 'signs' }], error: null },
            { kind: 'salt', versions: [{ state: 'signs' }], error: null },
          ],
        });
        const out = join(place.home, 'mission', 'page');
        expect(ask(['dashboard', '--out', out]).exit).toBe(0);
        const { Parameters = [] } = await place.aws.ssm.send(
          new GetParametersByPathCommand({
            Path: names.parameters.path,
            Recursive: true,
            WithDecryption: true,
          }),
        );
        const values = Parameters.map(({ Value = '' }) => Value).filter((v) => v.length >= 64);
        expect(values.length).toBeGreaterThanOrEqual(2);
        const text = [...said, readFileSync(join(out, 'index.html'), 'utf8')].join('\n');
        expect(values.filter((value) => text.includes(value.slice(0, 16)))).toEqual([]);
      },
      2 * MINUTE,
    );
  });
}
