import type { GapCode } from './gaps.js';
import type { Place } from './place.js';

/** Something that could not be seen, and so is not known: never the same as absent. */
export interface Gap {
  readonly code: GapCode;
  /** What could not be seen and why, without line breaks. */
  readonly reason: string;
  readonly place?: Place;
  /** The permission that would show it, where one would. */
  readonly missing?: string;
}

/** Three answers, never two. A `partial` answer holds what was seen beside what was not. */
export type Answer<T> =
  | { readonly state: 'known'; readonly value: T }
  | { readonly state: 'partial'; readonly value: T; readonly gaps: readonly Gap[] }
  | { readonly state: 'unknown'; readonly gaps: readonly Gap[] };

export function known<T>(value: T): Answer<T> {
  return { state: 'known', value };
}

export function unknown<T>(...gaps: readonly Gap[]): Answer<T> {
  return { state: 'unknown', gaps };
}

/** `known` without gaps, else `partial`. */
export function seen<T>(value: T, gaps: readonly Gap[]): Answer<T> {
  return gaps.length === 0 ? { state: 'known', value } : { state: 'partial', value, gaps };
}

export function gapsOf(answer: Answer<unknown>): readonly Gap[] {
  return answer.state === 'known' ? [] : answer.gaps;
}

/** What was seen, or undefined when nothing was. */
export function valueOf<T>(answer: Answer<T>): T | undefined {
  return answer.state === 'unknown' ? undefined : answer.value;
}
