import { systemClock } from '../clock.js';
import type { Baseline } from '../drift/baseline.js';
import { captureBaseline } from '../drift/capture.js';
import { compareWithBaseline } from '../drift/compare.js';
import { customRedactions } from '../custom-redactions.js';
import { EXIT, runtimeError, type ExitCode } from '../errors/index.js';
import { gapsOf, valueOf, type Facts } from '../facts/index.js';
import { nonceCache, redactor } from '../privacy/index.js';
import { printable } from '../report/printable.js';
import { openStores, type StoredBaseline, type Stores } from '../stores/index.js';
import {
  baselineCommandHelp,
  baselineHelp,
  BASELINE_OPTIONS,
  type BaselineCommand,
} from './baseline-options.js';
import { readBaselineFile, writeBaselineFile } from './baseline-file.js';
import { baselineText, driftRecord, driftText, versionsText } from './baseline-text.js';
import { requireAccount } from './baselines.js';
import { collectFrom } from './facts-source.js';
import type { CliIo } from './io.js';
import { parseOptions, type OptionSpecs, type OptionValues } from './options.js';
import { scopeOf } from './scope.js';

type Values = OptionValues<
  (typeof BASELINE_OPTIONS)['capture'] &
    (typeof BASELINE_OPTIONS)['publish'] &
    (typeof BASELINE_OPTIONS)['show']
>;

/** What every subcommand works with. */
interface Bench {
  readonly values: Values;
  readonly io: CliIo;
  readonly stores: Stores;
  readonly facts: Facts;
  readonly key: { readonly repository: string; readonly branch: string };
  /** Prints text, or the record where JSON is asked for; either redacted. */
  say(record: unknown, text: string): Promise<void>;
}

const RUN: Readonly<Record<BaselineCommand, (bench: Bench) => Promise<ExitCode>>> = {
  capture,
  publish,
  show,
  diff,
  restore,
};

/** `phase-mirror baseline COMMAND`. */
export async function baseline(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const [word, ...rest] = args;
  if (word === '--help') {
    io.stdout.write(baselineHelp());
    return EXIT.ok;
  }
  if (word === undefined || !Object.hasOwn(RUN, word)) {
    throw runtimeError('PM-1001', {
      what: `phase-mirror baseline ${word ?? ''}`.trimEnd(),
      why: `the commands are ${Object.keys(RUN).join(', ')}`,
      remedy: 'Run `phase-mirror baseline --help`.',
    });
  }
  const command = word as BaselineCommand;
  const specs: OptionSpecs = BASELINE_OPTIONS[command];
  const values = parseOptions(`baseline ${command}`, specs, rest) as Values;
  if (values.help === true) {
    io.stdout.write(baselineCommandHelp(command));
    return EXIT.ok;
  }
  const scope = scopeOf(values, io.env);
  const stores = await openStores({ store: values.store, scope, env: io.env });
  try {
    requireAccount(scope, stores);
    const facts = await collectFrom(values, io);
    const key = { repository: facts.change.repository, branch: branchOf(facts) };
    return await RUN[command]({
      values,
      io,
      stores,
      facts,
      key,
      say: speaker(stores, facts, values, io),
    });
  } finally {
    stores.close();
  }
}

function branchOf({ change }: Facts): string {
  const name = valueOf(change.branch)?.name;
  if (name !== undefined) return name;
  throw runtimeError('PM-1002', {
    what: 'the branch of the baseline',
    why: gapsOf(change.branch)[0]?.reason ?? 'it is not known',
    remedy: 'Name it: `--branch main`.',
  });
}

/** Nothing is printed unredacted: without a nonce nothing is printed. */
function speaker(stores: Stores, facts: Facts, values: Values, io: CliIo): Bench['say'] {
  return async (record, text) => {
    const keys = await nonceCache({ parameters: stores.parameters }).keys();
    const redact = redactor(keys.ring, { custom: await customRedactions(facts) });
    if (values.json === true) {
      io.stdout.write(`${JSON.stringify(redact.value(record))}\n`);
      return;
    }
    io.stdout.write(redact.text(text).split('\n').map(printable).join('\n'));
  };
}

async function capture(bench: Bench): Promise<ExitCode> {
  const { values, io } = bench;
  const captured = values['on-branch'] === true ? capturedOnBranch(bench) : capturedNow(bench);
  if (values.out !== undefined) await writeBaselineFile(values.out, io.cwd, captured);
  await bench.say(captured, baselineText(captured));
  return EXIT.ok;
}

