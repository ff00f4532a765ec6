import { systemClock } from '../clock.js';
import { EXIT, runtimeError, type ExitCode } from '../errors/index.js';
import { earlyRedactor } from '../privacy/index.js';
import { ruleOf } from '../rules/finding.js';
import { openStores, type Stores, type Verdict, type WindowEvent } from '../stores/index.js';
import { findFinding, recordedEvents, reportedIn, type KnownFinding } from './fp-finding.js';
import { FP, type FpCommand } from './fp-options.js';
import { findingText, listText, windowOf, windowText, type ListedFinding } from './fp-text.js';
import { calledOf, type Called } from './group.js';
import { instantOf } from './instant.js';
import { wantsColour, type CliIo } from './io.js';
import { usage } from './options.js';
import { RULE_IDS, ruleNamed } from './rule-ids.js';
import { scopeOf } from './scope.js';

const SCHEMA = 'phase-mirror/fp@1';
/** Newest events of a finding that are shown. */
const EVENTS = 20;

interface Bench {
  readonly path: string;
  readonly word: string;
  readonly values: Called<FpCommand>['texts'];
  readonly stores: Stores;
  readonly io: CliIo;
  /** Prints text, or the record where JSON is asked for. */
  say(record: object, text: string): void;
}

const RUN: Readonly<Record<FpCommand, (bench: Bench) => Promise<void>>> = {
  mark,
  unmark,
  show,
  list,
  window,
};

/** `phase-mirror fp COMMAND`. */
export async function fp(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const called = calledOf(FP, args, io);
  if (called === undefined) return EXIT.ok;
  const scope = scopeOf(called.texts, io.env);
  const stores = await openStores({ store: called.texts['store'], scope, env: io.env });
  try {
    await RUN[called.command](benchOf(called, stores, io));
    return EXIT.ok;
  } finally {
    stores.close();
  }
}

function benchOf(
  { command, word, texts, flags }: Called<FpCommand>,
  stores: Stores,
  io: CliIo,
): Bench {
  return {
    path: `fp ${command}`,
    word: word ?? '',
    values: texts,
    stores,
    io,
    say: (record, text) =>
      io.stdout.write(
        flags.has('json') ? `${JSON.stringify({ schema: SCHEMA, ...record })}\n` : text,
      ),
  };
}

interface Named {
  readonly id: string;
  readonly known?: KnownFinding;
}

function named({ path, word, values, stores, io }: Bench): Promise<Named> {
  const { report, repository } = values;
  return findFinding(
    path,
    word,
    {
      ...(report === undefined ? {} : { report }),
      ...(repository === undefined ? {} : { repository }),
    },
    stores.fp,
    io,
  );
}

async function mark(bench: Bench): Promise<void> {
  const { path, values, stores, io } = bench;
  const by = values['by'] ?? (io.env['GITHUB_ACTOR'] || io.env['USER']);
  const { ticket } = values;
  if (ticket === undefined) throw usage(path, '--ticket is missing: where is it argued?');
  if (by === undefined || by === '') {
    throw runtimeError('PM-1002', {
      what: 'who reviewed the finding',
      why: 'neither --by, GITHUB_ACTOR nor USER says it',
      remedy: 'Name yourself: `--by ada`.',
    });
  }
  const finding = await named(bench);
  const review = { findingId: finding.id, by, ticket };
  await (values['as'] === 'true-positive'
    ? stores.fp.markTruePositive(review)
    : stores.fp.markFalsePositive(review));
  await tell(bench, finding);
}

async function unmark(bench: Bench): Promise<void> {
  const finding = await named(bench);
  await bench.stores.fp.unmark(finding.id);
  await tell(bench, finding);
}

async function show(bench: Bench): Promise<void> {
  await tell(bench, await named(bench));
}

