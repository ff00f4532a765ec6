import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Answer, CheckSite } from '../check.js';

const REPORT = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numFailedTestSuites: z.number(),
  testResults: z.array(
    z.object({
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** Runs the test files of the pattern; passes only where at least one test ran, and none failed or was left out. */
export async function runSuites({ run, note }: CheckSite, pattern: string): Promise<Answer> {
  const folder = await mkdtemp(join(tmpdir(), 'phase-mirror-suites-'));
  const report = join(folder, 'report.json');
  try {
    const chosen = ['--selectProjects', 'unit', '--testPathPatterns', pattern];
    const { exit, output } = await run(
      join('node_modules', '.bin', 'jest'),
      [...chosen, '--json', `--outputFile=${report}`],
      { env: { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' }, quiet: true },
    );
    note(output.slice(-4000));
    const text = await readFile(report, 'utf8').catch(() => undefined);
    if (text === undefined) {
      return { outcome: 'could-not-run', why: `jest left no report (exit ${exit})` };
    }
    return judge(text, exit);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function judge(text: string, exit: number): Answer {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { outcome: 'could-not-run', why: 'the report of jest is no JSON' };
  }
  const report = REPORT.safeParse(json);
  if (!report.success) return { outcome: 'could-not-run', why: 'the report of jest has no counts' };
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests: left } = report.data;
  const broken = report.data.numFailedTestSuites;
  if (failed + broken > 0) {
    const names = report.data.testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => fullName);
    const shown = names.slice(0, 3).join('; ') || `${broken} files cannot be loaded`;
    return { outcome: 'fail', why: `${failed} of ${passed + failed} cases fail: ${shown}` };
  }
  if (passed === 0 || left > 0 || exit !== 0) {
    return { outcome: 'could-not-run', why: `${passed} cases passed, ${left} were left out` };
  }
  return { outcome: 'pass', why: `${passed} cases hold` };
}