function capturedNow({ values, io, facts, key }: Bench): Baseline {
  const by = values.by ?? (io.env['GITHUB_ACTOR'] || io.env['USER']);
  if (by === undefined || by === '') {
    throw runtimeError('PM-1002', {
      what: 'who captures the baseline',
      why: 'neither --by, GITHUB_ACTOR nor USER says it',
      remedy: 'Name yourself: `--by ada`.',
    });
  }
  const capturedAt = new Date(systemClock.now()).toISOString();
  return captureBaseline(facts, { by, capturedAt, branch: key.branch });
}

async function publish(bench: Bench): Promise<ExitCode> {
  const { values, stores, key } = bench;
  const expected = expectedHash(values.expect, 'publish');
  const given =
    values.file === undefined
      ? capturedOnBranch(bench)
      : await readBaselineFile(values.file, bench.io.cwd, key);
  const published = await stores.baselines.publish(given, expected);
  await bench.say(
    { ...key, ...published.baseline, version: published.version },
    `published ${published.baseline.sha256} as version ${published.version} of ${key.repository} ${key.branch}\n`,
  );
  return EXIT.ok;
}

/** A commit that is not on the branch yet is not what was accepted for it. */
function capturedOnBranch(bench: Bench): Baseline {
  const { change } = bench.facts;
  const commits = valueOf(change.commits) ?? [];
  if (change.base !== undefined && commits.length > 0) {
    throw runtimeError('PM-1002', {
      what: `--head ${bench.values.head ?? 'HEAD'}`,
      why: `it has ${commits.length} commit${commits.length === 1 ? '' : 's'} that ${bench.key.branch} has not`,
      remedy: `Publish what the branch has: \`--head origin/${bench.key.branch}\`.`,
    });
  }
  return capturedNow(bench);
}

async function show(bench: Bench): Promise<ExitCode> {
  const { values, stores, key } = bench;
  if (values.versions === true) {
    const versions = await stores.baselines.versions(key, 100);
    await bench.say({ ...key, versions }, versionsText(versions));
    return EXIT.ok;
  }
  const stored = await loaded(bench);
  await bench.say(
    { ...stored.baseline, version: stored.version },
    baselineText(stored.baseline, stored.version),
  );
  return EXIT.ok;
}

async function diff(bench: Bench): Promise<ExitCode> {
  const { facts } = bench;
  const { baseline: accepted } = await loaded(bench);
  const drift = compareWithBaseline(accepted, facts.head, facts.live);
  await bench.say(
    driftRecord(drift, accepted, facts.head.commit),
    driftText(drift, accepted, facts.head.commit),
  );
  return drift.fields.some(({ outcome }) => outcome === 'weakened') ? EXIT.failed : EXIT.ok;
}

async function restore(bench: Bench): Promise<ExitCode> {
  const { values, stores, key } = bench;
  const expected = expectedHash(values.expect, 'restore');
  if (values.version === undefined) throw missing('version', 'restore');
  const { baseline: restored, version } = await stores.baselines.restore(
    key,
    values.version,
    expected,
  );
  await bench.say(
    { ...key, ...restored, version },
    `restored ${restored.sha256} of version ${values.version ?? ''} as version ${version} of ${key.repository} ${key.branch}\n`,
  );
  return EXIT.ok;
}

async function loaded({ values, stores, key }: Bench): Promise<StoredBaseline> {
  return found(await stores.baselines.load(key, values.version), key, values.version);
}

function found(
  stored: StoredBaseline | undefined,
  { repository, branch }: Bench['key'],
  version: string | undefined,
): StoredBaseline {
  if (stored !== undefined) return stored;
  throw runtimeError('PM-3009', {
    what: `baseline of ${repository} ${branch}`,
    why: version === undefined ? 'none was ever published' : `there is no version ${version}`,
    ...(version === undefined
      ? {}
      : { remedy: 'List them: `phase-mirror baseline show --versions`.' }),
  });
}

/** Who replaces a baseline says which one: never whatever happens to be there. */
function expectedHash(given: string | undefined, command: BaselineCommand): string | undefined {
  if (given === undefined) throw missing('expect', command);
  return given === 'none' ? undefined : given;
}

function missing(option: string, command: BaselineCommand): Error {
  return runtimeError('PM-1001', {
    what: `phase-mirror baseline ${command}`,
    why: `--${option} is missing`,
    remedy: `Run \`phase-mirror baseline ${command} --help\`; it lists every option with an example.`,
  });
}
