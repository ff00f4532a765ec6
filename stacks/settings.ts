import { z } from 'zod';
import { ENVIRONMENTS, type Environment } from '../runtime/src/names/index.js';
import { runtimeError } from '../runtime/src/errors/index.js';

/** Environment variables, as `process.env` has them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The retention periods, in days, that CloudWatch Logs knows. */
const LOG_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

const days = z.number().int().min(1).max(3653);
const milliseconds = z.number().positive().max(900_000);
const email = z
  .string()
  .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'must be an e-mail address')
  .optional();

const settingsSchema = z
  .object({
    /** AWS account id. */
    account: z.string().regex(/^\d{12}$/, 'must be 12 digits'),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as eu-central-1'),
    /** The environment whose workspace holds the account's foundation. */
    foundationOwner: z.enum(ENVIRONMENTS),
    retention: z
      .object({
        /** Of the runtime's log group. */
        logDays: z
          .number()
          .refine((n) => LOG_DAYS.includes(n), `must be one of ${LOG_DAYS.join(', ')}`),
        /** Of false-positive events, by their TTL attribute: the runtime reads the same variable. */
        fpEventDays: days,
        /** Of the audit trail's files. */
        trailDays: days,
        /** Of replaced versions of state objects; the newest 20 stay whatever their age. */
        stateVersionDays: days,
      })
      .strict(),
    thresholds: z
      .object({
        /** 0..1; above it L0 refuses. */
        driftMagnitude: z.number().min(0).max(1),
        /** The breaker opens above this many blocks an hour. */
        blocksPerHour: z.number().int().min(1),
        /** 0..1; a rule with more false positives is due to be demoted. */
        falsePositiveRate: z.number().min(0).max(1),
        nonceMaxAgeDays: z.number().int().min(1),
        /** p99 of a DynamoDB request. */
        latencyP99Ms: milliseconds,
        /** p99 of one evaluation. */
        evaluationP99Ms: milliseconds,
      })
      .strict(),
    /** Subscribed to the alarm topics; AWS sends each address a confirmation first. */
    emails: z.object({ critical: email, warning: email }).strict(),
    github: z
      .object({
        organisation: z
          .string()
          .regex(
            /^[A-Za-z\d](?:[A-Za-z\d]|-(?=[A-Za-z\d])){0,38}$/,
            'must be a GitHub account name',
          ),
        repository: z.string().regex(/^[\w.-]{1,100}$/, 'must be a GitHub repository name'),
        /** Pushes to this branch and its merge queue may evaluate. */
        branch: z.string().regex(/^[\w./-]+$/, 'must be a branch name without wildcards'),
      })
      .strict(),
    /** Folder of the runbooks' pages, without a trailing slash: every alarm links below it. */
    runbookUrl: z
      .string()
      .regex(/^https?:\/\/\S*[^\s/]$/, 'must be a URL without a slash at its end'),
  })
  .strict();

/** One environment's settings, complete and checked. */
export type Settings = z.infer<typeof settingsSchema>;

type Tree = { readonly [field: string]: string | number | undefined | Tree };

const COMMON = {
  region: 'eu-central-1',
  emails: { critical: undefined, warning: undefined },
  // Made of the GitHub settings below when it is not set.
  runbookUrl: undefined,
} as const satisfies Tree;

/**
 * What is committed for each environment. `undefined` must be set by its variable. Account and
 * GitHub organisation of a real environment are never guessed: a role whose trust names somebody
 * else's organisation would let that organisation in.
 */
const COMMITTED: Readonly<Record<Environment, Tree>> = {
  local: {
    ...COMMON,
    account: '123456789012',
    foundationOwner: 'local',
    retention: { logDays: 7, fpEventDays: 90, trailDays: 30, stateVersionDays: 90 },
    thresholds: {
      driftMagnitude: 0.5,
      blocksPerHour: 10,
      falsePositiveRate: 0.1,
      nonceMaxAgeDays: 90,
      latencyP99Ms: 50,
      evaluationP99Ms: 2000,
    },
    github: { organisation: 'phase-mirror', repository: 'phase-mirror', branch: 'main' },
  },
  staging: {
    ...COMMON,
    account: undefined,
    foundationOwner: 'staging',
    retention: { logDays: 30, fpEventDays: 90, trailDays: 180, stateVersionDays: 90 },
    thresholds: {
      driftMagnitude: 0.5,
      blocksPerHour: 10,
      falsePositiveRate: 0.1,
      nonceMaxAgeDays: 90,
      latencyP99Ms: 50,
      evaluationP99Ms: 2000,
    },
    github: { organisation: undefined, repository: 'phase-mirror', branch: 'main' },
  },
  production: {
    ...COMMON,
    account: undefined,
    foundationOwner: 'production',
    retention: { logDays: 90, fpEventDays: 90, trailDays: 400, stateVersionDays: 90 },
    thresholds: {
      driftMagnitude: 0.5,
      blocksPerHour: 10,
      falsePositiveRate: 0.1,
      nonceMaxAgeDays: 90,
      latencyP99Ms: 50,
      evaluationP99Ms: 1000,
    },
    github: { organisation: undefined, repository: 'phase-mirror', branch: 'main' },
  },
};

