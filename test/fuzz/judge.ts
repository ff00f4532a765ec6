import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import { collectFacts, valueOf, type Facts } from '../../runtime/src/facts/index.js';
import { FORMATS, renderReport } from '../../runtime/src/report/formats.js';
import { evaluate, type OracleParts } from '../../runtime/src/oracle.js';
import { nonceCache } from '../../runtime/src/privacy/index.js';
import { PROJECT } from '../../runtime/src/names/index.js';
import { job, rulesetFile } from '../../runtime/src/rules/example-files.js';
import { openStores } from '../../runtime/src/stores/index.js';
import { silentTelemetry } from '../../runtime/src/telemetry/index.js';
import type { Kind } from './examples.js';
import { memoryGit } from './memory-git.js';

const GOOD = ['on: pull_request', 'jobs:', ...job('good').map((line) => `  ${line}`)];

/** What stands beside every input, and must be seen whatever the input is. */
const NEIGHBOURS: Readonly<Record<string, string>> = {
  '.github/workflows/good.yml': `${GOOD.join('\n')}\n`,
  '.github/rulesets/good.json': rulesetFile({ contexts: ['good'] })[
    '.github/rulesets/main.json'
  ] as string,
};

const PATHS: Readonly<Record<Exclude<Kind, 'event'>, readonly string[]>> = {
  workflow: ['.github/workflows/ci.yml', '.github/settings.yml'],
  claim: ['.github/rulesets/bad.json', '.github/branch-protection.json'],
  codeowners: ['CODEOWNERS'],
  policy: ['.phase-mirror.yml'],
};
const EVENT_NAMES = ['pull_request', 'merge_group', 'push', 'pull_request_review', 'schedule'];
/** A policy that cannot be used stops the check, and says why. */
const REFUSALS: ReadonlySet<string> = new Set(['PM-1003', 'PM-4004']);

/** Judges one input after another, each in a repository of its own. */
export interface Judge {
  /** Throws when the input crashes something or hides what stands beside it. */
  judge(kind: Kind, bytes: Uint8Array, number: number): Promise<void>;
  close(): void;
}

export async function openJudge(): Promise<Judge> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'phase-mirror-fuzz-')));
  const stores = await openStores({
    scope: { project: PROJECT, environment: 'local', account: '000000000000', region: 'none' },
    env: { XDG_STATE_HOME: folder, HOME: folder },
  });
  const parts: OracleParts = {
    stores,
    nonces: nonceCache({ parameters: stores.parameters }),
    telemetry: silentTelemetry,
  };
  const eventFile = join(folder, 'event.json');
  return {
    async judge(kind, bytes, number) {
      const files = new Map(
        Object.entries(NEIGHBOURS).map(([path, text]) => [path, Buffer.from(text)]),
      );
      const env: NodeJS.ProcessEnv = {};
      if (kind === 'event') {
        writeFileSync(eventFile, bytes);
        const name = EVENT_NAMES[number % EVENT_NAMES.length];
        Object.assign(env, {
          GITHUB_EVENT_NAME: name,
          GITHUB_WORKSPACE: folder,
          GITHUB_EVENT_PATH: eventFile,
          GITHUB_BASE_REF: 'main',
        });
      } else for (const path of PATHS[kind]) files.set(path, Buffer.from(bytes));
      try {
        const facts = await collectFacts(memoryGit(folder, files), { env });
        mustSeeNeighbours(facts);
        await mustJudge(facts, parts, number);
      } catch (error) {
        const refused = error instanceof PhaseMirrorError && REFUSALS.has(error.code);
        if (kind !== 'policy' || !refused) throw error;
      }
    },
    close() {
      stores.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function mustSeeNeighbours({ head }: Facts): void {
  const workflow = valueOf(head.workflows)?.some((w) => w.path.endsWith('/good.yml'));
  const claim = valueOf(head.claims)?.some((c) => c.path.endsWith('/good.json'));
  if (workflow !== true || claim !== true) throw new Error('the good files are not seen');
}

/** Every tenth report is written in every form. */
async function mustJudge(facts: Facts, parts: OracleParts, number: number): Promise<void> {
  const report = await evaluate(
    () => Promise.resolve(facts),
    { environment: 'local', dryRun: true, runId: 'fuzz', version: '0.0.0' },
    parts,
  );
  const crash = report.findings.find((finding) => finding.kind === 'evaluation-error');
  if (crash !== undefined) throw new Error(`${crash.check}: ${crash.reality.says}`);
  if (number % 10 !== 0) return;
  for (const format of FORMATS) renderReport(report, format);
}
