import type { Clock } from './clock.js';
import type { Breaker, BreakerReading } from './policy/breaker.js';
import type { Judgement } from './policy/decision.js';
import { findingIdOf } from './policy/finding-id.js';
import { ruleOf, type Finding } from './rules/finding.js';
import { eventId, type FpEvent, type Spooled, type Stores } from './stores/index.js';
import type { Telemetry } from './telemetry/index.js';

/** What is kept of a run once it is decided. */
export interface DecidedRun {
  readonly repository: string;
  readonly runId: string;
  readonly findings: readonly Finding[];
  readonly unknowns: readonly unknown[];
  readonly decision: Judgement;
  readonly reading: BreakerReading;
  readonly gate: Breaker;
  readonly clock: Clock;
}

/**
 * Records events, block counts, log lines and metrics after the decision, side by side. Never throws:
 * what cannot be stored is spooled for the next run. Answers what worked worse than it should.
 */
export async function recordRun(
  run: DecidedRun,
  stores: Pick<Stores, 'fp' | 'blocks' | 'spool'>,
  telemetry: Telemetry,
): Promise<readonly string[]> {
  const { decision, runId } = run;
  const send = (entry: Spooled): Promise<unknown> =>
    entry.kind === 'events'
      ? stores.fp.recordEvents(entry.events)
      : stores.blocks.add(entry.keys, entry.runId);
  const events = eventsOf(run);
  const keys = run.gate.keys(run.reading, decision.judged);
  const [, recorded, counted] = await Promise.all([
    stores.spool.drain(send).catch(() => undefined),
    attempt(events.length === 0 ? undefined : () => stores.fp.recordEvents(events)),
    attempt(
      keys.length === 0 ? undefined : () => run.gate.count(run.reading, decision.judged, runId),
    ),
  ]);
  for (const rule of counted.value?.opened ?? []) {
    telemetry.log('breaker.opened', { rule, repository: run.repository, runId });
  }
  const lost: Spooled[] = [
    ...(recorded.failed === undefined ? [] : [{ kind: 'events' as const, events }]),
    ...(counted.failed === undefined ? [] : [{ kind: 'blocks' as const, keys, runId }]),
  ];
  const degraded = [
    recorded.failed === undefined
      ? undefined
      : `events are kept for the next run: ${recorded.failed}`,
    counted.failed === undefined
      ? undefined
      : `block counts are kept for the next run: ${counted.failed}`,
    (
      await attempt(
        lost.length === 0 ? undefined : () => Promise.all(lost.map((e) => stores.spool.add(e))),
      )
    ).failed,
  ].filter((why) => why !== undefined);
  report(run, telemetry);
  return degraded;
}

function report(
  { decision, repository, runId, findings, unknowns }: DecidedRun,
  telemetry: Telemetry,
): void {
  telemetry.metric('Evaluations', 1);
  telemetry.metric('Blocks', decision.outcome === 'block' ? 1 : 0);
  telemetry.log('evaluation.completed', {
    outcome: decision.outcome,
    findings: findings.length,
    unknowns: unknowns.length,
    repository,
    runId,
  });
}

function eventsOf({
  repository,
  findings,
  decision,
  runId,
  clock,
}: DecidedRun): readonly FpEvent[] {
  const occurredAt = new Date(clock.now()).toISOString();
  const distinct = new Map(findings.map((finding) => [finding.fingerprint, finding]));
  return [...distinct.values()].map((finding) => {
    const identity = {
      rule: ruleOf(finding.check),
      check: finding.check,
      findingId: findingIdOf(repository, finding),
      runId,
      occurredAt,
    };
    return { ...identity, eventId: eventId(identity), outcome: decision.outcome };
  });
}

async function attempt<T>(
  work: (() => Promise<T>) | undefined,
): Promise<{ readonly value?: T; readonly failed?: string }> {
  if (work === undefined) return {};
  try {
    return { value: await work() };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
