import type { BreakerState } from '../policy/breaker.js';
import type { EnforcementAction, Outcome } from '../stores/ports.js';
import type { Known } from './known.js';

/** Everything that the dashboard shows, as of one moment. Times are ISO 8601 UTC. */
export interface Mission {
  readonly schema: 'phase-mirror/dashboard@1';
  readonly at: string;
  readonly version: string;
  readonly environment: string;
  /** Where the state is: a file, or a region. */
  readonly store: string;
  /** Decisions about changes with findings, which leave events; oldest day first. */
  readonly decided: Known<readonly DecidedDay[]>;
  /** Every evaluation, with findings or without; oldest day first. */
  readonly evaluated: Known<readonly EvaluatedDay[]>;
  readonly blocks: Known<Blocks>;
  readonly rules: Known<readonly RuleRate[]>;
  readonly drift: Known<readonly OpenDrift[]>;
  readonly magnitude: Known<Magnitude>;
  readonly secrets: readonly SecretAges[];
  readonly alarms: Known<AlarmRoll>;
  /** When Terraform last wrote the state of each stack; absent: never. */
  readonly deployments: Known<readonly Deployment[]>;
  readonly release: Known<Release>;
}

export interface DecidedDay extends Readonly<Record<Outcome, number>> {
  /** UTC day, `2026-11-21`. */
  readonly day: string;
  /** The events that were read do not reach back to the beginning of the day. */
  readonly partial: boolean;
}

export interface EvaluatedDay {
  readonly day: string;
  readonly evaluations: number;
  readonly blocks: number;
  /** Evaluations that ended without a decision. */
  readonly failures: number;
}

export interface Blocks {
  /** UTC hours, oldest first; the last one is not over. */
  readonly hours: readonly string[];
  /** Blocks above which the breaker of a rule in a repository opens; strict repositories allow more. */
  readonly threshold: number;
  readonly strictThreshold: number;
  /** Those with any block, the one nearest to its threshold first. */
  readonly counters: readonly {
    readonly rule: string;
    readonly repository: string;
    /** One number an hour. */
    readonly counts: readonly number[];
    readonly state: BreakerState;
  }[];
}

export interface RuleRate {
  readonly rule: string;
  readonly enforcement: 'enforced' | 'demoted';
  readonly reviewed: number;
  readonly falsePositives: number;
  readonly pending: number;
  /** 95 % Wilson bounds, 0..1; absent while nothing is reviewed. */
  readonly interval?: { readonly low: number; readonly high: number };
  /** The demotion line, 0..1. */
  readonly threshold: number;
  readonly due?: EnforcementAction;
  readonly why: string;
}

/** A drift finding that somebody saw lately and nobody called a false positive. */
export interface OpenDrift {
  readonly check: string;
  readonly title: string;
  readonly finding: string;
  readonly lastSeen: string;
  readonly times: number;
  readonly confirmed: boolean;
}

export interface Magnitude {
  /** The largest of the last days, 0..1; absent when none was measured. */
  readonly largest?: { readonly day: string; readonly magnitude: number };
  /** Above it L0 refuses; absent when none is stored. */
  readonly threshold?: number;
}

export interface SecretAges {
  readonly kind: 'nonce' | 'salt';
  readonly source: string;
  readonly versions: readonly {
    readonly version: number;
    readonly state: string;
    readonly usable: boolean;
    readonly ageDays?: number;
    readonly usableUntil?: string;
  }[];
  /** Days after which a nonce is due for rotation; absent when none is stored. */
  readonly maxAgeDays?: number;
  readonly degraded?: string;
  /** Why none can be used. */
  readonly failed?: string;
}

export interface AlarmRoll {
  readonly ringing: readonly {
    readonly name: string;
    readonly since: string;
    readonly says: string;
  }[];
  readonly quiet: number;
  /** Alarms that have no data to judge by. */
  readonly undecided: number;
  /** Alarms that should exist and do not. */
  readonly missing: readonly string[];
}

export interface Deployment {
  readonly stack: string;
  readonly at?: string;
}

export interface Release {
  readonly tag: string;
  readonly commit: string;
  readonly at: string;
}
