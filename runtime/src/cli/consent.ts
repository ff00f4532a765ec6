import { systemClock } from '../clock.js';
import { EXIT, runtimeError, type ExitCode } from '../errors/index.js';
import {
  anonymizer,
  consentGate,
  earlyRedactor,
  PRIVACY_POLICY_VERSION,
  saltCache,
  type ConsentAnswer,
} from '../privacy/index.js';
import { printable } from '../report/printable.js';
import { openStores, type ConsentResource, type Stores } from '../stores/index.js';
import { CONSENT_RESOURCES } from '../stores/ports/consent-store.js';
import { CONSENT, type ConsentCommand } from './consent-options.js';
import { calledOf, type Called } from './group.js';
import { instantOf } from './instant.js';
import type { CliIo } from './io.js';
import { usage } from './options.js';
import { scopeOf } from './scope.js';

const SCHEMA = 'phase-mirror/consent@1';

interface Bench {
  readonly path: string;
  readonly called: Called<ConsentCommand>;
  /** The organisation under every salt that is kept, the current one first. */
  readonly ids: readonly [string, ...string[]];
  readonly store: Stores['consent'];
  readonly io: CliIo;
}

interface Said {
  readonly record: object;
  readonly text: string;
  readonly exit?: ExitCode;
}

const RUN: Readonly<Record<ConsentCommand, (bench: Bench) => Promise<Said>>> = {
  grant,
  revoke,
  check,
  history,
};

/** `phase-mirror consent COMMAND`. The name of the organisation goes no further than this process. */
export async function consent(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const called = calledOf(CONSENT, args, io);
  if (called === undefined) return EXIT.ok;
  const path = `consent ${called.command}`;
  const { organisation } = called.texts;
  if (organisation === undefined) throw usage(path, '--organisation is missing');
  const scope = scopeOf(called.texts, io.env);
  const stores = await openStores({ store: called.texts['store'], scope, env: io.env });
  try {
    const { ring } = await saltCache({ parameters: stores.parameters }).keys();
    const [current, ...older] = anonymizer(ring).candidates(organisation) as readonly string[];
    const ids = [current ?? '', ...older] as const;
    const said = await RUN[called.command]({ path, called, ids, store: stores.consent, io });
    io.stdout.write(
      called.flags.has('json')
        ? `${JSON.stringify({ schema: SCHEMA, organisation: ids[0], ...said.record })}\n`
        : said.text,
    );
    return said.exit ?? EXIT.ok;
  } finally {
    stores.close();
  }
}

function resourcesOf({ path, called }: Bench, all: boolean): readonly ConsentResource[] {
  const given = called.lists['resource'] as readonly ConsentResource[] | undefined;
  if (given !== undefined) return [...new Set(given)];
  if (all) return CONSENT_RESOURCES;
  throw usage(path, `--resource is missing: one of ${CONSENT_RESOURCES.join(', ')}`);
}

function nameOf({ called, io }: Bench): string {
  const by = called.texts['by'] ?? (io.env['GITHUB_ACTOR'] || io.env['USER']);
  if (by !== undefined && by !== '') return by;
  throw runtimeError('PM-1002', {
    what: 'who says so for the organisation',
    why: 'neither --by, GITHUB_ACTOR nor USER says it',
    remedy: 'Name yourself: `--by ada`.',
  });
}

async function grant(bench: Bench): Promise<Said> {
  const { path, called, ids, store } = bench;
  const resources = resourcesOf(bench, false);
  const { expires } = called.texts;
  if (expires === undefined) throw usage(path, '--expires is missing: no consent is for ever');
  const now = systemClock.now();
  const expiresAt = instantOf(path, 'expires', expires, { now, sign: 1 });
  if (Date.parse(expiresAt) <= now) throw usage(path, `--expires ${expires}: it has passed`);
  const policyVersion = policyVersionOf(path, called.texts['policy-version']);
  const by = nameOf(bench);
  const records = await Promise.all(
    resources.map((resource) =>
      store.recordConsent({ organisation: ids[0], resource, policyVersion, expiresAt, by }),
    ),
  );
  return {
    record: {
      consents: records.map(({ resource, state, grantedAt, revision }) => ({
        ...{ resource, state, grantedAt, expiresAt, policyVersion, revision },
      })),
    },
    text: records
      .map(
        ({ resource, revision }) =>
          `${resource}  granted until ${expiresAt.slice(0, 10)} to policy ${policyVersion}, revision ${revision}\n`,
      )
      .join(''),
  };
}

