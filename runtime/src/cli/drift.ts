import { customRedactions } from '../custom-redactions.js';
import type { Baseline } from '../drift/baseline.js';
import { EXIT, runtimeError, type ExitCode } from '../errors/index.js';
import { gapsOf, valueOf, withAccepted, type Facts } from '../facts/index.js';
import type { Scope } from '../names/index.js';
import { nonceCache, redactor } from '../privacy/index.js';
import { printable } from '../report/printable.js';
import { driftOf } from '../rules/MD-005/drift-of.js';
import type { Report } from '../report/report.js';
import type { Stores } from '../stores/index.js';
import { readBaselineFile } from './baseline-file.js';
import { driftRecord, magnitudeText } from './baseline-text.js';
import { loaderOf, requireAccount } from './baselines.js';
import { deliver, deliveryOf } from './deliver.js';
import { DRIFT_OPTIONS, driftHelp } from './drift-options.js';
import { evaluation } from './evaluation.js';
import type { CliIo } from './io.js';
import { parseOptions, usage, type OptionValues } from './options.js';

type DriftValues = OptionValues<typeof DRIFT_OPTIONS>;

/** `phase-mirror drift`: a check in drift mode that also says how far the branch has drifted. */
export async function drift(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const values = parseOptions('drift', DRIFT_OPTIONS, args);
  if (values.help === true) {
    io.stdout.write(driftHelp());
    return EXIT.ok;
  }
  if (values.against !== undefined && values.file !== undefined) {
    throw usage('drift', '--against and --file are two baselines: give one of them');
  }
  const delivery = deliveryOf('drift', values);
  let judged: Facts | undefined;
  return evaluation({ ...values, mode: 'drift' }, io, {
    async accept(facts, scope, stores) {
      judged = await accepted(facts, values, scope, stores, io);
      return judged;
    },
    async tell(report, stores) {
      const told = await driftTold(judged as Facts, stores);
      if (delivery.printed === 'json') {
        await deliver(report, { ...delivery, printed: 'json' }, quietly(io), stores.fp);
        io.stdout.write(jsonOf(report, told.record));
        return;
      }
      await deliver(report, delivery, io, stores.fp);
      const sink = delivery.printed === 'terminal' ? io.stdout : io.stderr;
      sink.write(`${told.line}\n`);
    },
  });
}

/** The named baseline, which must be there; else the one in force, of which "none" is an answer. */
async function accepted(
  facts: Facts,
  { against, file }: DriftValues,
  scope: Scope,
  stores: Stores,
  io: CliIo,
): Promise<Facts> {
  if (against === undefined && file === undefined) {
    return withAccepted(facts, loaderOf(scope, stores));
  }
  const { repository, branch } = facts.change;
  const name = valueOf(branch)?.name;
  if (name === undefined) {
    throw runtimeError('PM-1002', {
      what: 'the branch of the baseline',
      why: gapsOf(branch)[0]?.reason ?? 'it is not known',
      remedy: 'Name it: `--branch main`.',
    });
  }
  const key = { repository, branch: name };
  const baseline =
    file === undefined
      ? await storedVersion(key, against as string, scope, stores)
      : await readBaselineFile(file, io.cwd, key);
  return withAccepted(facts, () => Promise.resolve(baseline));
}

async function storedVersion(
  key: { readonly repository: string; readonly branch: string },
  version: string,
  scope: Scope,
  stores: Stores,
): Promise<Baseline> {
  requireAccount(scope, stores);
  const stored = await stores.baselines.load(key, version);
  if (stored !== undefined) return stored.baseline;
  throw runtimeError('PM-3009', {
    what: `baseline of ${key.repository} ${key.branch}`,
    why: `there is no version ${version}`,
    remedy: 'List them: `phase-mirror baseline show --versions`.',
  });
}

interface Told {
  readonly line: string;
  /** null where nothing could be compared with. */
  readonly record: object | null;
}

/** The drift in a line and as data, both redacted. */
async function driftTold(facts: Facts, stores: Stores): Promise<Told> {
  const { ring } = await nonceCache({ parameters: stores.parameters }).keys();
  const redact = redactor(ring, { custom: await customRedactions(facts) });
  const state = driftOf(facts);
  if (state.state !== 'accepted') {
    const why =
      state.state === 'hidden' ? state.gap.reason : 'no baseline of the branch was ever published';
    return { line: `drift not known: ${printable(redact.text(why))}`, record: null };
  }
  const { baseline, drift: compared } = state;
  const { sha256, capturedAt, by } = baseline;
  const line = `${magnitudeText(compared)}, against the baseline ${sha256.slice(0, 12)} of ${capturedAt.slice(0, 10)} by ${by}`;
  return {
    line: printable(redact.text(line)),
    record: redact.value(driftRecord(compared, baseline, facts.head.commit)),
  };
}

/** Files and annotations as always; what is printed is the drift with the report in it. */
const quietly = (io: CliIo): CliIo => ({ ...io, stdout: { write: () => undefined } });

function jsonOf(report: Report, record: object | null): string {
  return `${JSON.stringify({ schema: 'phase-mirror/drift-report@1', drift: record, report })}\n`;
}
