import { join } from 'node:path';
import { runTool } from '../../ops/frame/process.js';
import { ENVIRONMENTS } from '../../runtime/src/names/index.js';
import { EXIT } from '../../runtime/src/errors/index.js';
import type { Tool } from '../checks/check.js';
import { releaseError } from '../errors.js';
import type { CommandContext, ReleaseCommand, ReleaseContext } from '../frame/command.js';
import { git } from '../git/git.js';

/** The command with the tools that its checks run: in a test, what stands for npm and Terraform. */
export function validateWith(tool: Tool): ReleaseCommand {
  return {
    name: 'validate',
    summary: 'ask every question that a release must answer, and keep the evidence',
    example: 'npm run release -- validate 1.0.0 --only git,security/workflows',
    takes: 'maybe-version',
    options: {
      only: {
        type: 'string',
        value: 'CATEGORY|ID',
        multiple: true,
        help: 'only these categories or checks; repeatable, or with commas',
      },
      env: {
        type: 'string',
        value: 'ENVIRONMENT',
        help: 'whose states and plans are looked at; default production',
      },
      'run-tests': {
        type: 'boolean',
        help: 'run `npm test` first where no run of this commit is recorded',
      },
      out: {
        type: 'string',
        value: 'DIR',
        help: 'folder of the evidence; default .release/VERSION, or .release/unreleased',
      },
      list: { type: 'boolean', help: 'list every check with its question, and examine nothing' },
    },
    run: (context) => validateRun(context, tool),
  };
}

export const validate = validateWith(runTool);

async function validateRun(
  context: CommandContext & Partial<ReleaseContext>,
  tool: Tool,
): ReturnType<ReleaseCommand['run']> {
  const { io, steps, version, values, dryRun } = context;
  // Parsers and the redactor take longer to load than `--help` may.
  const { CHECKS } = await import('../checks/index.js');
  const { renderChecks, renderVerdicts } = await import('../checks/table.js');
  const { selected } = await import('../checks/select.js');
  const chosen = selected(CHECKS, (values['only'] ?? []) as readonly string[]);
  if (values['list'] === true || dryRun) {
    const list = chosen.map(({ id, category, question, remedy }) => ({
      ...{ id, category, question, remedy },
    }));
    return { exit: EXIT.ok, json: { checks: list }, text: renderChecks(chosen) };
  }
  const environment = environmentOf(values['env']);
  const commit = (await git(io.root, ['rev-parse', 'HEAD'])).trim();
  if (values['run-tests'] === true) await testRun(context, tool, commit);
  const { examineAll } = await import('../checks/runner.js');
  const verdicts = await examineAll(chosen, {
    io,
    steps,
    tool,
    environment,
    ...(version === undefined ? {} : { version }),
  });
  const status = await git(io.root, ['status', '--porcelain=v1', '-z', '--untracked-files=all']);
  const { keepValidation } = await import('../checks/validation.js');
  const folder =
    typeof values['out'] === 'string'
      ? values['out']
      : join(io.root, '.release', version?.version ?? 'unreleased');
  const kept = await keepValidation(folder, verdicts, {
    version: version?.version ?? null,
    environment,
    commit,
    clean: status === '',
    now: io.now(),
    known: CHECKS.map(({ id }) => id),
  });
  const { exitOf } = await import('../checks/runner.js');
  // The exit code is that of what was asked now; the file says what is known of the commit.
  return {
    exit: exitOf(verdicts),
    json: {
      folder,
      ...kept,
      checks: kept.checks.filter(({ id }) => chosen.some((one) => one.id === id)),
    },
    text: `${renderVerdicts(verdicts)}Evidence: ${folder}\n`,
  };
}

function environmentOf(given: unknown): string {
  const environment = typeof given === 'string' ? given : 'production';
  if ((ENVIRONMENTS as readonly string[]).includes(environment)) return environment;
  throw releaseError('PM-1001', {
    what: `--env ${environment}`,
    why: `the environments are ${ENVIRONMENTS.join(', ')}`,
  });
}

/** What the tests say is judged by the checks, from the record that the run leaves. */
async function testRun({ io, steps }: CommandContext, tool: Tool, commit: string): Promise<void> {
  const { readTestRecord } = await import('../checks/tests/record.js');
  const record = await readTestRecord(io.root);
  if (record.kind === 'record' && record.commit === commit && record.clean) {
    return steps.skip('npm test', `a run of ${commit.slice(0, 7)} is recorded`);
  }
  await steps.run(
    'npm test',
    () => tool(io, { command: 'npm', args: ['test'], onLine: (line) => steps.say(`  ${line}`) }),
    ({ exit }) => `exit ${exit}`,
  );
}
