import { appendFile, mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CliIo } from '../cli/io.js';
import { fail, run } from '../cli/run.js';
import { EXIT, runtimeError, type ExitCode } from '../errors/index.js';
import { checkArguments, inputOf } from './inputs.js';

/** Reports that every run writes, by the name of the output that holds their path. */
const REPORTS = {
  'report-json': 'report.json',
  'report-html': 'report.html',
  'report-sarif': 'report.sarif',
} as const;

/**
 * Runs `phase-mirror check` as a step of GitHub Actions: inputs are options, the outputs say what was
 * decided and where the reports are. Answers the exit code of the command. Never throws.
 */
export async function runAction(io: CliIo): Promise<ExitCode> {
  let said = '';
  const heard: CliIo = {
    ...io,
    stderr: {
      write: (text) => {
        said += text;
        return io.stderr.write(text);
      },
      isTTY: io.stderr.isTTY,
    },
  };
  let exit: ExitCode;
  try {
    exit = await judge(heard);
  } catch (error) {
    exit = fail(error, heard, false);
  }
  if (!JUDGED.has(exit)) io.stderr.write(errorCommand(said));
  return exit;
}

const JUDGED: ReadonlySet<ExitCode> = new Set([EXIT.ok, EXIT.failed, EXIT.warn]);

async function judge(io: CliIo): Promise<ExitCode> {
  const { env, cwd } = io;
  const asked = checkArguments(env);
  const folder = await reportFolder(env, resolve(cwd, inputOf(env, 'reports') || '.'));
  const files = Object.values(REPORTS).map((file) => `--out=${join(folder, file)}`);
  const token = inputOf(env, 'token');
  const exit = await run(['check', ...asked, ...files], {
    ...io,
    env: { ...env, ...(token === '' ? {} : { GITHUB_TOKEN: token }) },
  });
  const outputs = JUDGED.has(exit) ? await outputsOf(folder) : { decision: 'error' };
  await tell(env, { ...outputs, 'exit-code': String(exit) });
  return exit;
}

/** A folder of this step alone, unless one was named: a job may judge twice. */
async function reportFolder(env: NodeJS.ProcessEnv, named: string): Promise<string> {
  if (inputOf(env, 'reports') === '') {
    return await mkdtemp(join(env['RUNNER_TEMP'] || tmpdir(), 'phase-mirror-'));
  }
  try {
    await mkdir(named, { recursive: true });
    return named;
  } catch (cause) {
    throw runtimeError('PM-1002', {
      what: 'the input reports of the action',
      why: (cause as Error).message,
      remedy: 'Name a folder that exists or can be made.',
      cause,
    });
  }
}

async function outputsOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const report = JSON.parse(await readFile(join(folder, REPORTS['report-json']), 'utf8')) as {
    readonly decision: { readonly outcome: string };
    readonly findings: readonly unknown[];
  };
  const paths = Object.entries(REPORTS).map(([name, file]) => [name, join(folder, file)] as const);
  return {
    decision: report.decision.outcome,
    findings: String(report.findings.length),
    ...Object.fromEntries(paths),
  };
}

/** Throws PM-1002 when the runner's file cannot be written: later steps must not read nothing. */
async function tell(
  env: NodeJS.ProcessEnv,
  outputs: Readonly<Record<string, string>>,
): Promise<void> {
  const file = env['GITHUB_OUTPUT'];
  if (file === undefined || file === '') return;
  // A value with a line break would be another output.
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${oneLine(value)}\n`);
  try {
    await appendFile(file, lines.join(''));
  } catch (cause) {
    throw runtimeError('PM-1002', {
      what: 'GITHUB_OUTPUT',
      why: (cause as Error).message,
      remedy: 'The runner sets it to a file that the step may write.',
      cause,
    });
  }
}

const oneLine = (value: string): string => value.replaceAll(/[\r\n]+/g, ' ');

/** What stops a judgement stands on the run's page, not in its log alone. */
function errorCommand(said: string): string {
  const data = said.trim().replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return `::error title=Phase Mirror could not judge::${data}\n`;
}
