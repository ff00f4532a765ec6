import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { EXIT, PhaseMirrorError, runtimeError, type ExitCode } from '../errors/index.js';
import { nonceCache, verifySeal } from '../privacy/index.js';
import { printable } from '../report/printable.js';
import { sealContext, sealedText, type Report } from '../report/report.js';
import { chooseStore, embeddedFile, openStores, type Stores } from '../stores/index.js';
import { deliver, deliveryOf, OUTPUT_OPTIONS } from './deliver.js';
import type { CliIo } from './io.js';
import {
  optionLines,
  parseOptions,
  usage,
  type OptionSpecs,
  type OptionValues,
} from './options.js';
import { readReport } from './read-report.js';
import { SCOPE_OPTIONS, scopeOf } from './scope.js';

export const REPORT_OPTIONS = {
  ...OUTPUT_OPTIONS,
  ...SCOPE_OPTIONS,
  help: { type: 'boolean', help: 'show this help' },
} as const satisfies OptionSpecs;

type ReportValues = OptionValues<typeof REPORT_OPTIONS>;

/** `phase-mirror report FILE`: writes a saved JSON report in another form, and says whose it is. */
export async function report(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const [first, ...others] = args;
  const file = first === undefined || first.startsWith('-') ? undefined : first;
  const rest = file === undefined ? args : others;
  const values = parseOptions('report', REPORT_OPTIONS, rest);
  if (values.help === true) {
    io.stdout.write(reportHelp());
    return EXIT.ok;
  }
  if (file === undefined) throw usage('report', 'the first word must be the file of a JSON report');
  const delivery = deliveryOf('report', values);
  const saved = await readReport(resolve(io.cwd, file), file);
  const stores = await openNamed(values, io);
  try {
    io.stderr.write(`${await sealLine(saved, file, values, stores, io)}\n`);
    await deliver(saved, delivery, io, stores?.fp);
    return EXIT.ok;
  } finally {
    stores?.close();
  }
}

/** The store that holds the nonce; undefined where none was named and this user has none. */
async function openNamed(values: ReportValues, { env }: CliIo): Promise<Stores | undefined> {
  const scope = scopeOf(values, env);
  const { kind } = chooseStore(values.store, env);
  if (!isNamed(values, env) && !existsSync(embeddedFile(scope.environment, env))) return undefined;
  return await openStores({ store: kind, scope, env });
}

const isNamed = ({ store }: ReportValues, env: CliIo['env']): boolean =>
  store !== undefined || (env['PHASE_MIRROR_STORE'] ?? '') !== '';

/**
 * Verifies the seal where its nonce can be had, and says so. A seal that does not fit the nonce of the
 * store that was named is PM-2006. It may well not fit where no store was named: another one made it.
 */
async function sealLine(
  saved: Report,
  file: string,
  values: ReportValues,
  stores: Stores | undefined,
  { env }: CliIo,
): Promise<string> {
  const version = `nonce v${saved.seal.nonceVersion}`;
  const unverified = (why: string): string =>
    `seal not verified: ${why}\n  to verify it, name the store whose nonce made it: --store aws --environment NAME --region REGION`;
  if (stores === undefined) return unverified('this user has no store with a nonce');
  const { source } = stores.parameters;
  try {
    const { ring } = await nonceCache({ parameters: stores.parameters }).keys();
    if (!ring.versions.some((usable) => usable.version === saved.seal.nonceVersion)) {
      return unverified(`${version} is not usable any more, or not of ${printable(source)}`);
    }
    if (verifySeal(ring, sealedText(saved), sealContext(saved), saved.seal)) {
      return `seal verified under ${version} of ${printable(source)}`;
    }
  } catch (error) {
    if (!(error instanceof PhaseMirrorError)) throw error;
    return unverified(printable(`${error.code} ${error.message}`));
  }
  if (!isNamed(values, env)) {
    return unverified(
      `${version} of ${printable(source)} did not make it, or the file was changed`,
    );
  }
  throw runtimeError('PM-2006', {
    what: file,
    why: `its seal is not that of its text under ${version} of ${source}`,
  });
}

function reportHelp(): string {
  return `phase-mirror report FILE: writes a saved JSON report in another form

FILE is what \`check --json\` printed or \`check --out FILE.json\` wrote. It is held against the schema of a
report, and its seal is verified with the nonce of the store, where that can be had.

Options
${optionLines(REPORT_OPTIONS)}

Exit codes
  0 written   1 the seal is wrong   2 usage   3 not a report

Examples
  phase-mirror report report.json
  phase-mirror report report.json --format html > report.html
  phase-mirror report report.json --store aws --environment staging --out report.sarif
`;
}
