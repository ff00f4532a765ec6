import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stores } from '../../runtime/src/stores/index.js';
import type { Site } from '../aws/site.js';
import type { Plan, Procedure, Step, Verified } from '../frame/procedure.js';
import { shortPath } from '../frame/tool-failure.js';
import { commandScenarios } from './command.js';
import { judgedChange } from './evaluation.js';
import { ownItems, removeOwnItems } from './leftovers.js';
import {
  measureEmbedded,
  measureEnvironment,
  measureFacts,
  type Effort,
  type PerformanceRow,
} from './performance.js';
import { callsOfClearing, callsOfMeasuring, callsOfScenarios } from './calls.js';
import { rawCalls } from './raw-calls.js';
import { keepReport, renderSmoke, verdictOn, type SmokeReport } from './report.js';
import { runScenarios } from './run-scenarios.js';
import type { Scenario, ScenarioResult } from './scenario.js';
import { embeddedStores, newRun, sceneOf, smokeFolder, storesOf } from './scene.js';
import { checkTracker, writeTracker } from './tracker.js';
import { EDGE } from './scenarios/edge.js';
import { ERROR } from './scenarios/error.js';
import { HAPPY } from './scenarios/happy.js';

/** `smoke` in seconds; `e2e` besides with the command that CI runs, and with more samples. */
export type Depth = 'smoke' | 'e2e';

const EFFORT: Readonly<Record<Depth, Effort & { readonly facts: number }>> = {
  smoke: { embedded: 100, environment: 10, facts: 5 },
  e2e: { embedded: 300, environment: 40, facts: 20 },
};

export const SCENARIOS: readonly Scenario[] = [...HAPPY, ...ERROR, ...EDGE];

/**
 * The scenario table and the performance table of one environment, through the runtime's own parts,
 * under ids of their own. Everything written is removed again, by this run or by the next. `tracker` is a
 * file that has a place for the performance table. Throws PM-6047 where it has none.
 */
export function smokeProcedure(site: Site, depth: Depth, tracker?: string): Procedure {
  const { clients, deployment, context } = site;
  const { io } = context;
  const { names } = deployment;
  const run = newRun(io.now());
  const startedAt = io.now();
  const folder = smokeFolder(io, deployment);
  const effort = EFFORT[depth];
  const scenarios: ScenarioResult[] = [];
  const performance: PerformanceRow[] = [];

  /** What fails or is cancelled half-way leaves nothing either. */
  const clearing = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      await removeOwnItems(clients, names).catch(() => undefined);
      throw error;
    }
  };
  const withStores = async <T>(
    open: () => Promise<Stores>,
    work: (stores: Stores) => Promise<T>,
  ): Promise<T> => {
    const stores = await open();
    try {
      return await work(stores);
    } finally {
      stores.close();
    }
  };
  const environmentStores = (): Promise<Stores> => storesOf(io, deployment, clients);

  const clear = async (): Promise<string> =>
    `${await removeOwnItems(clients, names)} items removed`;

  const playScenarios = async (): Promise<string> => {
    await withStores(environmentStores, async (stores) => {
      const parts = { io, deployment, clients, stores, run, startedAt };
      const told = await runScenarios(
        SCENARIOS,
        (durations) => sceneOf(parts, durations),
        io.signal,
      );
      scenarios.push(...told);
    });
    return `${scenarios.filter(({ outcome }) => outcome === 'pass').length} of ${SCENARIOS.length} pass`;
  };

  const measure = async (): Promise<string | undefined> => {
    // Refusals are fast: their times would say nothing of the environment.
    const unanswered = scenarios.some(({ outcome }) => outcome === 'could-not-run');
    await removeEmbedded(folder);
    const change = await judgedChange(folder, deployment.environment, io.env['PATH']);
    try {
      await withStores(
        () => embeddedStores(io, deployment),
        async (stores) => {
          performance.push(...(await measureEmbedded(stores, change, run, effort, io.signal)));
        },
      );
      if (unanswered) return 'the environment is not measured: it did not answer every scenario';
      await withStores(environmentStores, async (stores) => {
        const raw = rawCalls(clients, names, run);
        performance.push(
          ...(await measureEnvironment(stores, change, run, raw, effort, io.signal)),
        );
      });
      performance.push(await measureFacts(change, effort.facts));
    } finally {
      await change.remove();
      await removeEmbedded(folder);
    }
    return undefined;
  };

  const command: readonly Step[] =
    depth === 'smoke'
      ? []
      : [
          {
            id: 'command',
            title: 'judge the examples with the command that CI runs',
            effect: 'read',
            calls: ['phase-mirror check --dry-run: reads parameters and tables, records nothing'],
            run: async () => {
              const told = await commandScenarios(site);
              scenarios.push(...told);
              return `${told.filter(({ outcome }) => outcome === 'pass').length} of ${told.length} pass`;
            },
          },
        ];

  return {
    async plan(): Promise<Plan> {
      if (tracker !== undefined) await checkTracker(tracker);
      return {
        what: `${depth} of ${site.where}: ${SCENARIOS.length} scenarios and the performance table, under ids of their own`,
        steps: [
          {
            id: 'clear',
            title: 'remove what a run that died has left',
            effect: 'write',
            calls: callsOfClearing(names),
            probe: async () => ((await ownItems(clients, names)).length === 0 ? 'done' : 'todo'),
            run: clear,
          },
          {
            id: 'scenarios',
            title: 'play the scenarios',
            effect: 'write',
            calls: callsOfScenarios(names),
            run: () => clearing(playScenarios),
          },
          ...command,
          {
            id: 'measure',
            title: 'measure',
            effect: 'write',
            calls: callsOfMeasuring(names),
            run: () => clearing(measure),
          },
          {
            id: 'clear-up',
            title: 'remove everything that this run has written',
            effect: 'write',
            calls: callsOfClearing(names),
            run: clear,
          },
        ],
        notes: [
          `faults are injected on this machine; after a kill the next run removes what is left: npm run ops -- ${depth} --env ${deployment.environment}`,
          ...(tracker === undefined ? [] : [`the performance table goes into ${tracker}`]),
        ],
      };
    },
    async verify(): Promise<Verified> {
      const left = await ownItems(clients, names);
      const report: SmokeReport = {
        schema: 'phase-mirror/smoke@1',
        runbook: depth,
        environment: deployment.environment,
        run,
        at: new Date(startedAt).toISOString(),
        ms: io.now() - startedAt,
        endpoint: clients.target.endpoint === undefined ? 'AWS' : 'an emulator or other endpoint',
        scenarios,
        performance,
        left: left.map(({ table, pk, sk }) => `${table} ${pk} ${sk}`),
      };
      const files = keepReport(join(site.folder, 'reports'), report);
      const said = files.map((file) => `Written: ${shortPath(io.root, file)}\n`);
      if (tracker !== undefined) {
        const written = await writeTracker(tracker, report);
        said.push(
          `${written ? 'Written' : 'Not written, the figures are not whole'}: ${tracker}\n`,
        );
      }
      const text = `${renderSmoke(report)}${said.join('')}`;
      const json = { ...report, files };
      const error = verdictOn(report);
      return error === undefined ? { ok: true, text, json } : { ok: false, text, json, error };
    },
  };
}

/** The embedded store of this run or of one that died: with its journal, which SQLite keeps beside it. */
const removeEmbedded = async (folder: string): Promise<void> => {
  for (const name of ['embedded.db', 'embedded.db-wal', 'embedded.db-shm']) {
    await rm(join(folder, name), { force: true });
  }
};