/** What the store holds of a finding now: what was done is read back. */
async function tell(bench: Bench, { id, known }: Named): Promise<void> {
  const { stores, io } = bench;
  const [said, events] = await Promise.all([
    stores.fp.verdict(id),
    stores.fp.getFindingEvents(id, EVENTS),
  ]);
  const verdict = redacted(said);
  const finding = { ...(known ?? { id }), verdict, events };
  bench.say(
    {
      finding: id,
      check: known?.check ?? events[0]?.check ?? null,
      ...known?.said,
      state: stateOf(verdict),
      verdict: verdict ?? null,
      events: events.map(({ occurredAt, outcome, runId }) => ({ occurredAt, outcome, runId })),
    },
    findingText(finding, wantsColour(io)),
  );
}

/** Names and tickets are words of people. */
function redacted(verdict: Verdict | undefined): Verdict | undefined {
  if (verdict === undefined) return undefined;
  const redact = earlyRedactor();
  return { ...verdict, by: redact.text(verdict.by), ticket: redact.text(verdict.ticket) };
}

const stateOf = (verdict: Verdict | undefined): ListedFinding['state'] =>
  verdict === undefined ? 'pending' : verdict.falsePositive ? 'false-positive' : 'true-positive';

async function list(bench: Bench): Promise<void> {
  const { path, values, stores, io } = bench;
  const rules = values['rule'] === undefined ? RULE_IDS : [ruleNamed(path, values['rule'])];
  const events = await recordedEvents(stores.fp, rules, countOf(path, values['count'], 1_000));
  const reported =
    values['report'] === undefined ? undefined : await reportedIn(values['report'], io);
  const findings = (
    reported === undefined ? listed(events) : await joined(reported, events, stores)
  )
    .filter(({ check }) => rules.includes(ruleOf(check)))
    .filter(({ state }) => values['state'] === undefined || state === values['state']);
  bench.say({ findings }, listText(findings, wantsColour(io)));
}

/** Findings that events tell of, the one seen last first. */
function listed(events: readonly WindowEvent[]): readonly ListedFinding[] {
  const found = new Map<string, ListedFinding>();
  for (const { findingId: finding, check, occurredAt, outcome, verdict } of events) {
    const same = found.get(finding);
    const times = (same?.times ?? 0) + 1;
    const state: ListedFinding['state'] = verdict ?? 'pending';
    const last = { check, state, lastSeen: occurredAt, outcome };
    found.set(finding, { finding, ...(same ?? last), times });
  }
  return [...found.values()];
}

/** Findings of a report, with what the store knows of them. */
async function joined(
  reported: readonly KnownFinding[],
  events: readonly WindowEvent[],
  { fp: store }: Stores,
): Promise<readonly ListedFinding[]> {
  const recorded = new Map(listed(events).map((one) => [one.finding, one]));
  const marked = await store.falsePositives(reported.map(({ id }) => id));
  return reported.map(({ id, check, said }): ListedFinding => {
    const stored = recorded.get(id);
    const state = marked.has(id) ? 'false-positive' : (stored?.state ?? 'pending');
    return { finding: id, check, times: 0, ...stored, state, ...said };
  });
}

async function window(bench: Bench): Promise<void> {
  const { path, word, values, stores, io } = bench;
  const rule = ruleNamed(path, word);
  const { count, since } = values;
  if (count !== undefined && since !== undefined) {
    throw usage(path, '--count and --since are two windows: give one of them');
  }
  const from =
    since === undefined
      ? undefined
      : instantOf(path, 'since', since, { now: systemClock.now(), sign: -1 });
  const events =
    from === undefined
      ? await stores.fp.getWindowByCount(rule, countOf(path, count, 200))
      : await stores.fp.getWindowSince(rule, from);
  const shown = windowOf(rule, events, from);
  bench.say(shown, windowText(shown, wantsColour(io)));
}

function countOf(path: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const count = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= 10_000) return count;
  throw usage(path, `--count ${text}: it must be a whole number from 1 to 10000`);
}
