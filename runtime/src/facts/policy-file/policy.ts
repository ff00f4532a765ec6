import type { output } from 'zod';
import type { Quoted } from '../place.js';
import type { policySchema } from './schema.js';

export const POLICY_FILE = '.phase-mirror.yml';

/** What a policy file says, with the defaults of what it leaves out. */
export type Policy = output<typeof policySchema>;
export type Suppression = Policy['suppress'][number];

/** A policy file that was read. */
export interface PolicyFile {
  readonly path: string;
  readonly policy: Policy;
  /** Where each value stands, by its JSON pointer, for example `/suppress/0`. */
  readonly at: Readonly<Record<string, Quoted>>;
}

/** The policy that judges: see ADR 0010. */
export interface PolicyInForce {
  /** Whose file it is: a change is judged by the file of the branch that it goes to. */
  readonly from: 'base' | 'head';
  readonly commit: string;
  /** Absent where there is no file: the built-in policy. */
  readonly file?: PolicyFile;
}

/** What holds where there is no policy file; a test ties it to the schema. */
export const BUILT_IN_POLICY: Policy = {
  strictness: 'standard',
  thresholds: {},
  mustVerify: [],
  externalContexts: [],
  allowSkip: [],
  queueStubs: [],
  deterministicJobs: [],
  reproducibleJobs: [],
  modelConsumers: [],
  require: {
    checks: false,
    mergeQueue: false,
    everyEntryVerified: false,
    noBypass: false,
    leastPrivilege: false,
    signedCommits: false,
    pullRequests: false,
    matchingAuthors: false,
  },
  autonomy: { controlledPaths: [] },
  allowBotApproval: [],
  references: [],
  pins: { trustedOwners: [] },
  suppress: [],
  severity: {},
  redaction: { patterns: [] },
};
