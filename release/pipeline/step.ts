/** What a look at the world tells of a step. */
export type Seen =
  | { readonly state: 'done' | 'todo'; readonly note?: string }
  /** The world is neither as before nor as after: going on would overwrite somebody's work. */
  | { readonly state: 'conflict'; readonly why: string; readonly remedy?: string }
  /** Only a person can tell. */
  | { readonly state: 'unknown'; readonly why: string };

/** One step of a release. The world is its truth, not the journal: each step looks before it acts. */
export interface Step {
  /** Kebab-case, unique in its plan; the journal's key. */
  readonly id: string;
  /** The progress line. */
  readonly title: string;
  /** Whether `undo` brings back what was before. */
  readonly reversible: boolean;
  /** What it calls, exactly, for the plan. */
  readonly calls: readonly string[];
  /** How it is taken back, in words, for the plan. */
  readonly reverse: string;
  probe(): Promise<Seen>;
  /** Answers a note for the ok line. Running it again after half of it is as running it once. */
  run(): Promise<string | undefined>;
  /** Takes back what is there of it, be it half; answers what was taken back, undefined for nothing. */
  undo(): Promise<string | undefined>;
}

/** For steps that read, and steps that go with another one. */
export const nothingToUndo = (): Promise<undefined> => Promise.resolve(undefined);
/** For steps that are carried out anew each time. */
export const alwaysTodo = (): Promise<Seen> => Promise.resolve(todo);

export const done = (note?: string): Seen => ({
  state: 'done',
  ...(note === undefined ? {} : { note }),
});
export const todo: Seen = { state: 'todo' };
export const conflict = (why: string, remedy?: string): Seen => ({
  state: 'conflict',
  why,
  ...(remedy === undefined ? {} : { remedy }),
});
export const unknown = (why: string): Seen => ({ state: 'unknown', why });