/** Nobody can have agreed to a policy that is not written yet. */
function policyVersionOf(path: string, text: string | undefined): number {
  if (text === undefined) return PRIVACY_POLICY_VERSION;
  const version = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (version >= 1 && version <= PRIVACY_POLICY_VERSION) return version;
  throw usage(path, `--policy-version ${text}: the policy in force is ${PRIVACY_POLICY_VERSION}`);
}

/** Under every salt: a grant of before a rotation must not speak again when the newer one is gone. */
async function revoke(bench: Bench): Promise<Said> {
  const { ids, store } = bench;
  const by = nameOf(bench);
  const consents = await Promise.all(
    resourcesOf(bench, false).map(async (resource) => {
      const all = await Promise.all(ids.map((id) => store.revokeConsent(id, resource, by)));
      const done = all.find((record) => record !== undefined);
      return { resource, revoked: done !== undefined, at: done?.changedAt ?? null };
    }),
  );
  return {
    record: { consents },
    text: consents
      .map(({ resource, revoked }) => `${resource}  ${revoked ? 'revoked' : 'nothing to revoke'}\n`)
      .join(''),
  };
}

async function check(bench: Bench): Promise<Said> {
  const { called, ids, store } = bench;
  const resources = resourcesOf(bench, true);
  const gate = consentGate({ store, policyVersion: PRIVACY_POLICY_VERSION });
  const answers = await Promise.all(ids.map((id) => gate.checkConsent(id, resources)));
  const records = await Promise.all(ids.map((id) => store.read(id, resources)));
  const consents = resources.map((resource) => {
    const at = answers.findIndex((one) => spoken(one.get(resource)));
    const answer = answers[Math.max(0, at)]?.get(resource) as ConsentAnswer;
    const record = records[Math.max(0, at)]?.get(resource);
    return {
      resource,
      valid: answer.valid,
      ...(answer.valid ? {} : { reason: answer.reason, why: answer.detail }),
      ...(record === undefined
        ? {}
        : { expiresAt: record.expiresAt, policyVersion: record.policyVersion }),
    };
  });
  const valid = consents.every((one) => one.valid);
  const width = Math.max(...resources.map((resource) => resource.length));
  const text = consents.map(({ resource, why, expiresAt = '', policyVersion }) => {
    const said = why ?? `granted until ${expiresAt.slice(0, 10)} to policy ${policyVersion ?? ''}`;
    return `${resource.padEnd(width)}  ${why === undefined ? 'yes' : 'no '}  ${said}\n`;
  });
  // Asked for all there are, it is a list and no question.
  const asked = called.lists['resource'] !== undefined;
  return {
    record: { valid, consents },
    text: text.join(''),
    exit: valid || !asked ? EXIT.ok : EXIT.failed,
  };
}

/** Whether an organisation has said anything, or what it said cannot be read. */
const spoken = (answer: ConsentAnswer | undefined): boolean =>
  answer !== undefined && (answer.valid || answer.reason !== 'none');

async function history(bench: Bench): Promise<Said> {
  const { ids, store } = bench;
  const redact = earlyRedactor();
  const resources = resourcesOf(bench, true);
  const changes = await Promise.all(
    resources.map(async (resource) => {
      const all = await Promise.all(ids.map((id) => store.history(id, resource)));
      const own = all.flat().sort((a, b) => a.at.localeCompare(b.at) || a.revision - b.revision);
      return own.map((change) => ({ resource, ...change, by: redact.text(change.by) }));
    }),
  );
  const lines = changes.flat().map(({ resource, at, action, by, expiresAt, policyVersion }) => {
    const until =
      action === 'revoke' ? '' : ` until ${expiresAt.slice(0, 10)} to policy ${policyVersion}`;
    return `${at}  ${resource}  ${action}${until}  by ${printable(by)}\n`;
  });
  return {
    record: { changes: changes.flat() },
    text: lines.length === 0 ? 'nothing was ever granted\n' : lines.join(''),
  };
}
