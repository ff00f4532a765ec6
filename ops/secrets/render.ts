import type { JudgedVersion } from '../../runtime/src/privacy/index.js';
import { ageOf, dayOf, WORDS } from './words.js';
import type { RetiredVersion, SecretWorld } from './world.js';

/** The versions as a person reads them. No value. */
export function renderVersions({ kind, versions, retired }: SecretWorld, now: number): string {
  const present = new Set(versions.map(({ version }) => version));
  const rows = [
    ...versions.map(
      (one) =>
        [
          one.version,
          stateOf(one, kind),
          `${dayOf(one.issuedAt)} (${ageOf(now - one.issuedAt)})`,
        ] as const,
    ),
    ...retired
      .filter(({ version }) => !present.has(version))
      .map((one) => [one.version, one.why, marked(one)] as const),
  ]
    .sort(([a], [b]) => a - b)
    .map(([version, ...cells]) => [`v${version}`, ...cells]);
  if (rows.length === 0) return `There is no ${WORDS[kind].what}.\n`;
  const widths = [0, 1].map((i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell)).join('  ');
  return [WORDS[kind].what, ...rows.map((row) => `  ${line(row)}`)]
    .map((text) => `${text.trimEnd()}\n`)
    .join('');
}

const marked = ({ at, by }: RetiredVersion): string =>
  [at?.slice(0, 16).concat('Z'), by === undefined ? undefined : `by ${by}`]
    .filter((part) => part !== undefined)
    .join(' ');

function stateOf({ state, expiresAt }: JudgedVersion, kind: SecretWorld['kind']): string {
  switch (state) {
    case 'signs':
      return WORDS[kind].signs;
    case 'verifies':
      return `verifies until ${dayOf(expiresAt)}`;
    case 'retired':
      return 'past its grace period';
    case 'expired':
      return 'too old to be used';
    case 'future':
      return 'stored in the future: a clock is wrong';
    case 'malformed':
      return 'not 64 hexadecimal characters';
  }
}

export function documentOf(world: SecretWorld): Readonly<Record<string, unknown>> {
  const iso = (ms: number): string | null =>
    Number.isFinite(ms) ? new Date(ms).toISOString() : null;
  return {
    kind: world.kind,
    signs: world.signing?.version ?? null,
    proven: world.proven,
    versions: world.versions.map(({ version, state, issuedAt, expiresAt }) => ({
      version,
      state,
      storedAt: iso(issuedAt),
      usableUntil: iso(expiresAt),
    })),
    retired: world.retired,
    next: world.next,
  };
}
