import { readFile } from 'node:fs/promises';
import { runtimeError } from '../errors/index.js';
import { reportSchema } from '../report/report-schema.js';
import type { Report } from '../report/report.js';
import { misfit } from '../report/validate.js';

/** Reads a JSON report; `shown` is the file as the user named it. Throws PM-2003 and PM-2005. */
export async function readReport(path: string, shown: string): Promise<Report> {
  const refuse = (why: string, cause?: unknown): Error =>
    runtimeError('PM-2005', { what: shown, why, ...(cause === undefined ? {} : { cause }) });
  let text: string;
  let value: unknown;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw runtimeError('PM-2003', { what: shown, why: (cause as Error).message, cause });
  }
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse((cause as Error).message, cause);
  }
  const why = misfit(reportSchema, value);
  if (why !== undefined) throw refuse(why);
  return value as Report;
}
