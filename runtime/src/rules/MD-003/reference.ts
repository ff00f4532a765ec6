import type { Quoted } from '../../facts/index.js';

/** Something that a job runs and that can become something else while the repository stays the same. */
export interface MutableReference {
  /** As it is written, for example `actions/checkout@v4`. */
  readonly name: string;
  /** A branch moves with every commit; a tag, or the newest version of a tool, when somebody moves it. */
  readonly moves: 'branch' | 'tag';
  /** How sure it is that it moves so. */
  readonly sure: boolean;
  /** In a sentence, behind its name. */
  readonly says: string;
  readonly fix: string;
  readonly at: Quoted;
}
