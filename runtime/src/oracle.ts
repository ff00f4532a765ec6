import { DAY_MS, systemClock, type Clock } from './clock.js';
import type { Facts } from './facts/index.js';
import { customRedactions } from './custom-redactions.js';
import { refuseBrokenL0, refuseGreatDrift } from './invariants.js';
import type { Environment } from './names/index.js';
import { blocksPerHour, breaker, type Strictness } from './policy/breaker.js';
import { decide } from './policy/decision.js';
import { readDemotions } from './policy/demotion.js';
import { enforcementOf, mustVerify } from './policy/enforcement.js';
import { withoutFalsePositives } from './policy/false-positives.js';
import { regraded } from './policy/regrade.js';
import { withoutSuppressed } from './policy/suppress.js';
import { redactor, seal, type SecretCache } from './privacy/index.js';
import { recordRun } from './record.js';
import {
  factUnknowns,
  reportBody,
  sealReport,
  sortFindings,
  type Report,
} from './report/report.js';
import { ruleOf } from './rules/finding.js';
import type { Rule } from './rules/rule.js';
import { RULES } from './rules/rules.js';
import { runRules } from './rules/run-rules.js';
import { inAgreement, judgeAgain } from './rules/self-check.js';
import type { Stores, Thresholds } from './stores/index.js';
import type { Telemetry } from './telemetry/index.js';

/** What an evaluation is done with: ports only, so that a test gives its own. */
export interface OracleParts {
  readonly stores: Pick<Stores, 'fp' | 'blocks' | 'calibration' | 'parameters' | 'spool'>;
  readonly nonces: SecretCache;
  readonly telemetry: Telemetry;
  readonly clock?: Clock;
  readonly rules?: readonly Rule[];
}

export interface OracleSettings {
  readonly environment: Environment;
  /** Asked for on the command line: can only make the policy file stricter. */
  readonly strictness?: Strictness;
  /** Says what would be blocked, blocks nothing and records nothing. */
  readonly dryRun: boolean;
  /** The same for every retry of a run: 1–128 printable characters without spaces. */
  readonly runId: string;
  /** Of this package. */
  readonly version: string;
  /** Of recorded facts: their digest before they were redacted; default that of the facts judged. */
  readonly factsDigest?: string;
}

/**
 * One evaluation. Two round trips to the store before the decision, one after the other, whatever the
 * number of findings: secrets and thresholds, then false positives, block counts and demotions; the
 * writes come after it. Throws PM-5001 when an L0 invariant does not hold, PM-4001 or PM-4002 when no
 * nonce can be had, and what `collect` throws: then no report leaves.
 */
export async function evaluate(
  collect: () => Promise<Facts>,
  settings: OracleSettings,
  parts: OracleParts,
): Promise<Report> {
  const { stores, telemetry } = parts;
  const { dryRun } = settings;
  const clock = parts.clock ?? systemClock;
  const start = performance.now();

  const [keys, thresholds] = await Promise.all([parts.nonces.keys(), readThresholds(stores)]);
  let redact = redactor(keys.ring);
  telemetry.protect((text) => redact.text(text));
  refuseBrokenL0(keys.ring, thresholds.values, clock.now());

  const facts = await collect();
  refuseGreatDrift(facts, keys.ring, thresholds.values, clock.now(), (magnitude) =>
    telemetry.metric('DriftMagnitude', magnitude),
  );
  redact = redactor(keys.ring, { custom: await customRedactions(facts) });
  const enforcement = enforcementOf(facts, settings.strictness);
  const { strictness, limits } = enforcement;
  const rules = parts.rules ?? RULES;
  const first = await runRules(rules, facts);
  const graded = regraded(
    first.flatMap((o) => o.findings),
    enforcement.policy,
  );
  const standing = withoutSuppressed(graded, [...first, inAgreement(rules)], facts);
  const findings = sortFindings(standing.kept);
  const unknowns = [...factUnknowns(facts), ...first.flatMap((o) => o.unknowns)];

  const { repository } = facts.change;
  const threshold = blocksPerHour(
    settings.environment,
    strictness,
    thresholds.values.blocksPerHour,
  );
  const gate = breaker({ counter: stores.blocks, repository, threshold, clock });
  const ruleIds = rules.map((rule) => ruleOf(rule.meta.id));
  const [filtered, reading, demotions, selfCheck] = await Promise.all([
    withoutFalsePositives(findings, repository, stores.fp),
    gate.read(ruleIds),
    readDemotions(ruleIds, stores.calibration),
    // While the answers are under way: it takes no time of its own.
    judgeAgain(rules, facts, first),
  ]);
  const outcomes = [...first, selfCheck];
  const { dropped } = filtered;
  const kept =
    selfCheck.findings.length === 0
      ? filtered.kept
      : sortFindings([...filtered.kept, ...selfCheck.findings]);
  const decision = decide({
    findings: kept,
    unknowns,
    mustVerify: mustVerify(unknowns, enforcement),
    limits,
    demotions,
    breaker: reading,
    dryRun,
  });
  telemetry.metric('EvaluationDuration', performance.now() - start);
  telemetry.metric('NonceAgeDays', (clock.now() - keys.ring.current.issuedAt) / DAY_MS);

  const run = { ...settings, repository, findings: kept, unknowns, decision, reading, gate, clock };
  const unrecorded = dryRun ? [] : await recordRun(run, stores, telemetry);
  const degraded = [keys, thresholds, filtered, reading, demotions]
    .flatMap((step) => step.degraded ?? [])
    .concat(unrecorded);
  if (degraded.length > 0) {
    telemetry.log('evaluation.degraded', { repository, runId: settings.runId, reasons: degraded });
  }
  const body = reportBody({
    ...settings,
    facts,
    outcomes,
    decision,
    kept,
    dropped,
    suppressed: standing.suppressed,
    unknowns,
    degraded,
    strictness,
    limits,
    source: enforcement.source,
  });
  return sealReport(body, redact, (text, context) => seal(keys.ring, text, context));
}

/** Operators' thresholds; the built-in ones stand in while they cannot be read. */
async function readThresholds({
  parameters,
}: OracleParts['stores']): Promise<{ readonly values: Thresholds; readonly degraded?: string }> {
  try {
    return { values: await parameters.thresholds() };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { values: {}, degraded: `thresholds unreadable, built-in ones are used: ${why}` };
  }
}
