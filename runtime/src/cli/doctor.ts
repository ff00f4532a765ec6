import { resolve } from 'node:path';
import { EXIT, PhaseMirrorError, type ExitCode } from '../errors/index.js';
import type { Scope } from '../names/index.js';
import { earlyRedactor, type Redactor } from '../privacy/index.js';
import { painter, type Paint } from '../report/paint.js';
import { printable } from '../report/printable.js';
import { chooseStore, openStores, type StoreChoice } from '../stores/index.js';
import { packageVersion } from '../version.js';
import { nonceRows, portRows, toolRows, type DoctorRow, type RowState } from './doctor-rows.js';
import { wantsColour, type CliIo } from './io.js';
import { optionLines, parseOptions, type OptionSpecs, type OptionValues } from './options.js';
import { SCOPE_OPTIONS, scopeOf } from './scope.js';

export const DOCTOR_OPTIONS = {
  repo: {
    type: 'string',
    value: 'DIR',
    help: 'git repository to look for; default the one around the working folder',
  },
  ...SCOPE_OPTIONS,
  json: { type: 'boolean', help: 'print the rows as JSON' },
  help: { type: 'boolean', help: 'show this help' },
} as const satisfies OptionSpecs;

type DoctorValues = OptionValues<typeof DOCTOR_OPTIONS>;

/** `phase-mirror doctor`: what a check would use here, and whether it answers. Judges nothing. */
export async function doctor(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const values = parseOptions('doctor', DOCTOR_OPTIONS, args);
  if (values.help === true) {
    io.stdout.write(doctorHelp());
    return EXIT.ok;
  }
  const folder = resolve(io.cwd, values.repo ?? '.');
  const found = [...(await toolRows(folder, io.env)), ...(await storeRows(values, io))];
  const redact = earlyRedactor();
  const rows = found.map((one): DoctorRow => ({ ...one, ...shown(one, redact) }));
  const wanting = rows.some(({ state }) => state === 'wanting');
  io.stdout.write(
    values.json === true
      ? `${JSON.stringify({ schema: 'phase-mirror/doctor@1', version: packageVersion(), ok: !wanting, rows })}\n`
      : table(rows, painter(wantsColour(io))),
  );
  return wanting ? EXIT.failed : EXIT.ok;
}

/** The words of a row, some of which are what git or AWS said. */
function shown({ value, fix }: DoctorRow, redact: Redactor): Pick<DoctorRow, 'value' | 'fix'> {
  return { value: redact.text(value), ...(fix === undefined ? {} : { fix: redact.text(fix) }) };
}

/** The store chosen, where it is, and what it answers; a setting that cannot be used is a row as well. */
async function storeRows(values: DoctorValues, io: CliIo): Promise<readonly DoctorRow[]> {
  const rows: DoctorRow[] = [];
  try {
    const choice = chooseStore(values.store, io.env);
    rows.push(choiceRow(choice));
    const scope = scopeOf(values, io.env);
    rows.push(...placeRows(choice, scope, io.env));
    const stores = await openStores({ store: values.store, scope, env: io.env });
    try {
      rows.push(row('location', withoutUser(stores.location)));
      rows.push(...(await portRows(stores, scope, Date.now())));
      rows.push(...(await nonceRows(stores)));
    } finally {
      stores.close();
    }
  } catch (error) {
    if (!(error instanceof PhaseMirrorError)) throw error;
    const { code, message, remedy } = error;
    rows.push({
      group: 'store',
      name: 'open',
      state: 'wanting',
      value: `${code} ${message}`,
      fix: remedy,
    });
  }
  return rows;
}

const row = (name: string, value: string): DoctorRow => ({
  group: 'store',
  name,
  state: 'ok',
  value,
});

function choiceRow({ kind, reasons }: StoreChoice): DoctorRow {
  return row('kind', `${kind}: ${reasons.join('; ')}`);
}

function placeRows(
  { kind }: StoreChoice,
  scope: Scope,
  env: NodeJS.ProcessEnv,
): readonly DoctorRow[] {
  const environment = row('environment', `${scope.environment}, project ${scope.project}`);
  if (kind === 'embedded') return [environment];
  const endpoint = env['AWS_ENDPOINT_URL'] || undefined;
  return [
    environment,
    row('region', scope.region),
    row(
      'endpoint',
      endpoint === undefined ? "AWS's own" : `${withoutUser(endpoint)} (AWS_ENDPOINT_URL)`,
    ),
  ];
}

/** The endpoint without a name and password that somebody may have written into it. */
function withoutUser(endpoint: string): string {
  return endpoint.replace(/\/\/[^/@]*@/, '//');
}

const MARKS: Readonly<Record<RowState, string>> = {
  ok: 'ok',
  wanting: 'FAIL',
  unknown: '??',
  note: '-',
};

function table(rows: readonly DoctorRow[], paint: Paint): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const colours: Readonly<Record<RowState, (text: string) => string>> = {
    ok: paint.green,
    wanting: paint.red,
    unknown: paint.yellow,
    note: paint.dim,
  };
  const line = ({ state, name, value, ms, fix }: DoctorRow): readonly string[] => [
    `  ${colours[state](MARKS[state].padEnd(4))}  ${name.padEnd(width)}  ${printable(value)}${ms === undefined ? '' : paint.dim(` (${ms} ms)`)}`,
    ...(fix === undefined ? [] : [`        ${' '.repeat(width)}  fix: ${printable(fix)}`]),
  ];
  const groups = [...new Set(rows.map(({ group }) => group))].map((group) =>
    [paint.bold(group), ...rows.filter((one) => one.group === group).flatMap(line)].join('\n'),
  );
  return `${[`phase-mirror ${packageVersion()}`, ...groups, verdict(rows)].join('\n\n')}\n`;
}

function verdict(rows: readonly DoctorRow[]): string {
  const count = (state: RowState): number => rows.filter((one) => one.state === state).length;
  const [wanting, unknown] = [count('wanting'), count('unknown')];
  if (wanting > 0) return `A check cannot run here: ${wanting} of ${rows.length} rows say FAIL.`;
  return unknown > 0
    ? `A check can run here; ${unknown} of ${rows.length} rows could not be answered.`
    : 'A check can run here.';
}

function doctorHelp(): string {
  return `phase-mirror doctor: says which store is used and why, and whether everything a check needs answers

Options
${optionLines(DOCTOR_OPTIONS)}

Reads only; the embedded store makes its file, and its first nonce, when there are none.

Exit codes
  0 a check can run   1 something that a check needs is wanting   2 usage

Examples
  phase-mirror doctor
  phase-mirror doctor --store aws --environment staging --region eu-central-1 --json
`;
}
