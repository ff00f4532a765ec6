import { systemClock } from '../clock.js';
import {
  EXIT,
  errorRecord,
  PhaseMirrorError,
  type ErrorRecord,
  type ExitCode,
} from '../errors/index.js';
import { earlyRedactor, nonceCache, saltCache, type SecretStatus } from '../privacy/index.js';
import { painter, type Paint } from '../report/paint.js';
import { printable } from '../report/printable.js';
import { openStores, type Stores } from '../stores/index.js';
import { wantsColour, type CliIo } from './io.js';
import { optionLines, parseOptions, type OptionSpecs } from './options.js';
import { scopeOf, STORE_OPTIONS } from './scope.js';

const KINDS = ['nonce', 'salt'] as const;

export const NONCE_STATUS_OPTIONS = {
  kind: { type: 'string', choices: KINDS, help: 'only nonces, or only salts; default both' },
  ...STORE_OPTIONS,
} as const satisfies OptionSpecs;

/** What is known of one kind of secret. Never a value, not even in part. */
interface KindStatus {
  readonly kind: (typeof KINDS)[number];
  readonly source: string;
  readonly versions: readonly {
    readonly version: number;
    readonly state: SecretStatus['versions'][number]['state'];
    readonly ageDays: number | null;
    /** ISO 8601 UTC; null where it is not known. */
    readonly issuedAt: string | null;
    readonly usableUntil: string | null;
  }[];
  /** The version that signs; null where none does. */
  readonly signs: number | null;
  readonly degraded: string | null;
  /** Why none can be used. */
  readonly error: ErrorRecord | null;
}

/** `phase-mirror nonce-status`: versions and ages of nonces and salts, who signs and until when. */
export async function nonceStatus(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const values = parseOptions('nonce-status', NONCE_STATUS_OPTIONS, args);
  if (values.help === true) {
    io.stdout.write(nonceStatusHelp());
    return EXIT.ok;
  }
  const scope = scopeOf(values, io.env);
  const stores = await openStores({ store: values.store, scope, env: io.env });
  try {
    const asked = KINDS.filter((kind) => values.kind === undefined || values.kind === kind);
    // One after the other: the embedded store makes what is wanting in one file.
    const kinds: KindStatus[] = [];
    for (const kind of asked) kinds.push(await statusOf(kind, stores));
    io.stdout.write(
      values.json === true
        ? `${JSON.stringify({ schema: 'phase-mirror/nonce-status@1', environment: scope.environment, kinds })}\n`
        : textOf(kinds, painter(wantsColour(io))),
    );
    if (kinds.some(({ error }) => error !== null)) return EXIT.couldNotRun;
    return kinds.some(({ degraded }) => degraded !== null) ? EXIT.failed : EXIT.ok;
  } finally {
    stores.close();
  }
}

async function statusOf(kind: KindStatus['kind'], { parameters }: Stores): Promise<KindStatus> {
  const cache = kind === 'nonce' ? nonceCache({ parameters }) : saltCache({ parameters });
  const error = await cache.keys().then(
    () => null,
    (thrown: unknown) => {
      if (!(thrown instanceof PhaseMirrorError)) throw thrown;
      return errorRecord(thrown);
    },
  );
  const { source, versions, degraded } = cache.status();
  const redact = earlyRedactor();
  return {
    kind,
    source,
    versions: versions.map(({ version, state, issuedAt, expiresAt, ageDays }) => ({
      version,
      state,
      ageDays: Number.isNaN(ageDays) ? null : ageDays,
      issuedAt: isoOf(issuedAt),
      usableUntil: isoOf(expiresAt),
    })),
    signs: versions.find(({ state }) => state === 'signs')?.version ?? null,
    degraded: degraded === undefined ? null : redact.text(degraded),
    error: error === null ? null : redact.value(error),
  };
}

const isoOf = (ms: number): string | null =>
  Number.isFinite(ms) ? new Date(ms).toISOString() : null;

const MEANING = {
  signs: 'signs',
  verifies: 'verifies, in its grace period',
  malformed: 'is no 64 hexadecimal characters',
  future: 'is from the future',
  expired: 'is too old to be used',
  retired: 'is past its grace period',
} as const satisfies Readonly<Record<KindStatus['versions'][number]['state'], string>>;

function textOf(kinds: readonly KindStatus[], paint: Paint): string {
  const now = systemClock.now();
  const blocks = kinds.map(({ kind, source, versions, degraded, error }) => [
    `${paint.bold(kind)}  from ${printable(source)}`,
    ...versions.map(({ version, state, ageDays, usableUntil }) => {
      const age =
        ageDays === null ? 'of unknown age' : `${ageDays} day${ageDays === 1 ? '' : 's'} old`;
      const until =
        usableUntil === null
          ? ''
          : `${Date.parse(usableUntil) > now ? ', until' : ', ended'} ${usableUntil.slice(0, 10)}`;
      const good = state === 'signs' || state === 'verifies';
      return `  v${version}  ${(good ? paint.green : paint.yellow)(MEANING[state])}, ${age}${until}`;
    }),
    ...(degraded === null ? [] : [`  ${paint.yellow('degraded')}  ${printable(degraded)}`]),
    ...(error === null
      ? []
      : [
          `  ${paint.red(error.code)}  ${printable(error.what)}${error.why === undefined ? '' : `: ${printable(error.why)}`}`,
          `    fix: ${printable(error.remedy)}`,
        ]),
  ]);
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function nonceStatusHelp(): string {
  return `phase-mirror nonce-status: versions and ages of the nonces and salts, which one signs and until when

Options
${optionLines(NONCE_STATUS_OPTIONS)}

Values are never shown. The embedded store makes its first nonce and salt when there are none. They are
rotated with \`npm run ops -- nonce rotate --env ENVIRONMENT\`.

Exit codes
  0 the newest of each signs   1 an older one signs in its place   2 usage   3 none can be used, or read

Examples
  phase-mirror nonce-status
  phase-mirror nonce-status --kind nonce --store aws --environment production --region eu-central-1 --json
`;
}
