import type { Quoted } from '../place.js';

/** A comment `# phase-mirror: ignore[MD-001.2] reason` in a file that rules judge. */
export interface InlineIgnore extends Quoted {
  /** Rules and sub-checks that are ignored; empty when the comment is not of its form. */
  readonly checks: readonly string[];
  readonly reason: string;
  /** The line it is about: its own, or the next one of content when it stands alone. */
  readonly line: number;
  /**
   * Whether the branch that the change goes to holds the same comment about the same line: only then it
   * counts, so that no change acquits itself (ADR 0010).
   */
  readonly accepted: 'yes' | 'no' | 'unknown';
}
