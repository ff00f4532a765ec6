import { DAY_MS, MINUTE_MS, SECOND_MS, systemClock, type Clock } from '../clock.js';
import { runtimeError, type PhaseMirrorError } from '../errors/index.js';
import type { SecretKind } from '../names/index.js';
import type { Parameters, SecretVersion } from '../stores/ports.js';
import type { KeyRing } from './key-ring.js';
import {
  judgeVersions,
  VERSION_POLICY,
  type JudgedVersion,
  type JudgedVersions,
  type VersionPolicy,
} from './key-versions.js';

export interface SecretCacheOptions {
  readonly parameters: Parameters;
  readonly clock?: Clock;
  /** How long a loaded answer is used without asking again. */
  readonly ttlMs?: number;
  /** How old an answer may get while asking again fails. */
  readonly maxStaleMs?: number;
  /** Wait after the first failed load; doubles up to `maxBackOffMs`. */
  readonly backOffMs?: number;
  readonly maxBackOffMs?: number;
  readonly policy?: Partial<VersionPolicy>;
  /** Told of every failed load: log event and metric. Must not throw. */
  readonly onLoadFailed?: (failure: { kind: SecretKind; source: string; why: string }) => void;
}

export interface LoadedKeys {
  readonly ring: KeyRing;
  /** Why the answer is not what it should be, for the report's `degraded`; undefined when it is. */
  readonly degraded: string | undefined;
}

export interface SecretStatus {
  readonly kind: SecretKind;
  readonly source: string;
  readonly versions: readonly (JudgedVersion & { readonly ageDays: number })[];
  /** ISO 8601 UTC of the answer in use; undefined before the first. */
  readonly loadedAt: string | undefined;
  readonly degraded: string | undefined;
  readonly lastFailure: string | undefined;
}

/** The usable versions of one kind of secret, loaded once and kept for a while. */
export interface SecretCache {
  /**
   * The usable versions. Concurrent calls share one load. While loads fail, the last answer serves
   * until max-stale, marked degraded. Throws PM-4001 (nonce) or PM-4003 (salt) when there is none, or
   * when the store says that there is none; PM-4002 when no stored version is of the form.
   */
  keys(): Promise<LoadedKeys>;
  /** Forgets the answer: the next call asks the store, whatever the back-off. */
  invalidate(): void;
  /** What is known, without values and without asking. */
  status(): SecretStatus;
}

const MISSING = { nonce: 'PM-4001', salt: 'PM-4003' } as const;

interface Answer {
  readonly stored: readonly SecretVersion[];
  /** When it was loaded; Unix ms. */
  readonly at: number;
}

export function nonceCache(options: SecretCacheOptions): SecretCache {
  return secretCache('nonce', options);
}

export function saltCache(options: SecretCacheOptions): SecretCache {
  return secretCache('salt', options);
}

function secretCache(kind: SecretKind, options: SecretCacheOptions): SecretCache {
  const { parameters } = options;
  const clock = options.clock ?? systemClock;
  const ttlMs = options.ttlMs ?? 5 * MINUTE_MS;
  const maxStaleMs = options.maxStaleMs ?? 60 * MINUTE_MS;
  const firstBackOff = options.backOffMs ?? SECOND_MS;
  const maxBackOff = options.maxBackOffMs ?? MINUTE_MS;
  const policy = { ...VERSION_POLICY, ...options.policy };

  let answer: Answer | undefined;
  let failure: { why: string; error: unknown; at: number; waitMs: number } | undefined;
  let loading: Promise<void> | undefined;
  let generation = 0;

  const load = async (): Promise<void> => {
    const mine = generation;
    try {
      const stored = await parameters.secrets(kind);
      if (mine !== generation) return;
      answer = { stored, at: clock.now() };
      failure = undefined;
    } catch (error) {
      const why = wordsOf(error);
      options.onLoadFailed?.({ kind, source: parameters.source, why });
      if (mine !== generation) return;
      const waitMs =
        failure === undefined ? firstBackOff : Math.min(maxBackOff, failure.waitMs * 2);
      failure = { why, error, at: clock.now(), waitMs };
    }
  };

  /** One load at a time; callers that come meanwhile wait for the same. */
  const refresh = (): Promise<void> => {
    if (loading !== undefined) return loading;
    const started: Promise<void> = load().finally(() => {
      if (loading === started) loading = undefined;
    });
    loading = started;
    return started;
  };

  const due = (now: number): boolean => {
    const fresh = answer !== undefined && within(now, answer.at, ttlMs);
    const waiting = failure !== undefined && within(now, failure.at, failure.waitMs);
    return !fresh && !waiting;
  };

  const fail = (why: string, cause?: unknown): PhaseMirrorError =>
    runtimeError(MISSING[kind], {
      what: `${kind} versions at ${parameters.source}`,
      why,
      ...(cause === undefined ? {} : { cause }),
    });

  const judged = (now: number): JudgedVersions | undefined =>
    answer === undefined ? undefined : judgeVersions(answer.stored, now, policy);

  const degradation = (now: number, versions: JudgedVersions | undefined): string | undefined => {
    if (answer !== undefined && failure !== undefined && !within(now, answer.at, ttlMs)) {
      const age = Math.round((now - answer.at) / SECOND_MS);
      return `${kind} served from a copy ${age} s old: ${failure.why}`;
    }
    if (versions?.fellBack === true) {
      const bad = versions.versions.at(-1) as JudgedVersion;
      return `${kind} v${bad.version} cannot be used (${bad.state}); v${String(versions.ring?.current.version)} signs within its grace period`;
    }
    return undefined;
  };

  const keys = async (): Promise<LoadedKeys> => {
    if (due(clock.now())) await refresh();
    const now = clock.now();
    if (answer === undefined) {
      // Invalidated while it loaded: what was on its way is not what was asked for.
      if (failure === undefined) return keys();
      throw fail(failure.why, failure.error);
    }
    if (!within(now, answer.at, Math.max(ttlMs, maxStaleMs))) {
      const why = failure?.why ?? 'it was not asked again';
      throw fail(`the last answer is too old to be used: ${why}`, failure?.error);
    }
    const versions = judged(now) as JudgedVersions;
    if (versions.ring === undefined) throw unusable(kind, parameters.source, versions, fail);
    return { ring: versions.ring, degraded: degradation(now, versions) };
  };

  return {
    keys,
    invalidate() {
      generation += 1;
      answer = undefined;
      failure = undefined;
      loading = undefined;
    },
    status() {
      const now = clock.now();
      const versions = judged(now);
      return {
        kind,
        source: parameters.source,
        versions: (versions?.versions ?? []).map((version) => ({
          ...version,
          ageDays: Math.floor((now - version.issuedAt) / DAY_MS),
        })),
        loadedAt: answer === undefined ? undefined : new Date(answer.at).toISOString(),
        degraded: degradation(now, versions),
        lastFailure: failure?.why,
      };
    },
  };
}

/** Whether less than `ms` passed since `at`. A clock that went back has not passed anything. */
function within(now: number, at: number, ms: number): boolean {
  return Math.abs(now - at) < ms;
}

function unusable(
  kind: SecretKind,
  source: string,
  { versions }: JudgedVersions,
  fail: (why: string) => PhaseMirrorError,
): PhaseMirrorError {
  if (versions.length === 0) return fail('the store holds none');
  const why = versions.map(({ version, state }) => `v${version} is ${state}`).join(', ');
  if (versions.every(({ state }) => state === 'malformed')) {
    return runtimeError('PM-4002', { what: `${kind} versions at ${source}`, why });
  }
  return fail(why);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
