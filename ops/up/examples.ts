import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deploymentFor } from '../../stacks/environments.js';
import { EXIT } from '../../runtime/src/errors/index.js';
import type { Report } from '../../runtime/src/report/report.js';
import { opsError } from '../errors.js';
import { EXAMPLES, makeExample, type Example, type ExampleName } from '../examples.js';
import { commandError } from '../frame/command-error.js';
import type { Io } from '../frame/io.js';
import { runTool } from '../frame/process.js';
import type { Context } from '../frame/runbook.js';
import { shortPath, toolFailure } from '../frame/tool-failure.js';
import { environmentFolder } from '../frame/work-folder.js';
import {
  keepEvaluations,
  reportsFolder,
  type DecisionOutcome,
  type Evaluation,
} from './evaluations.js';

const EXPECTED: Readonly<Record<ExampleName, DecisionOutcome>> = {
  unsound: 'block',
  sound: 'allow',
};

/**
 * Makes the example repositories and judges their changes with the command that CI runs, on the
 * environment's own tables and nonce. Throws PM-6010 when one is judged otherwise than it must be,
 * after both were judged, and what the command could not judge for.
 */
export async function evaluateExamples(
  context: Pick<Context, 'io' | 'steps' | 'environment'>,
): Promise<readonly Evaluation[]> {
  const { io, steps, environment } = context;
  const evaluations: Evaluation[] = [];
  for (const name of EXAMPLES) {
    evaluations.push(
      await steps.run(
        `judge examples/${name}`,
        () => evaluateExample(context, name),
        ({ outcome, findings }) => `${outcome}, ${findings.length} findings`,
      ),
    );
  }
  keepEvaluations(io, environment, evaluations);
  const odd = evaluations.filter(({ outcome, expected }) => outcome !== expected);
  if (odd.length === 0) return evaluations;
  throw opsError('PM-6010', {
    what: odd.map(({ example }) => example).join(', '),
    why: odd
      .map(
        ({ outcome, expected, report }) =>
          `${outcome} instead of ${expected} (${shortPath(io.root, report)})`,
      )
      .join('; '),
  });
}

async function evaluateExample(
  { io, environment }: Pick<Context, 'io' | 'environment'>,
  name: ExampleName,
): Promise<Evaluation> {
  const folder = environmentFolder(io, environment);
  const example = await makeExample(name, join(folder, 'examples', name));
  const report = join(reportsFolder(io, environment), `${name}.json`);
  const page = join(reportsFolder(io, environment), `${name}.html`);
  await mkdir(reportsFolder(io, environment), { recursive: true });
  const { region } = deploymentFor(environment, io.env).settings;
  await check(io, example, [
    ...['--repo', example.folder, '--base', 'main', '--environment', environment],
    ...['--store', 'aws', '--region', region, '--out', report, '--out', page, '--json'],
  ]);
  const { decision, findings } = JSON.parse(await readFile(report, 'utf8')) as Report;
  return {
    example: `examples/${name}`,
    expected: EXPECTED[name],
    outcome: decision.outcome,
    findings: findings.map(({ check, title, place, reality, fix }) => ({
      check,
      title,
      place: `${place.path}:${place.line}`,
      reality: reality.says,
      fix,
    })),
    report,
    page,
    repository: example.folder,
    at: new Date(io.now()).toISOString(),
  };
}

/** Runs `phase-mirror check`. What kept it from judging is thrown under its own code. */
async function check(io: Io, example: Example, args: readonly string[]): Promise<void> {
  // A process of its own: the AWS SDK reads credentials from the process's environment only.
  const result = await runTool(io, {
    command: process.execPath,
    args: ['--import', 'tsx', join(io.root, 'runtime/src/cli/main.ts'), 'check', ...args],
    env: outsideOfCi(io.env, example),
  });
  if (result.exit === EXIT.ok || result.exit === EXIT.failed) return;
  throw commandError(result.stdout) ?? toolFailure(io, 'PM-6010', 'phase-mirror check', result);
}

/**
 * The event of a CI run that `up` may be part of is not the example's. The run id hangs on the commit,
 * so that judging the same change again counts no second block.
 */
function outsideOfCi(env: Io['env'], { head }: Example): Io['env'] {
  const ofCi = Object.keys(env).filter((name) => name.startsWith('GITHUB_'));
  return {
    ...Object.fromEntries(ofCi.map((name) => [name, undefined])),
    PHASE_MIRROR_STORE: 'aws',
    GITHUB_RUN_ID: BigInt(`0x${head.slice(0, 24)}`).toString(),
  };
}
