import { randomBytes } from 'node:crypto';
import { EXIT, PhaseMirrorError, type ExitCode } from '../errors/index.js';
import { withAccepted, type Facts } from '../facts/index.js';
import { namesFor, type Scope } from '../names/index.js';
import { evaluate, type OracleSettings } from '../oracle.js';
import { earlyRedactor, nonceCache } from '../privacy/index.js';
import type { Report } from '../report/report.js';
import { chooseStore, openStores, type Stores } from '../stores/index.js';
import { telemetry, type Telemetry } from '../telemetry/telemetry.js';
import { packageVersion } from '../version.js';
import { loaderOf } from './baselines.js';
import { CHECK_OPTIONS, checkHelp } from './check-options.js';
import { deliver, deliveryOf } from './deliver.js';
import { collectFrom, replayFrom } from './facts-source.js';
import type { CliIo } from './io.js';
import { parseOptions, type OptionValues } from './options.js';
import { scopeOf } from './scope.js';

type CheckValues = OptionValues<typeof CHECK_OPTIONS>;

/** `phase-mirror check`. Answers the exit code; throws a coded error when it could not judge. */
export async function check(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const values = parseOptions('check', CHECK_OPTIONS, args);
  if (values.help === true) {
    io.stdout.write(checkHelp());
    return EXIT.ok;
  }
  const delivery = deliveryOf('check', values);
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
    const report = await judge(values, scope, io, stores, lines);
    await deliver(report, delivery, io, stores.fp);
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
  values: CheckValues,
  scope: Scope,
  io: CliIo,
  stores: Stores,
  lines: Telemetry,
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
    recorded === undefined
      ? await withAccepted(await collectFrom(values, io), loaderOf(scope, stores))
      : recorded.facts;
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

function exitCode({ decision }: Report, values: CheckValues): ExitCode {
  if (decision.outcome === 'block') return EXIT.failed;
  return decision.outcome === 'warn' && values['fail-on'] === 'warn' ? EXIT.warn : EXIT.ok;
}

/** Log lines go to stderr when asked for, and to CloudWatch when the store is AWS. */
async function logLines(values: CheckValues, scope: Scope, io: CliIo): Promise<Telemetry> {
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
