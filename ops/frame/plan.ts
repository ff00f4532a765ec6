import type { PhaseMirrorError } from '../../runtime/src/errors/index.js';

/** One step of a plan. */
export interface Step {
  /** Kebab-case, unique in its plan; the journal's key. */
  readonly id: string;
  /** The progress line. */
  readonly title: string;
  readonly effect: 'read' | 'write';
  /**
   * The exact calls, for the plan and `--dry-run`: `ssm:PutParameter /guardian/local/redaction_nonce_v2
   * (SecureString, Overwrite=false)`. Never a value.
   */
  readonly calls: readonly string[];
  /** Looks at the world, which is the truth, not the journal: what is done already is skipped. */
  probe?(): Promise<'todo' | 'done'>;
  /** Answers a note for the ok line. */
  run(): Promise<string | undefined>;
}

/** What a procedure is going to do: pure, printable. */
export interface Plan {
  /** One line: what is changed, in which environment. */
  readonly what: string;
  /** With no step of effect `write` there is nothing to do. */
  readonly steps: readonly Step[];
  readonly notes?: readonly string[];
  /** How to undo it; printed with the plan. */
  readonly undo?: string;
}

/** What was found when it was looked at afterwards. */
export interface Verified {
  readonly ok: boolean;
  /** What a person reads. Ends with a line break. */
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
  /** Why it is not ok; default PM-6013. */
  readonly error?: PhaseMirrorError;
}

/** A change: *plan → confirm → apply → verify*. `carryOut` carries it out. */
export interface Procedure {
  plan(): Promise<Plan>;
  verify(plan: Plan): Promise<Verified>;
}

export const writes = (plan: Plan): boolean => plan.steps.some(({ effect }) => effect === 'write');
