import type { Io } from '../../ops/frame/io.js';
import type { ToolResult, ToolRun } from '../../ops/frame/process.js';
import type { ReleaseVersion } from '../version/rules.js';

export const CATEGORIES = [
  'git',
  'dependencies',
  'tests',
  'security',
  'documents',
  'infrastructure',
  'versions',
  'tracker',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** What a check found. A check that could not look has not passed. */
export interface Answer {
  readonly outcome: 'pass' | 'fail' | 'could-not-run' | 'not-applicable';
  /** One line: what was seen, with its figures. */
  readonly why: string;
  /** Of a failure: what a waiver may name one by one, for example ids of advisories. */
  readonly subjects?: readonly string[];
}

/** One question about the repository, with a yes, a no, or why nobody could tell. */
export interface Check {
  /** `<category>/<name>`, stable: waivers and evidence files go by it. */
  readonly id: string;
  readonly category: Category;
  readonly question: string;
  /** What to do when the answer is no. */
  readonly remedy: string;
  /** It keeps a processor busy for seconds: such checks run one after another. */
  readonly heavy?: boolean;
  examine(site: CheckSite): Promise<Answer>;
}

/** How a tool is run, beside its command and arguments. */
export interface RunOptions {
  /** Default: the repository's root. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What it prints is data by the megabyte, and is not kept as evidence. */
  readonly quiet?: boolean;
}

/** Runs one tool to its end: `runTool` of ops, or what stands for it in a test. */
export type Tool = (io: Io, run: ToolRun) => Promise<ToolResult>;

/** Where checks look, and what they may use. Everything that they run is kept as evidence. */
export interface CheckSite {
  readonly io: Io;
  readonly root: string;
  /** The version that is to be released; undefined when none was named. */
  readonly version?: ReleaseVersion;
  /** The environment whose states and plans are looked at. */
  readonly environment: string;
  /** Runs a tool in the repository. A tool that is not installed is PM-7001. */
  readonly run: (
    command: string,
    args: readonly string[],
    options?: RunOptions,
  ) => Promise<ToolResult>;
  /** Adds something that was read to the evidence. */
  readonly note: (text: string) => void;
}
