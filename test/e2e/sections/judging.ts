import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { makeExample, type ExampleName } from '../../../ops/examples.js';
import { deploymentFor } from '../../../stacks/environments.js';
import { runtimeCalls } from '../../stacks/runtime-calls.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { phaseMirror, type Ran } from '../support/phase-mirror.js';

interface Report {
  readonly decision: { readonly outcome: string; readonly degraded?: readonly string[] };
  readonly degraded?: readonly string[];
  readonly findings: readonly { readonly check: string; readonly severity: string }[];
  readonly unknowns: readonly { readonly check: string; readonly subject: string }[];
}

interface LoggedCall {
  readonly service: string;
  readonly action: string;
  readonly resources: readonly string[];
  readonly caller: string;
  readonly status: number;
}

/** Access key ids tell the runtime's calls in the request log apart from everybody else's. */
const ORACLE = 'ORACLERUN';
const OPERATOR = 'OPERATORRUN';

/** The command as CI runs it: a process of its own, which has nothing but its variables. */
async function check(
  place: LocalEnvironment,
  name: ExampleName,
  ...more: readonly string[]
): Promise<Ran> {
  const { folder } = await makeExample(name, join(place.home, 'examples', name));
  const args = ['--repo', folder, '--base', 'main', '--store', 'aws', '--environment', 'local'];
  return command(place, ORACLE, ['check', ...args, ...more, '--json'], `e2e-${name}`);
}

const command = (
  place: LocalEnvironment,
  caller: string,
  args: readonly string[],
  runId = 'e2e',
): Ran => phaseMirror(place, { caller, runId }, args);

/** What the deployed environment is for: real changes of real repositories are judged on it. */
export function judgingSection(place: LocalEnvironment): void {
  // A request may ask several tables at once: IAM checks each of them.
  const keys = ({ service, action, resources }: Omit<LoggedCall, 'caller' | 'status'>): string[] =>
    resources.length === 0
      ? [`${service}:${action}`]
      : resources.map((resource) => `${service}:${action} ${resource}`);

  describe('the oracle on the environment', () => {
    it('blocks the unsound change for its true reasons, and the retry is the same report', async () => {
      const first = await check(place, 'unsound');
      const again = await check(place, 'unsound');
      expect({ exit: first.exit, stderr: first.stderr }).toEqual({ exit: 1, stderr: '' });
      const report = JSON.parse(first.stdout) as Report;
      expect(report.decision.outcome).toBe('block');
      expect(report.findings.map(({ check: id, severity }) => `${id} ${severity}`).sort()).toEqual(
        expect.arrayContaining([
          'MD-001.1 critical',
          'MD-001.3 high',
          'MD-002.6 high',
          'MD-002.9 medium',
          'MD-004.6 medium',
          'MD-102.1 critical',
        ]),
      );
      // Who approved the agent's change of a controlled path only GitHub can tell.
      expect(report.unknowns).toMatchObject([
        { check: 'MD-002.1', subject: '/.github/', missing: 'pull-requests: read' },
        { check: 'MD-002.1', subject: '/AGENTS.md', missing: 'pull-requests: read' },
      ]);
      expect(again.stdout).toBe(first.stdout);
    });

    it('allows the sound change, with nothing found and nothing unknown', async () => {
      const { exit, stdout, stderr } = await check(place, 'sound');
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
      expect(JSON.parse(stdout) as Report).toMatchObject({
        decision: { outcome: 'allow' },
        findings: [],
        unknowns: [],
      });
    });

    it('judges the drift from a baseline that an operator has published, and finds none', async () => {
      const { folder } = await makeExample('sound', join(place.home, 'examples', 'sound'));
      const published = command(place, OPERATOR, [
        ...['baseline', 'publish', '--repo', folder, '--head', 'main', '--by', 'ada'],
        ...['--expect', 'none', '--store', 'aws', '--environment', 'local'],
      ]);
      expect({ exit: published.exit, stderr: published.stderr }).toEqual({ exit: 0, stderr: '' });
      const { exit, stdout, stderr } = await check(place, 'sound', '--mode', 'drift');
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
      const { findings, unknowns } = JSON.parse(stdout) as Report;
      expect(findings).toEqual([]);
      // The ruleset of the example does not show who may bypass it.
      expect(unknowns.map(({ check: id, subject }) => `${id} ${subject}`)).toEqual([
        'MD-005.1 bypass',
      ]);
    });

    it('makes exactly the calls that its role allows, and each succeeds', () => {
      const calls = readFileSync(place.local.requestLog, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as LoggedCall)
        .filter(({ caller }) => caller === ORACLE);
      const listed = runtimeCalls(deploymentFor('local', {})).flatMap(keys);
      const made = [...new Set(calls.flatMap(keys))];
      expect(made.filter((call) => !listed.includes(call))).toEqual([]);
      expect(calls.filter(({ status }) => status >= 500)).toEqual([]);
      // Transactions are for more findings than an example has.
      const expected = listed.filter((call) => !call.includes('TransactWriteItems'));
      expect(expected.filter((call) => !made.includes(call))).toEqual([]);
    });
  });
}
