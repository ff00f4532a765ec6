import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonLines } from '../../ops/frame/json-lines.js';
import { writeWhole } from '../../ops/frame/whole-file.js';
import { readRecord, unkept } from '../pipeline/records.js';
import type { ReleasePlan } from '../pipeline/release-plan.js';
import type { Measured } from '../metrics/measure.js';
import { readAfter } from './records.js';

/** What is on record of a release when something goes wrong; undefined and empty where nothing is. */
export interface KnownOfRelease {
  readonly version: string;
  readonly plan: ReleasePlan | undefined;
  /** Commit of the tag. */
  readonly commit: string | undefined;
  /** `<time>  <what>`, oldest first. */
  readonly times: readonly string[];
  /** Lines of SHA256SUMS. */
  readonly digests: readonly string[];
  /** What the last deploy and verification of it said. */
  readonly environment: readonly string[];
  readonly metrics: readonly Pick<Measured, 'title' | 'shown' | 'target' | 'outcome' | 'why'>[];
}

interface JournalLine {
  readonly at?: string;
  readonly kind?: string;
  readonly step?: string;
  readonly end?: string;
  readonly what?: string;
  readonly who?: string;
}

/** Reads what is kept of a release in its folder. */
export function knownOfRelease(
  folder: string,
  version: string,
  { plan, commit }: Pick<KnownOfRelease, 'plan' | 'commit'>,
): KnownOfRelease {
  const journal = readJsonLines<JournalLine>(join(folder, 'journal.jsonl'));
  const sums = join(folder, 'artifacts', 'SHA256SUMS');
  const metrics = readRecord<{ readonly metrics?: KnownOfRelease['metrics'] }>(
    join(folder, 'metrics.json'),
  );
  return {
    version,
    plan,
    commit,
    times: journal.flatMap(({ at, kind, step, end, what, who }) => {
      if (at === undefined) return [];
      if (kind === 'run') return [`${at}  ${what ?? ''}, by ${who ?? 'unknown'}`];
      if (kind === 'outcome') return [`${at}  ${step ?? ''}: ${end ?? ''}`];
      return kind === 'run ended' ? [`${at}  ended: ${end ?? ''}`] : [];
    }),
    digests: existsSync(sums) ? readFileSync(sums, 'utf8').split('\n').filter(Boolean) : [],
    environment: ['deploy', 'verify', 'monitor'].flatMap((step) => {
      const record = readAfter({ folder }, step);
      if (record === undefined) return [];
      const { passed, failed, uptime, outcome } = record.json;
      const said = [
        ...(typeof outcome === 'string' ? [outcome] : []),
        ...(typeof passed === 'number'
          ? [`${passed} promises hold, ${String(failed)} do not`]
          : []),
        ...(typeof uptime === 'number' ? [`up ${(uptime * 100).toFixed(1)} %`] : []),
      ];
      return [`${step} of ${record.environment}, ${record.at}: ${said.join('; ') || 'done'}`];
    }),
    metrics: metrics?.metrics ?? [],
  };
}

/** Milliseconds since 1970 as a minute of UTC: `2026-11-22T12:00Z`. */
const minuteOf = (now: number): string => new Date(now).toISOString().replace(/:\d\d\.\d+Z$/, 'Z');

const TODO = '_to be written_';

const list = (lines: readonly string[], none: string): readonly string[] =>
  lines.length === 0 ? [`- ${none}`] : lines.map((line) => `- ${line}`);

/** While it lasts: what is known, and what has to be filled in. */
export function incidentReport(known: KnownOfRelease, now: number): string {
  const { version, plan, commit } = known;
  const back = `npm run release -- rollback ${version}`;
  return text([
    `# Incident: release ${version}`,
    '',
    `Begun ${minuteOf(now)}. Severity: ${TODO}. On call: ${TODO}.`,
    '',
    '## What is wrong',
    '',
    `- What users see: ${TODO}`,
    `- Since when: ${TODO}`,
    `- How it was noticed: ${TODO}`,
    '',
    '## What is running',
    '',
    `- Version: ${plan?.tag ?? `v${version}`}, commit ${commit ?? 'not known here'}`,
    `- Before it: ${plan?.previousTag ?? 'no release, as far as is known here'}`,
    ...list(known.environment, 'no deploy, verification or watch of it is on record here'),
    '',
    '## What was measured',
    '',
    ...list(
      known.metrics.map(({ title, shown, target, why }) =>
        shown === undefined
          ? `${title}: not measured (${why})`
          : `${title}: ${shown}${target === undefined ? '' : ` (target ${target})`}`,
      ),
      `nothing yet: \`npm run release -- metrics ${version}\``,
    ),
    '',
    '## What can be done now',
    '',
    `- Take it back: \`${back} --dry-run\` shows each step, \`${back}\` carries it out.`,
    '- Watch: `npm run ops -- monitor --env production --for 1h`; logs: `npm run ops -- logs --env production`.',
    '',
    '## What was done, and when (UTC)',
    '',
    ...list(known.times, 'no journal of the release is here'),
    `- ${TODO}`,
    '',
    '## What was shipped (SHA-256)',
    '',
    ...list(
      known.digests.map((line) => `\`${line}\``),
      'no SHA256SUMS is here',
    ),
    '',
  ]);
}

/** Afterwards, without blame. */
export function postMortem(known: KnownOfRelease, now: number): string {
  const { version, plan, commit } = known;
  return text([
    `# Post-mortem: release ${version}`,
    '',
    `Written ${minuteOf(now)}. No person is at fault: what let it happen is.`,
    '',
    '| | |',
    '|---|---|',
    `| Release | ${plan?.tag ?? `v${version}`}, commit ${commit ?? 'not known here'} |`,
    `| Before it | ${plan?.previousTag ?? 'none known here'} |`,
    `| Noticed, mitigated, ended (UTC) | ${TODO} |`,
    `| Who was affected, how much | ${TODO} |`,
    '',
    '## What happened',
    '',
    TODO,
    '',
    '## Timeline (UTC)',
    '',
    ...list(known.times, 'no journal of the release is here'),
    `- ${TODO}`,
    '',
    '## The environment',
    '',
    ...list(known.environment, 'no deploy, verification or watch of it is on record here'),
    '',
    '## Why it could happen',
    '',
    `- The change: ${TODO}`,
    `- Why no check held it: ${TODO}`,
    `- Why it was noticed when it was, and not before: ${TODO}`,
    '',
    '## What went well, what did not, where we were lucky',
    '',
    TODO,
    '',
    '## What is done about it',
    '',
    '| what | who | until | issue |',
    '|---|---|---|---|',
    `| a test or check that fails on it | ${TODO} | | |`,
    '',
  ]);
}

const text = (lines: readonly string[]): string => lines.join('\n');

/** Writes both beside the release. What is there already is somebody's work, and stays. Throws PM-8026. */
export function writeReports(
  folder: string,
  known: KnownOfRelease,
  now: number,
): readonly { readonly path: string; readonly written: boolean }[] {
  const reports = [
    ['incident.md', incidentReport(known, now)],
    ['post-mortem.md', postMortem(known, now)],
  ] as const;
  return reports.map(([name, content]) => {
    const path = join(folder, name);
    if (existsSync(path)) return { path, written: false };
    try {
      writeWhole(path, content);
    } catch (error) {
      throw unkept(path, error);
    }
    return { path, written: true };
  });
}
