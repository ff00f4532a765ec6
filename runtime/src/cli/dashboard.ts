import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemClock } from '../clock.js';
import { collectMission } from '../dashboard/collect.js';
import type { Mission } from '../dashboard/mission.js';
import { renderMission } from '../dashboard/page.js';
import { lastRelease } from '../dashboard/release.js';
import type { Watch } from '../dashboard/watch.js';
import { EXIT, runtimeError, type ExitCode } from '../errors/index.js';
import { gitCommand } from '../facts/index.js';
import { namesFor, type Scope } from '../names/index.js';
import { printable } from '../report/printable.js';
import { openStores } from '../stores/index.js';
import { servePage } from './dashboard-server.js';
import type { CliIo } from './io.js';
import {
  optionLines,
  parseOptions,
  usage,
  type OptionSpecs,
  type OptionValues,
} from './options.js';
import { SCOPE_OPTIONS, scopeOf } from './scope.js';
import { writeOut } from './write-out.js';

/** Where `--serve` listens when no port is named. */
const PORT = 8737;

export const DASHBOARD_OPTIONS = {
  out: {
    type: 'string',
    value: 'DIR',
    help: 'write DIR/index.html, a page that needs nothing else',
  },
  serve: { type: 'boolean', help: 'show the page on 127.0.0.1, read anew at every request' },
  port: {
    type: 'string',
    value: 'PORT',
    help: `port of --serve, 0 for a free one; default ${PORT}`,
  },
  repo: {
    type: 'string',
    value: 'DIR',
    help: 'clone whose version tags tell the last release; default .',
  },
  json: { type: 'boolean', help: 'print what the page shows as JSON' },
  ...SCOPE_OPTIONS,
  help: { type: 'boolean', help: 'show this help' },
} as const satisfies OptionSpecs;

type DashboardValues = OptionValues<typeof DASHBOARD_OPTIONS>;

/** `phase-mirror dashboard`: mission control. */
export async function dashboard(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const values = parseOptions('dashboard', DASHBOARD_OPTIONS, args);
  if (values.help === true) {
    io.stdout.write(dashboardHelp());
    return EXIT.ok;
  }
  if (values.out === undefined && values.serve !== true && values.json !== true) {
    throw usage('dashboard', 'say where to: --out DIR, --serve or --json');
  }
  const port = portOf(values);
  const scope = scopeOf(values, io.env);
  const stores = await openStores({ store: values.store, scope, env: io.env });
  const watch = stores.kind === 'aws' ? await watchOf(scope, io.env) : undefined;
  const collect = (): Promise<Mission> =>
    collectMission({
      stores,
      watch,
      environment: scope.environment,
      clock: systemClock,
      release: () => lastRelease(gitCommand(resolve(io.cwd, values.repo ?? '.'), io.env)),
    });
  try {
    if (values.out !== undefined || values.json === true) await once(await collect(), values, io);
    if (values.serve === true) {
      await servePage({
        port,
        page: async () => renderMission(await collect()),
        listening: (url) => io.stderr.write(`mission control on ${url}; Ctrl-C ends it\n`),
        signal: io.ended ?? interrupted(),
      });
    }
    return EXIT.ok;
  } finally {
    watch?.close();
    stores.close();
  }
}

/** Writes and prints what is asked for besides a server. */
async function once(mission: Mission, { out, json }: DashboardValues, io: CliIo): Promise<void> {
  if (out !== undefined) {
    const folder = resolve(io.cwd, out);
    try {
      await mkdir(folder, { recursive: true });
    } catch (cause) {
      throw runtimeError('PM-1002', { what: `--out ${out}`, why: (cause as Error).message, cause });
    }
    await writeOut(join(folder, 'index.html'), join(out, 'index.html'), renderMission(mission));
    io.stderr.write(`written: ${printable(join(out, 'index.html'))}\n`);
  }
  if (json === true) io.stdout.write(`${JSON.stringify(mission)}\n`);
}

async function watchOf(scope: Scope, env: NodeJS.ProcessEnv): Promise<Watch> {
  const { awsWatch } = await import('../dashboard/aws-watch.js');
  return awsWatch(namesFor(scope), {
    region: scope.region,
    endpoint: env['AWS_ENDPOINT_URL'] || undefined,
  });
}

function portOf({ serve, port }: DashboardValues): number {
  if (port === undefined) return PORT;
  if (serve !== true) throw usage('dashboard', '--port is the port of --serve');
  const number = /^\d{1,5}$/.test(port) ? Number(port) : -1;
  if (number >= 0 && number <= 65_535) return number;
  throw usage('dashboard', `--port ${port}: it must be a whole number from 0 to 65535`);
}

function interrupted(): AbortSignal {
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());
  return ended.signal;
}

function dashboardHelp(): string {
  return `phase-mirror dashboard: mission control, one page of how the oracle fares

Decisions a day, blocks an hour against the breaker's threshold, false positives of each rule against the
demotion line, open drift, ages of nonces and salts; of a deployed environment also every evaluation,
alarms and the last deployment. What cannot be read says why.

Options
${optionLines(DASHBOARD_OPTIONS)}

With --store aws it needs the rights of the operator's role.

Exit codes
  0 written, or ended by Ctrl-C   2 usage   3 the store cannot be opened

Examples
  phase-mirror dashboard --out dashboard
  phase-mirror dashboard --serve
  phase-mirror dashboard --store aws --environment staging --region eu-central-1 --account 123456789012 --serve
`;
}
