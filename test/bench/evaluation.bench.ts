import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Facts, Job, ReportedCheck } from '../../runtime/src/facts/index.js';
import { evaluate, type OracleSettings } from '../../runtime/src/oracle.js';
import { nonceCache } from '../../runtime/src/privacy/index.js';
import { openStores, type Stores } from '../../runtime/src/stores/index.js';
import { silentTelemetry, type Telemetry } from '../../runtime/src/telemetry/index.js';
import { startAwsStub, STUB_SCOPE } from './aws-stub.js';
import { measure, type Bench, type Case } from './bench.js';

/** Every call to the store takes this long. Two of them, one after the other, are the floor. */
const DELAY_MS = 5;
const SIZES = [1, 10, 100, 1_000] as const;
const label = (n: number): string => `${n} finding${n === 1 ? '' : 's'}`;

const SETTINGS: OracleSettings = {
  environment: 'local',
  strictness: 'standard',
  // Ends at the decision and its report: what is recorded after it is not measured here.
  dryRun: true,
  runId: 'bench',
  version: '0.0.0',
};

/** Facts of a repository that requires `n` checks by the id of a named job. */
function factsWith(n: number): Facts {
  const path = '.github/workflows/ci.yml';
  const at = (line: number) => ({
    place: { path, line, column: 5, endColumn: 9 },
    quote: '    name: Job',
  });
  const job = (i: number): Job => ({
    id: `job-${i}`,
    at: at(4 * i + 9),
    name: { text: `Job ${i}`, ...at(4 * i + 10) },
    needs: [],
  });
  const check = (i: number): ReportedCheck => ({
    segments: [{ file: path, job: `job-${i}`, pieces: [`Job ${i}`] }],
    certain: true,
    when: 'always',
    workflow: path,
    starts: [
      { event: 'pull_request', reach: { pullRequest: 'yes', mergeGroup: 'no', filtered: false } },
    ],
  });
  const required = (i: number) => ({
    context: `job-${i}`,
    place: { path: '.github/rulesets/main.json', line: i + 1, column: 1 },
    quote: `{ "context": "job-${i}" }`,
  });
  const numbers = Array.from({ length: n }, (_, i) => i);
  return {
    schema: 'phase-mirror/facts@1',
    change: {
      repository: 'acme/bench',
      mode: 'pull_request',
      branch: { state: 'known', value: { name: 'main', source: 'bench' } },
      head: 'f'.repeat(40),
      commits: { state: 'known', value: [] },
      files: { state: 'known', value: [] },
      asOf: '2026-11-22',
      gaps: [],
    },
    ignores: [],
    adrs: { inForce: { state: 'known', value: { commit: 'f'.repeat(40), adrs: [], unlisted: 0 } } },
    codeowners: {
      inForce: { state: 'known', value: { commit: 'f'.repeat(40) } },
      changed: [],
      removed: [],
      controlled: [],
    },
    policy: { inForce: { state: 'known', value: { from: 'head', commit: 'f'.repeat(40) } } },
    head: {
      commit: 'f'.repeat(40),
      workflows: {
        state: 'known',
        value: [
          {
            path,
            blob: '0'.repeat(40),
            name: 'CI',
            triggers: [{ event: 'pull_request', ...at(3) }],
            jobs: numbers.map(job),
          },
        ],
      },
      checks: { state: 'known', value: numbers.map(check) },
      claims: {
        state: 'known',
        value: [
          {
            kind: 'ruleset',
            path: '.github/rulesets/main.json',
            at: { place: { path: '.github/rulesets/main.json', line: 1 }, quote: '{' },
            name: 'main',
            target: { include: ['~DEFAULT_BRANCH'], exclude: [] },
            enforcement: 'active',
            checks: numbers.map(required),
            foreignWorkflows: false,
            about: 'yes',
          },
        ],
      },
    },
  };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as (what: { type: 'minor' }) => void;

/** The time to the decision is what the oracle itself measures; the rest is the report's. */
function evaluations(n: number, stores: Stores): readonly Case[] {
  const often = n < 1_000 ? { samples: 60, warmup: 20 } : { samples: 30, warmup: 5 };
  const evaluateOnce = async (): Promise<{ decided: number; sealed: number }> => {
    // Facts of its own for every evaluation, since what the rules keep of a tree helps no second one.
    // A job in CI evaluates once: this one does not pay for what the last one left behind, nor does
    // it carry the facts of the next.
    const facts = factsWith(n);
    collectGarbage({ type: 'minor' });
    let decided = Number.NaN;
    const telemetry: Telemetry = {
      ...silentTelemetry,
      metric: (id, value) => {
        if (id === 'EvaluationDuration') decided = value;
      },
    };
    // A cache of its own: every evaluation asks for the nonce, as a CI job does.
    const nonces = nonceCache({ parameters: stores.parameters });
    const start = performance.now();
    const report = await evaluate(() => Promise.resolve(facts), SETTINGS, {
      stores,
      nonces,
      telemetry,
    });
    const sealed = performance.now() - start;
    if (report.findings.length !== n || report.degraded.length > 0) {
      throw new Error(
        `${report.findings.length} of ${n} findings, degraded: ${report.degraded.join()}`,
      );
    }
    return { decided, sealed };
  };
  return (['decided', 'sealed'] as const).map((point) => ({
    name: `${label(n)}, to the ${point === 'decided' ? 'decision' : 'sealed report'}`,
    ...often,
    minimumMs: 0,
    work: async () => ({ overriddenDuration: (await evaluateOnce())[point] }),
  }));
}

/** What two answers of the stub cost without an SDK: the floor of every evaluation on this machine. */
function floor(endpoint: string): Case {
  const agent = new Agent({ keepAlive: true });
  const call = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const headers = { 'x-amz-target': 'AmazonSSM.GetParameters' };
      const sent = request(endpoint, { method: 'POST', agent, headers }, (answer) => {
        answer.resume().on('end', resolve);
      });
      sent.on('error', reject).end('{}');
    });
  return {
    name: 'two raw calls, one after the other',
    baseline: true,
    samples: 40,
    warmup: 5,
    minimumMs: 0,
    async work() {
      await call();
      await call();
    },
  };
}

export const bench: Bench = {
  name: 'evaluation',
  targets: SIZES.map((n) => ({
    case: `${label(n)}, to the decision`,
    statistic: 'median',
    atMost: n < 1_000 ? 15 : 40,
  })),
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'phase-mirror-bench-'));
    const stub = await startAwsStub(DELAY_MS);
    const stores = await openStores({
      store: 'aws',
      scope: STUB_SCOPE,
      env: { HOME: folder, AWS_ENDPOINT_URL: stub.endpoint },
      aws: { credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } },
    });
    try {
      return await measure([floor(stub.endpoint), ...SIZES.flatMap((n) => evaluations(n, stores))]);
    } finally {
      stores.close();
      await stub.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
