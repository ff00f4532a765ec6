import { join } from 'node:path';
import { readJournal, type Entry } from '../../ops/terraform/journal.js';
import { measured, notMeasured, TARGETS, type Measured } from './measure.js';

/** A deploy that began to apply. */
interface Deploy {
  readonly run: string;
  readonly ok: boolean;
}

/** Deploys of this work folder that applied something since a moment, and how many did it whole. */
export function deploymentSuccess(folder: string, since: number): Measured {
  const target = TARGETS.deployments;
  const from = since === 0 ? '' : ` since ${new Date(since).toISOString().slice(0, 16)} UTC`;
  const deploys = deploysIn(readJournal(join(folder, 'journal.jsonl')), since);
  if (deploys.length === 0) {
    return notMeasured(target, `no deploy${from} is on record in this work folder`);
  }
  const good = deploys.filter(({ ok }) => ok).length;
  return measured(
    target,
    good / deploys.length,
    `${good} of ${deploys.length} deploys of this work folder${from}`,
  );
}

/** Runs of `deploy` that applied. One that died in it, or of which a stack failed, is no success. */
export function deploysIn(entries: readonly Entry[], since: number): readonly Deploy[] {
  const runs = entries.filter(
    (entry) => entry.kind === 'run' && entry.runbook === 'deploy' && Date.parse(entry.at) >= since,
  );
  return runs.flatMap((entry) => {
    if (entry.kind !== 'run') return [];
    // A stack may be applied again within a run, for a lock say: its last time counts.
    const last = new Map<string, string>();
    for (const one of entries) {
      if (one.kind === 'step' && one.run === entry.run && one.what === 'apply') {
        last.set(one.stack, one.step);
      }
    }
    if (last.size === 0) return [];
    const whole = [...last.values()].every((step) =>
      entries.some((one) => one.kind === 'step ended' && one.step === step && one.exit === 0),
    );
    const ended = entries.some((one) => one.kind === 'run ended' && one.run === entry.run);
    return [{ run: entry.run, ok: whole && ended }];
  });
}
