import { METRICS } from '../../runtime/src/names/index.js';
import { deploymentFor } from '../../stacks/environments.js';
import { alarmSpecs } from '../../stacks/signals/alarms.js';

/** What one evaluation asks of AWS; test/house/scale.test.ts counts it on a real one. */
export const REQUESTS = {
  secrets: 1,
  thresholds: 1,
  batchedReads: 1,
  /** Block counters of two hours and the demotion, of each of six rules. */
  fixedKeys: 18,
  keysAFinding: 1,
  writesAFinding: 1,
  writesABlockingRule: 1,
} as const;

/**
 * Versions of nonces and salts that loading the nonces decrypts, because they are below one path: in a
 * grace period two nonces, and a salt.
 */
const SECRETS = 3;
/** Calls that ship metrics and log lines after the decision: PutMetricData, CreateLogStream, PutLogEvents. */
const TELEMETRY_CALLS = 3;
/** Bytes of one log line and its overhead, and lines of an evaluation; generous. */
const LOG_BYTES = 800;
const LOG_LINES = 1.2;

/**
 * List prices in US dollars, us-east-1, as they were when this page was written. DynamoDB on demand and
 * a million request units; the others as AWS counts them.
 */
const PRICES = {
  writeUnits: 0.625,
  readUnits: 0.125,
  kmsPer10k: 0.03,
  metricRequestsPer1k: 0.01,
  logsPerGb: 0.5,
  dataEventsPer100k: 0.1,
} as const;

/** List prices a month of what stands, judged with or not. */
const STANDING = { key: 1, customMetric: 0.3, alarmMetric: 0.1, compositeAlarm: 0.5 } as const;

/** Customer-managed keys of an account with one environment: state, data, audit trail, observability. */
const KEYS = 4;

export interface Load {
  readonly evaluations: number;
  /** Findings and blocking rules of a mean evaluation. */
  readonly findings: number;
  readonly blockingRules: number;
}

interface Cost {
  readonly what: string;
  readonly amount: string;
  readonly dollars: number;
}

/** What a day of evaluations costs, part by part. */
function costOf({ evaluations, findings, blockingRules }: Load): readonly Cost[] {
  const million = 1e6;
  const writes = evaluations * (findings * 2 + blockingRules);
  const reads = evaluations * (REQUESTS.fixedKeys + findings);
  const dataEvents =
    evaluations * (REQUESTS.batchedReads + findings * REQUESTS.writesAFinding + blockingRules);
  const gigabytes = (evaluations * LOG_LINES * LOG_BYTES) / 1e9;
  return [
    {
      what: 'DynamoDB, strongly consistent reads (one unit a key up to 4 KB)',
      amount: `${amount(reads)} read units`,
      dollars: (reads / million) * PRICES.readUnits,
    },
    {
      what: 'DynamoDB, writes (an event is written to its table and to the index by finding)',
      amount: `${amount(writes)} write units`,
      dollars: (writes / million) * PRICES.writeUnits,
    },
    {
      what: 'KMS, decrypting what is below the path of the secrets (SSM; two nonces in a grace period, one salt)',
      amount: `${amount(evaluations * SECRETS)} requests`,
      dollars: ((evaluations * SECRETS) / 10_000) * PRICES.kmsPer10k,
    },
    {
      what: 'CloudWatch, PutMetricData',
      amount: `${amount(evaluations)} requests`,
      dollars: (evaluations / 1000) * PRICES.metricRequestsPer1k,
    },
    {
      what: 'CloudWatch Logs, ingestion',
      amount: `${gigabytes.toFixed(2)} GB`,
      dollars: gigabytes * PRICES.logsPerGb,
    },
    {
      what: 'CloudTrail, the audit trail of every call to the tables',
      amount: `${amount(dataEvents)} data events`,
      dollars: (dataEvents / 100_000) * PRICES.dataEventsPer100k,
    },
  ];
}

const amount = (n: number): string =>
  n >= 1e6
    ? `${Number((n / 1e6).toFixed(2))} million`
    : String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ',');

/** What an environment costs a month while nothing is judged, part by part. */
function standing(): readonly (readonly [what: string, dollars: number])[] {
  const metrics = Object.keys(METRICS).length;
  const watched = alarmSpecs(deploymentFor('local', {})).map(({ of }) =>
    'metrics' in of ? of.metrics.length : 1,
  );
  const alarmMetrics = watched.reduce((sum, n) => sum + n, 0);
  return [
    [
      `${KEYS} customer-managed keys (one of them the account’s, for its states)`,
      KEYS * STANDING.key,
    ],
    [`${metrics} custom metrics`, metrics * STANDING.customMetric],
    [
      `${watched.length} alarms, which are billed by the ${alarmMetrics} metrics that they watch`,
      alarmMetrics * STANDING.alarmMetric,
    ],
    ['the composite alarm', STANDING.compositeAlarm],
  ];
}

