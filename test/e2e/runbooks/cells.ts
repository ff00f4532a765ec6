/** What a row of the table in ./matrix.ts is made of. */
/** The test of this title in this file, below test/e2e unless it says otherwise. */
export interface Test {
  readonly file: string;
  readonly title: string;
}
/** Why there is nothing to be shown. */
export interface Reason {
  readonly why: string;
}
export type Shown = Test | Reason;

export const CASES = [
  'works',
  'second run',
  'dry run',
  'killed',
  'two at once',
  'dependency down',
  'wrong environment',
  'no rights',
] as const;
export type Case = (typeof CASES)[number];
export type Row = Readonly<Record<Case, Shown>>;

export const t = (file: string, title: string): Test => ({ file, title });
export const section = (name: string, title: string): Test => t(`sections/${name}.ts`, title);

/** What is shown of every action there is, without a list. */
const EVERY = {
  'dry run': section('every', '$name changes nothing with --dry-run'),
  'wrong environment': section('every', '$name knows no environment of another name'),
  'dependency down': section('every', '$name says that what it needs does not answer'),
  'no rights': section('every', '$name says that it is refused, and has changed nothing'),
} as const;

const READS = { why: 'it writes nothing: there is nothing to be left half, or to be done twice' };
const NO_CLAIM = { why: 'it writes nothing, and is in nobody’s way' };

export const reads = (works: Shown, more: Partial<Row> = {}): Row => ({
  works,
  'second run': EVERY['dry run'],
  killed: READS,
  'two at once': NO_CLAIM,
  ...EVERY,
  ...more,
});

type Writing = Pick<Row, 'works' | 'second run' | 'killed' | 'two at once'> & Partial<Row>;
export const writes = (row: Writing): Row => ({ ...EVERY, ...row });
