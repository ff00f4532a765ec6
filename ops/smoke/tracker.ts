import { readFile } from 'node:fs/promises';
import { writeWhole } from '../frame/whole-file.js';
import { opsError } from '../errors.js';
import { performanceTable, type SmokeReport } from './report.js';

/** What stands around the performance table in the completion tracker. */
const BEGIN = '<!-- performance:begin -->';
const END = '<!-- performance:end -->';

/**
 * Replaces what stands between the marks by the report's performance table; every other byte stays. Pure.
 * Throws PM-6047 when the marks are not there, once and in this order.
 */
export function withPerformance(text: string, report: SmokeReport, file: string): string {
  const { from, to } = spanOf(text, file);
  const { runbook, environment, at, run, endpoint } = report;
  const lines = [
    '',
    `Measured ${at} by \`npm run ops -- ${runbook} --env ${environment}\` (run ${run}), against ${endpoint}:`,
    '',
    ...performanceTable(report),
    '',
    'Targets hold for the embedded store. Beside the figures with the environment’s store stand those of the bare SDK for the same calls.',
    '',
    '',
  ];
  return `${text.slice(0, from)}${lines.join('\n')}${text.slice(to)}`;
}

function spanOf(text: string, file: string): { readonly from: number; readonly to: number } {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  const twice = text.lastIndexOf(BEGIN) !== begin || text.lastIndexOf(END) !== end;
  const why =
    begin < 0 || end < 0
      ? `it has no ${begin < 0 ? BEGIN : END}`
      : twice
        ? 'it has the marks more than once'
        : end < begin
          ? `${END} stands before ${BEGIN}`
          : undefined;
  if (why !== undefined) throw opsError('PM-6047', { what: file, why });
  return { from: begin + BEGIN.length, to: end };
}

/** Makes sure, before anything is measured, that the table will have a place. Throws PM-6047. */
export async function checkTracker(file: string): Promise<void> {
  spanOf(await trackerText(file), file);
}

/** Writes the table, whole or not at all. A report that lacks a store's figures changes nothing. */
export async function writeTracker(file: string, report: SmokeReport): Promise<boolean> {
  if (!isWhole(report)) return false;
  const text = withPerformance(await trackerText(file), report, file);
  writeWhole(file, text);
  return true;
}

const isWhole = ({ performance }: SmokeReport): boolean =>
  (['embedded', 'environment'] as const).every((which) =>
    performance.some(({ store }) => store === which),
  );

async function trackerText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw opsError('PM-6047', {
      what: file,
      why: code === 'ENOENT' ? 'there is no such file' : message,
      cause: error,
    });
  }
}
