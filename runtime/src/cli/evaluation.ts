import { randomBytes } from 'node:crypto';
import { EXIT, PhaseMirrorError, type ExitCode } from '../errors/index.js';
import type { Facts } from '../facts/index.js';
import { namesFor, type Scope } from '../names/index.js';
import { evaluate, type OracleSettings } from '../oracle.js';
import { earlyRedactor, nonceCache } from '../privacy/index.js';
import type { Report } from '../report/report.js';
import { chooseStore, openStores, type Stores } from '../stores/index.js';
import { telemetry, type Telemetry } from '../telemetry/telemetry.js';
import { packageVersion } from '../version.js';
import type { CHECK_OPTIONS } from './check-options.js';
import { collectFrom, replayFrom } from './facts-source.js';
import type { CliIo } from './io.js';
import type { OptionValues } from './options.js';
import { scopeOf } from './scope.js';

export type EvaluationValues = OptionValues<typeof CHECK_OPTIONS>;

/** What a command that evaluates does of its own. */
export interface Evaluating {
  /** Adds to the facts collected what was accepted of their branch. */
  readonly accept: (facts: Facts, scope: Scope, stores: Stores) => Promise<Facts>;
  /** Tells the report. */
  readonly tell: (report: Report, stores: Stores) => Promise<void>;
}

/** Collects, judges, tells, and answers the exit code; throws a coded error when it could not judge. */
export async function evaluation(
  values: EvaluationValues,
  io: CliIo,
  { accept, tell }: Evaluating,
): Promise<ExitCode> {
  const scope = scopeOf(values, io.env);
  const lines = await logLines(values, scope, io);
  // Until the nonce is loaded, and should none be: `evaluate` puts its own redactor in its place.
  const early = earlyRedactor();
  lines.protect((text) => early.text(text));
  const stores = await openStores({
    store: values.store,
    scope,
    env: io.env,
    aws: { onCall: ({ ms }) => lines.metric('StoreLatency', ms) },
  });
  try {
    const taking = (facts: Facts): Promise<Facts> => accept(facts, scope, stores);
    const report = await judge(values, scope, io, stores, lines, taking);
    await tell(report, stores);
    return exitCode(report, values);
  } catch (error) {
    const code = error instanceof PhaseMirrorError ? error.code : 'bug';
    lines.log('evaluation.failed', {
      code,
      why: error instanceof Error ? error.message : String(error),
    });
    throw error;
  } finally {
    await lines.flush();
    stores.close();
  }
}

async function judge(
  values: EvaluationValues,
  scope: Scope,
  io: CliIo,
  stores: Stores,
  lines: Telemetry,
  accept: (facts: Facts) => Promise<Facts>,
): Promise<Report> {
  const recorded =
    values.facts === undefined ? undefined : await replayFrom(values.facts, values, io);
  const settings: OracleSettings = {
    environment: scope.environment,
    ...(values.strictness === undefined
      ? {}
      : { strictness: values.strictness === 'strict' ? 'strict' : 'standard' }),
    dryRun: values['dry-run'] === true,
    runId: runIdOf(io.env),
    version: packageVersion(),
    ...(recorded === undefined ? {} : { factsDigest: recorded.collected }),
  };
  const collect = async (): Promise<Facts> =>
    recorded === undefined ? await accept(await collectFrom(values, io)) : recorded.facts;
  const nonces = nonceCache({
    parameters: stores.parameters,
    onLoadFailed: ({ source, why }) => lines.log('nonce.load_failed', { source, why }),
  });
  return await evaluate(collect, settings, {
    stores,
    nonces,
    telemetry: lines,
  });
}

function exitCode({ decision }: Report, values: EvaluationValues): ExitCode {
  if (decision.outcome === 'block') return EXIT.failed;
  return decision.outcome === 'warn' && values['fail-on'] === 'warn' ? EXIT.warn : EXIT.ok;
}

/** Log lines go to stderr when asked for, and to CloudWatch when the store is AWS. */
async function logLines(values: EvaluationValues, scope: Scope, io: CliIo): Promise<Telemetry> {
  const { environment, region } = scope;
  const sink = values.verbose === true ? { sink: io.stderr } : {};
  if (chooseStore(values.store, io.env).kind === 'embedded')
    return telemetry({ environment, ...sink });
  const { cloudWatchShipper } = await import('../telemetry/cloudwatch.js');
  const endpoint = io.env['AWS_ENDPOINT_URL'] || undefined;
  const shipper = cloudWatchShipper({ names: namesFor(scope), region, endpoint });
  return telemetry({ environment, shipper, ...sink });
}

/** A re-run of a workflow has the id of its run, so a block is counted once. */
function runIdOf(env: NodeJS.ProcessEnv): string {
  const github = env['GITHUB_RUN_ID'] ?? '';
  return /^[0-9]{1,32}$/.test(github)
    ? `github-${github}`
    : `local-${randomBytes(8).toString('hex')}`;
}
