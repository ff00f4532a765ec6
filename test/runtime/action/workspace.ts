import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeExample, type ExampleName } from '../../../ops/examples.js';

/** A checkout as the runner of a pull request leaves it, and the variables that it sets. */
export interface Workspace {
  readonly folder: string;
  readonly temp: string;
  readonly outputFile: string;
  readonly summaryFile: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Inputs that the runner hands over when a workflow gives none. */
const DEFAULTS = { INPUT_LIVE: 'false', 'INPUT_DRY-RUN': 'false', INPUT_VERBOSE: 'false' };

/** Makes an example's repository with the recorded event of a pull request, in a new folder. */
export async function workspace(name: ExampleName, within: string): Promise<Workspace> {
  const { folder, base, head } = await makeExample(name, join(within, 'ledger', 'ledger'));
  const temp = join(within, 'temp');
  mkdirSync(temp);
  const eventFile = join(within, 'event.json');
  const repository = { full_name: 'acme/ledger', default_branch: 'main', fork: false };
  const side = (ref: string, sha: string): object => ({ ref, sha, repo: repository });
  writeFileSync(
    eventFile,
    JSON.stringify({
      action: 'synchronize',
      number: 7,
      pull_request: {
        number: 7,
        user: { login: 'ada', id: 1, type: 'User' },
        base: side('main', base),
        head: side('change', head),
      },
      repository,
    }),
  );
  const outputFile = join(within, 'output');
  const summaryFile = join(within, 'summary.md');
  for (const file of [outputFile, summaryFile]) writeFileSync(file, '');
  return {
    folder,
    temp,
    outputFile,
    summaryFile,
    env: {
      PATH: process.env['PATH'],
      HOME: within,
      XDG_STATE_HOME: within,
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: eventFile,
      GITHUB_WORKSPACE: folder,
      GITHUB_REPOSITORY: 'acme/ledger',
      GITHUB_RUN_ID: '4711',
      GITHUB_OUTPUT: outputFile,
      GITHUB_STEP_SUMMARY: summaryFile,
      RUNNER_TEMP: temp,
      ...DEFAULTS,
    },
  };
}

/** The lines of GITHUB_OUTPUT by name. */
export function outputsIn(text: string): Readonly<Record<string, string>> {
  const pairs = text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)] as const;
    });
  return Object.fromEntries(pairs);
}
