import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { runtimeError } from '../errors/index.js';
import {
  collectFacts,
  gitCommand,
  readPlan,
  withLive,
  type Facts,
  type FactsRequest,
} from '../facts/index.js';
import { MODES } from '../facts/snapshot.js';
import type { CliIo } from './io.js';
import { gitHubOf } from './live.js';
import type { OptionSpecs, OptionValues } from './options.js';

/** Which repository and which change a command reads. */
export const SOURCE_OPTIONS = {
  repo: {
    type: 'string',
    value: 'DIR',
    help: 'git repository to judge; default the one around the working folder',
  },
  base: { type: 'string', value: 'REF', help: 'what the change starts from; default see below' },
  head: { type: 'string', value: 'REF', help: 'commit with the change; default HEAD' },
  branch: {
    type: 'string',
    value: 'NAME',
    help: 'protected branch that the change goes to; default that of --base, of the event, or the default branch',
  },
  mode: {
    type: 'string',
    choices: MODES,
    help: 'judge a pull request, a merge group, or the drift from the baseline; default the event of the run',
  },
  live: {
    type: 'boolean',
    help: 'ask GitHub as well what is in force, who reviewed and what was bypassed; needs GITHUB_TOKEN',
  },
  plan: {
    type: 'string',
    value: 'FILE',
    multiple: true,
    help: 'with --mode drift: what `terraform show -json PLAN` printed; may be given several times',
  },
} as const satisfies OptionSpecs;

type SourceValues = OptionValues<typeof SOURCE_OPTIONS>;

/** Reads the facts of a repository as the options ask. */
export async function collectFrom(values: SourceValues, io: CliIo): Promise<Facts> {
  const git = gitCommand(resolve(io.cwd, values.repo ?? '.'), io.env);
  const request: FactsRequest = {
    env: io.env,
    ...(values.base === undefined ? {} : { base: values.base }),
    ...(values.head === undefined ? {} : { head: values.head }),
    ...(values.branch === undefined ? {} : { branch: values.branch }),
    ...(values.mode === undefined
      ? {}
      : { mode: values.mode as NonNullable<FactsRequest['mode']> }),
  };
  // Before anything is read: a token that is missing is no reason to wait.
  const github = values.live === true ? await gitHubOf(io.env) : undefined;
  const plans = await readPlans(values, io);
  const collected = await collectFacts(git, request);
  const facts = plans === undefined ? collected : { ...collected, plans };
  return github === undefined ? facts : await withLive(facts, github);
}

/** As large as a plan of some thousand resources becomes, bytes. */
const MAX_PLAN_BYTES = 64 * 1024 * 1024;

async function readPlans(
  { plan, mode }: SourceValues,
  io: CliIo,
): Promise<NonNullable<Facts['plans']> | undefined> {
  if (plan === undefined) return undefined;
  if (mode !== 'drift') {
    throw runtimeError('PM-1001', {
      what: '--plan without --mode drift',
      why: 'what was changed outside of Terraform is judged as drift, and as nothing else',
      remedy: 'Run `phase-mirror check --mode drift --plan FILE`.',
    });
  }
  return await Promise.all(
    plan.map(async (file) =>
      readPlan(
        await readText(resolve(io.cwd, file), file, MAX_PLAN_BYTES, {
          option: '--plan',
          made: '`terraform show -json PLAN` has printed',
        }),
        basename(file),
      ),
    ),
  );
}

/**
 * Reads recorded facts: no git, no network. Options that choose what is read say nothing then, and are
 * refused. Throws PM-1001, PM-2003 and PM-2004.
 */
export async function replayFrom(
  file: string,
  values: SourceValues,
  io: CliIo,
): Promise<{ readonly facts: Facts; readonly collected: string }> {
  const { MAX_RECORD_BYTES, readRecord } = await import('../facts/recorded/record.js');
  for (const option of Object.keys(SOURCE_OPTIONS) as (keyof typeof SOURCE_OPTIONS)[]) {
    if (values[option] === undefined) continue;
    throw runtimeError('PM-1001', {
      what: `--facts with --${option}`,
      why: 'recorded facts say themselves which repository and which change they are of',
      remedy: `Leave --${option} away, or record anew: \`phase-mirror facts --${option} … --out FILE\`.`,
    });
  }
  const made = '`phase-mirror facts --out FILE` has written';
  const text = await readText(resolve(io.cwd, file), file, MAX_RECORD_BYTES, {
    option: '--facts',
    made,
  });
  return readRecord(text, file);
}

async function readText(
  path: string,
  shown: string,
  most: number,
  { option, made }: { readonly option: string; readonly made: string },
): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= most) return await readFile(path, 'utf8');
  } catch (cause) {
    throw runtimeError('PM-2003', {
      what: `${option} ${shown}`,
      why: (cause as Error).message.replaceAll(path, shown),
      remedy: `Name a file that ${made}.`,
      cause,
    });
  }
  throw runtimeError('PM-2004', {
    what: shown,
    why: `it is larger than the ${most / 1024 / 1024} MiB that are read`,
  });
}
