import { basename, resolve } from 'node:path';
import { runtimeError } from '../errors/index.js';
import { gitCommand } from '../facts/index.js';
import { originSlug } from '../facts/git/refs.js';
import { openRepository } from '../facts/git/repository.js';
import { findingIdOf } from '../policy/finding-id.js';
import type { FpStore, WindowEvent } from '../stores/index.js';
import type { CliIo } from './io.js';
import { usage } from './options.js';
import { readReport } from './read-report.js';
import { RULE_IDS } from './rule-ids.js';

/** A finding of a report, or one that only events tell of. */
export interface KnownFinding {
  readonly id: string;
  readonly check: string;
  /** Of a finding of a report, in the redacted words of the report. */
  readonly said?: {
    readonly fingerprint: string;
    readonly title: string;
    readonly subject: string;
  };
}

/** How a finding is named on the command line. */
export interface Naming {
  readonly report?: string;
  readonly repository?: string;
}

/** Newest events of each rule in which an id is looked for. */
const EVENTS = 5_000;
const FORM = /^[0-9a-f]{8,64}$/;

/**
 * The one finding that a word names. A whole fingerprint names a finding of the repository even where no
 * event of it is stored. Throws PM-1001 for what is no id, PM-3010 for none, or for more than one.
 */
export async function findFinding(
  command: string,
  word: string,
  naming: Naming,
  fp: FpStore,
  io: CliIo,
): Promise<{ readonly id: string; readonly known?: KnownFinding }> {
  const asked = word.toLowerCase();
  if (!FORM.test(asked)) {
    throw usage(command, `${word}: a finding is named by 8 to 64 hexadecimal characters`);
  }
  const known =
    naming.report === undefined
      ? recordedIn(await recordedEvents(fp, RULE_IDS, EVENTS))
      : await reportedIn(naming.report, io);
  const found = known.filter(
    ({ id, said }) => id.startsWith(asked) || said?.fingerprint.startsWith(asked) === true,
  );
  const [only] = found;
  if (found.length === 1 && only !== undefined) return { id: only.id, known: only };
  const where = naming.report ?? `the newest ${EVENTS} events of each rule`;
  if (found.length > 1) {
    throw runtimeError('PM-3010', {
      what: `the finding ${word}`,
      why: `${found.length} findings in ${where} start so`,
      remedy: 'Give more of its characters.',
    });
  }
  if (asked.length === 64 && naming.report === undefined) {
    return await byFingerprint(asked, naming.repository ?? (await repositoryAround(io)), fp);
  }
  throw runtimeError('PM-3010', { what: `the finding ${word}`, why: `none in ${where} starts so` });
}

async function byFingerprint(
  fingerprint: string,
  repository: string,
  fp: FpStore,
): Promise<{ readonly id: string; readonly known?: KnownFinding }> {
  const id = findingIdOf(repository, { fingerprint });
  const [event] = await fp.getFindingEvents(id, 1);
  return event === undefined ? { id } : { id, known: { id, check: event.check } };
}

/** The name of the repository around the working folder, as a check calls it. Throws PM-2001. */
async function repositoryAround({ cwd, env }: CliIo): Promise<string> {
  const git = gitCommand(resolve(cwd), env);
  const { root } = await openRepository(git);
  const slug = env['GITHUB_REPOSITORY'] || (await originSlug(git));
  return slug ?? `local/${basename(root ?? cwd)}`;
}

/** The findings of a report, those that it leaves out as well. */
export async function reportedIn(file: string, io: CliIo): Promise<readonly KnownFinding[]> {
  const { change, findings, falsePositives, suppressed } = await readReport(
    resolve(io.cwd, file),
    file,
  );
  const all = [...findings, ...falsePositives, ...suppressed].map((one): KnownFinding => {
    const { fingerprint, check, title, subject } = one;
    const id = findingIdOf(change.repository, { fingerprint });
    return { id, check, said: { fingerprint, title, subject } };
  });
  return [...new Map(all.map((one) => [one.id, one])).values()];
}

/** The newest events of each rule, all rules side by side, newest first. */
export async function recordedEvents(
  fp: FpStore,
  rules: readonly string[],
  count: number,
): Promise<readonly WindowEvent[]> {
  const windows = await Promise.all(rules.map((rule) => fp.getWindowByCount(rule, count)));
  return windows.flat().sort((a, b) => b.occurredAt.localeCompare(a.occurredAt));
}

/** Each finding of some events once. */
export function recordedIn(events: readonly WindowEvent[]): readonly KnownFinding[] {
  return [
    ...new Map(events.map(({ findingId: id, check }) => [id, { id, check }] as const)).values(),
  ];
}
