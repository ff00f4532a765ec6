/** One item of the production checklist. */
export type Item = CommandItem | PersonItem;

/** What a command knows: nobody ticks it. */
export interface CommandItem {
  /** Kebab-case, stable: answers are kept under it. */
  readonly id: string;
  readonly question: string;
  /** Arguments of `npm run ops --`; `--env` and `--json` are added. */
  readonly args: readonly string[];
  /** It writes, if only for a moment: it is confirmed, and runs with `--yes`. */
  readonly writes?: boolean;
  /** It takes so long that it runs only when it is named: `--only monitor`. */
  readonly takes?: string;
  /** What the JSON document must say besides exit 0; answers what it says instead. */
  readonly otherwise?: (document: Readonly<Record<string, unknown>>) => string | undefined;
}

/** What no command can know. */
export interface PersonItem {
  readonly id: string;
  readonly question: string;
  readonly person: true;
}

export const isCommand = (item: Item): item is CommandItem => 'args' in item;

/** Before an environment judges real changes. In the order in which failures explain each other. */
export const ITEMS: readonly Item[] = [
  {
    id: 'tools',
    question: 'are tools, credentials and settings in force as they must be?',
    args: ['doctor'],
  },
  {
    id: 'limits',
    question: 'is there room in the quotas of the account?',
    args: ['limits'],
  },
  {
    id: 'promises',
    question: 'does the environment keep every promise of the architecture?',
    args: ['verify'],
  },
  {
    id: 'deployed',
    question: 'is what is deployed what the stacks say?',
    args: ['deploy', '--dry-run'],
    otherwise: changedStacks,
  },
  {
    id: 'drift',
    question: 'are repository and infrastructure as they were accepted, on GitHub too?',
    args: ['drift', '--live'],
  },
  {
    id: 'scenarios',
    question: 'does the oracle do what it must, and fast enough?',
    args: ['e2e'],
    writes: true,
  },
  {
    id: 'alarms',
    question: 'does every alarm ring and tell its topic?',
    args: ['alarms', 'test'],
    writes: true,
  },
  {
    id: 'nonce',
    question: 'is there a nonce that signs, and is none due for rotation?',
    args: ['nonce', 'status'],
  },
  {
    id: 'salt',
    question: 'is there a salt, and is none due for rotation?',
    args: ['salt', 'status'],
  },
  {
    id: 'backups',
    question: 'are the tables backed up?',
    args: ['backup', 'status'],
  },
  {
    id: 'restore',
    question: 'does a restore bring back every item?',
    args: ['backup', 'rehearse'],
    writes: true,
  },
  {
    id: 'owners',
    question: 'would GitHub ask every owner that CODEOWNERS names?',
    args: ['codeowners', 'check'],
  },
  {
    id: 'watched',
    question: 'was it healthy for 24 hours in a row?',
    args: ['monitor', '--for', '24h'],
    takes: '24 hours',
  },
  {
    id: 'on-call',
    question: 'is somebody on call, and did a message of the alarms’ test arrive there?',
    person: true,
  },
  {
    id: 'approvers',
    question: 'are the reviewers of the GitHub environments of this environment the right people?',
    person: true,
  },
  {
    id: 'way-back',
    question: 'has the team agreed on who rolls back, and when?',
    person: true,
  },
  {
    id: 'privacy',
    question: 'has the privacy policy in force been read and accepted?',
    person: true,
  },
  {
    id: 'contacts',
    question: 'are the account’s security and billing contacts people who answer?',
    person: true,
  },
];

function changedStacks(document: Readonly<Record<string, unknown>>): string | undefined {
  const stacks = document['stacks'];
  if (!Array.isArray(stacks)) return 'the plan names no stacks';
  const changed = (stacks as readonly { stack?: string; outcome?: string }[]).filter(
    ({ outcome }) => outcome !== 'unchanged',
  );
  if (changed.length === 0) return undefined;
  return `a deploy would change ${changed.map(({ stack = '?' }) => stack).join(', ')}`;
}
