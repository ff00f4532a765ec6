import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT } from '../../runtime/src/errors/index.js';
import type { Report } from '../../runtime/src/report/report.js';
import type { Site } from '../aws/site.js';
import { makeExample, type ExampleName } from '../examples.js';
import { runTool } from '../frame/process.js';
import { linesThatMatter } from '../frame/tool-failure.js';
import type { ScenarioResult } from './scenario.js';
import { smokeFolder } from './scene.js';

interface Expected {
  readonly example: ExampleName;
  readonly title: string;
  readonly holds: (report: Report) => boolean;
}

/** `--dry-run` turns a block into a warning that says so, and records nothing. */
const EXPECTED: readonly Expected[] = [
  {
    example: 'unsound',
    title: 'the command would block the unsound example',
    holds: ({ decision }) => decision.reasons.some(({ code }) => code === 'dry-run'),
  },
  {
    example: 'sound',
    title: 'the command allows the sound example',
    holds: ({ decision, findings }) => decision.outcome === 'allow' && findings.length === 0,
  },
];

/** The examples, judged on the environment by the command as CI runs it; nothing is recorded. */
export async function commandScenarios(site: Site): Promise<readonly ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const expected of EXPECTED) results.push(await judge(site, expected));
  return results;
}

async function judge(
  { context: { io }, deployment }: Site,
  { example: name, title, holds }: Expected,
): Promise<ScenarioResult> {
  const row = { id: `command-${name}`, kind: 'happy', title } as const;
  // Ours alone: a run that was killed while it made it has left half of it.
  await rm(join(smokeFolder(io, deployment), name), { recursive: true, force: true });
  const { folder } = await makeExample(name, join(smokeFolder(io, deployment), name));
  const { environment, scope } = deployment;
  const start = io.now();
  const { exit, stdout, output } = await runTool(io, {
    command: process.execPath,
    args: [
      ...['--import', 'tsx', join(io.root, 'runtime/src/cli/main.ts'), 'check', '--dry-run'],
      ...['--repo', folder, '--base', 'main', '--environment', environment],
      ...['--store', 'aws', '--region', scope.region, '--json'],
    ],
    env: outsideOfCi(io.env),
  });
  const ms = io.now() - start;
  const latency = { samples: 1, p50: ms, p99: ms };
  if (exit !== EXIT.ok) {
    const seen = `exit ${exit}: ${linesThatMatter(output).join(' ')}`;
    return { ...row, outcome: exit === EXIT.failed ? 'fail' : 'could-not-run', seen };
  }
  const report = JSON.parse(stdout) as Report;
  const { decision, findings, degraded } = report;
  const sound = holds(report) && degraded.length === 0;
  const seen = `${decision.outcome}, ${findings.length} findings${degraded.length === 0 ? '' : `, degraded: ${degraded.join('; ')}`}`;
  return { ...row, outcome: sound ? 'pass' : 'fail', seen, latency };
}

/** The event of a CI run that this may be part of is not the example's. */
function outsideOfCi(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const ofCi = Object.keys(env).filter((name) => name.startsWith('GITHUB_'));
  return {
    ...Object.fromEntries(ofCi.map((name) => [name, undefined])),
    PHASE_MIRROR_STORE: 'aws',
  };
}