const LOADS: readonly (readonly [string, Load])[] = [
  ['a thousand evaluations', { evaluations: 1e3, findings: 2, blockingRules: 0.1 }],
  ['a hundred thousand', { evaluations: 1e5, findings: 2, blockingRules: 0.1 }],
  ['a million', { evaluations: 1e6, findings: 2, blockingRules: 0.1 }],
];

/** `docs/scale.md`. */
export function scalePage(): string {
  const [, million] = LOADS.at(-1) as (typeof LOADS)[number];
  const parts = costOf(million);
  const fixed = standing().reduce((sum, [, dollars]) => sum + dollars, 0);
  const total = (load: Load): number => costOf(load).reduce((sum, { dollars }) => sum + dollars, 0);
  return [
    '# Scale and cost',
    '',
    'Generated by `npm run pages` from `ops/pages/scale-page.ts`. The requests are counted on a real evaluation by `test/house/scale.test.ts`; prices are list prices of us-east-1 when this was written, without tax, free tier and discounts: put in your own.',
    '',
    '## One evaluation',
    '',
    '| when | request | how many |',
    '|---|---|---|',
    `| first round trip, side by side | SSM \`GetParametersByPath\`: every nonce | ${REQUESTS.secrets} |`,
    `| | SSM \`GetParameters\`: thresholds | ${REQUESTS.thresholds} |`,
    `| second round trip | DynamoDB \`BatchGetItem\` over three tables: ${REQUESTS.fixedKeys} keys (of each of six rules, blocks of this and the last hour and its demotion) and one key a finding | ${REQUESTS.batchedReads} up to ${100 - REQUESTS.fixedKeys} findings, then one more, side by side, for every 100 |`,
    '| **the decision** | | **two round trips, whatever the number of findings** |',
    '| after it | DynamoDB `PutItem`: one a finding; above 32 findings, transactions of 100 | findings |',
    '| | DynamoDB `UpdateItem`: one a rule that blocks | blocking rules |',
    `| | CloudWatch \`PutMetricData\`, Logs \`CreateLogStream\` and \`PutLogEvents\` | ${TELEMETRY_CALLS} |`,
    '| in drift mode | S3 `GetObject`: the baseline | 1 |',
    '',
    '`npm run bench` measures the decision against a store with a fixed delay: time stays flat from 1 to 1,000 findings.',
    '',
    '## What a day costs',
    '',
    `A million evaluations, with ${million.findings} findings each and one blocking rule in ten:`,
    '',
    '| what | how much | dollars a day |',
    '|---|---|---|',
    ...parts.map(
      ({ what, amount: much, dollars }) => `| ${what} | ${much} | ${dollars.toFixed(2)} |`,
    ),
    `| **together** | | **${total(million).toFixed(2)}** |`,
    '',
    ...LOADS.map(
      ([name, load]) =>
        `* ${name} a day: ${total(load).toFixed(2)} dollars, ${(total(load) * 30).toFixed(0)} a month.`,
    ),
    '',
    'SSM standard parameters and the AWS calls of the runbooks cost nothing worth a line. What dominates is shipping metrics: at this load send them by embedded metric format, or sample them, before anything else.',
    '',
    '## While nothing is judged',
    '',
    '| what stands | dollars a month |',
    '|---|---|',
    ...standing().map(([what, dollars]) => `| ${what} | ${dollars.toFixed(2)} |`),
    `| **together** | **${fixed.toFixed(2)}** |`,
    '',
    'Beside it backups, audit files and versions of states by their bytes, and the dashboard (3 dollars, when the account has more than three).',
    '',
    '## Limits',
    '',
    '| limit | where | at a million a day (12 a second; assume a peak of 60) | what to do |',
    '|---|---|---|---|',
    '| 40 `GetParametersByPath` a second, 100 with higher throughput | SSM, account and region | above the first at the peak: nonces cannot be loaded, and changes are held up | switch on higher throughput; keep a long-lived process, whose cache asks every 5 minutes |',
    '| 1,000 writes a second and partition | DynamoDB | 16 shards a rule take 16,000 a second: 120 needed | nothing |',
    '| a new table takes 4,000 writes a second at once, then twice its former peak | DynamoDB on demand | far below | warm it up before a migration |',
    '| 50 `CreateLogStream` a second | CloudWatch Logs | about at the limit: lines are lost, never a decision | sample, or ship from a collector |',
    '| 20,000 counted blocks an hour, rule and repository | the block counter’s item | the breaker opens four orders of magnitude below | nothing |',
    '| 10,000 events of a window | reads of a rule’s newest events | people only | nothing |',
    '| 90 days of events | retention | 180 million items, about 120 GB with the index: 30 dollars a month | `retention.fpEventDays` |',
    '| a scan of the block counter | mission control | two days of counters: one item a rule, repository and hour that blocked | `--serve` for people, not in a loop |',
    '',
    'Quotas are those that AWS publishes for most regions; `npm run ops -- limits --env ENVIRONMENT` reads yours and compares. None of this was measured on AWS: requests are counted, prices multiplied, limits read.',
    '',
  ].join('\n');
}
