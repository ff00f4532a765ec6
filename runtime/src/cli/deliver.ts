import { appendFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PhaseMirrorError } from '../errors/index.js';
import { earlyRedactor } from '../privacy/index.js';
import type { RuleWindow } from '../report/html/window-chart.js';
import { FORMATS, formatOfFile, renderReport, type Format } from '../report/formats.js';
import { printable } from '../report/printable.js';
import type { Report } from '../report/report.js';
import type { FpStore } from '../stores/index.js';
import { wantsColour, type CliIo } from './io.js';
import { usage, type OptionSpecs, type OptionValues } from './options.js';
import { readWindows } from './windows.js';
import { writeOut } from './write-out.js';

export const OUTPUT_OPTIONS = {
  format: {
    type: 'string',
    choices: FORMATS,
    value: 'FORMAT',
    help: `${FORMATS.join(', ')} (annotations); default terminal`,
  },
  json: { type: 'boolean', help: 'the same as --format json' },
  out: {
    type: 'string',
    multiple: true,
    value: 'FILE',
    help: 'write a file as well: .json .sarif .xml .md .html .txt, or FORMAT=FILE; may be repeated',
  },
} as const satisfies OptionSpecs;

/** What a report is printed as, and the files that it is written to. */
export interface Delivery {
  readonly printed: Format;
  readonly files: readonly { readonly file: string; readonly format: Format }[];
}

/** Reads the options before anything is judged. Throws PM-1001 for two formats, or none for a file. */
export function deliveryOf(command: string, values: OptionValues<typeof OUTPUT_OPTIONS>): Delivery {
  const format = values.format as Format | undefined;
  if (values.json === true && format !== undefined && format !== 'json') {
    throw usage(command, `--json and --format ${format} are two formats`);
  }
  const files = (values.out ?? []).map((out) => {
    const [, named, rest] = /^([a-z]+)=(.+)$/.exec(out) ?? [];
    if (rest !== undefined && isFormat(named)) return { file: rest, format: named };
    const own = formatOfFile(out) ?? format;
    if (own !== undefined) return { file: out, format: own };
    throw usage(command, `--out ${out}: its ending names no format; write --out FORMAT=FILE`);
  });
  return { printed: values.json === true ? 'json' : (format ?? 'terminal'), files };
}

const isFormat = (word: string | undefined): word is Format =>
  (FORMATS as readonly (string | undefined)[]).includes(word);

/**
 * Writes the files, then prints. In GitHub Actions it also annotates the run, on stderr, and writes the
 * summary of the step. Throws PM-1002 for a file that cannot be written; a summary that cannot is said.
 */
export async function deliver(
  report: Report,
  { printed, files }: Delivery,
  io: CliIo,
  fp?: Pick<FpStore, 'getWindowByCount'>,
): Promise<void> {
  const pages = [printed, ...files.map(({ format }) => format)].includes('html');
  const windows = pages && fp !== undefined ? await windowsOf(report, fp, io) : [];
  const options = { windows, colour: false };
  for (const { file, format } of files) {
    await writeOut(resolve(io.cwd, file), file, renderReport(report, format, options));
  }
  io.stdout.write(renderReport(report, printed, { ...options, colour: wantsColour(io) }));
  if (io.env['GITHUB_ACTIONS'] === 'true') await tellActions(report, printed, io);
}

async function windowsOf(
  report: Report,
  fp: Pick<FpStore, 'getWindowByCount'>,
  io: CliIo,
): Promise<readonly RuleWindow[]> {
  try {
    return await readWindows(report, fp);
  } catch (error) {
    io.stderr.write(`the page has no false-positive windows: ${said(error)}\n`);
    return [];
  }
}

/** An error in one line of a log. */
function said(error: unknown): string {
  const code = error instanceof PhaseMirrorError ? `${error.code} ` : '';
  return printable(earlyRedactor().text(`${code}${(error as Error).message}`));
}

/** The runner reads commands from stderr as well, so that stdout stays the report alone. */
async function tellActions(report: Report, printed: Format, { env, stderr }: CliIo): Promise<void> {
  if (printed !== 'github') stderr.write(renderReport(report, 'github'));
  const summary = env['GITHUB_STEP_SUMMARY'];
  if (summary === undefined || summary === '') return;
  try {
    await appendFile(summary, renderReport(report, 'markdown'));
  } catch (error) {
    stderr.write(`the summary of the step is not written: ${said(error)}\n`);
  }
}