const constantCase = (path: readonly string[]): string =>
  path
    .join('_')
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase();

const variablePrefix = (environment: Environment): string =>
  `PHASE_MIRROR_${environment.toUpperCase()}_`;

/** The variable that overrides a field: `PHASE_MIRROR_STAGING_RETENTION_LOG_DAYS`. */
export function variableOf(environment: Environment, path: readonly string[]): string {
  return `${variablePrefix(environment)}${constantCase(path)}`;
}

/** One overridable field of the settings. */
export interface Field {
  readonly path: readonly string[];
  readonly numeric: boolean;
}

/** Every field of the settings, in the order in which people read them. */
export const FIELDS: readonly Field[] = fieldsOf(COMMITTED.local, []);

function fieldsOf(tree: Tree, above: readonly string[]): Field[] {
  return Object.entries(tree).flatMap(([name, value]) => {
    const path = [...above, name];
    return typeof value === 'object'
      ? fieldsOf(value, path)
      : [{ path, numeric: typeof value === 'number' }];
  });
}

/** What is committed for a field; undefined when it must, or may, be set by its variable. */
export function committedValue(
  environment: Environment,
  path: readonly string[],
): string | number | undefined {
  const value = get(structuredClone<Draft>(COMMITTED[environment]), path);
  return typeof value === 'object' ? undefined : value;
}

/**
 * The settings of an environment: what is committed, overridden by
 * `PHASE_MIRROR_<ENVIRONMENT>_<FIELD>`; an empty variable counts as unset. Throws PM-1002, which
 * names the field and its variable, for a value that cannot be used, one that is missing, and for
 * a variable of this environment that no field has.
 */
export function settingsFor(environment: Environment, variables: Variables): Settings {
  refuseUnknown(environment, variables);
  const draft = structuredClone<Draft>(COMMITTED[environment]);
  for (const { path, numeric } of FIELDS) {
    const text = variables[variableOf(environment, path)];
    if (text) put(draft, path, numeric && text.trim() !== '' ? Number(text) : text);
  }
  draft['runbookUrl'] ??= runbookUrl(draft);
  const parsed = settingsSchema.safeParse(draft);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw settingError(environment, issue?.path.map(String) ?? [], draft, issue?.message ?? '');
}

type Draft = { [field: string]: string | number | undefined | Draft };

function put(draft: Draft, path: readonly string[], value: string | number): void {
  const [first, ...rest] = path;
  if (first === undefined) return;
  if (rest.length === 0) draft[first] = value;
  else put((draft[first] ??= {}) as Draft, rest, value);
}

function get(draft: Draft, path: readonly string[]): string | number | Draft | undefined {
  return path.reduce<Draft[string]>(
    (node, field) => (typeof node === 'object' ? node[field] : undefined),
    draft,
  );
}

function runbookUrl(draft: Draft): string {
  const github = (field: string): string => {
    const value = get(draft, ['github', field]);
    // A missing organisation is reported as itself, not as a bad link.
    return typeof value === 'string' ? value : 'unset';
  };
  return `https://github.com/${github('organisation')}/${github('repository')}/blob/${github('branch')}/docs/runbooks`;
}

function settingError(
  environment: Environment,
  path: readonly string[],
  draft: Draft,
  message: string,
): Error {
  const variable = variableOf(environment, path);
  const value = get(draft, path);
  if (value === undefined) {
    return runtimeError('PM-1002', {
      what: `${environment}: ${path.join('.')} is not set`,
      why: `nothing is committed for ${environment}; the account and organisation of a real environment are never guessed`,
      remedy: `Set ${variable}.`,
    });
  }
  return runtimeError('PM-1002', {
    what: `${environment}: ${path.join('.')} is ${JSON.stringify(value)}`,
    why: message,
    remedy: `Correct ${variable}, or unset it for the committed value.`,
  });
}

function refuseUnknown(environment: Environment, variables: Variables): void {
  const known = new Set(FIELDS.map(({ path }) => variableOf(environment, path)));
  for (const variable of Object.keys(variables)) {
    if (!variable.startsWith(variablePrefix(environment)) || known.has(variable)) continue;
    throw runtimeError('PM-1002', {
      what: `${environment}: ${variable} is no setting`,
      why: 'a misspelt variable would silently change nothing',
      remedy: `The settings are ${[...known].join(', ')}.`,
    });
  }
}
