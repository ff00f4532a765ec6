import type { AlarmRoll, Deployment, EvaluatedDay } from './mission.js';

/** What an environment knows besides its stores: CloudWatch, and the state of its stacks. */
export interface Watch {
  /** Every evaluation, by UTC day, oldest first. */
  evaluated(days: readonly string[]): Promise<readonly EvaluatedDay[]>;
  /** The largest drift magnitude of the days; undefined when none was measured. */
  largestDrift(
    days: readonly string[],
  ): Promise<{ readonly day: string; readonly magnitude: number } | undefined>;
  alarms(): Promise<AlarmRoll>;
  deployments(): Promise<readonly Deployment[]>;
  close(): void;
}
