import { THRESHOLDS, type SecretKind, type ThresholdId } from '../../../runtime/src/names/index.js';
import type { Deployment } from '../../../stacks/environments.js';
import { judged, pass, type Check } from '../check.js';
import { Missing } from '../live/read.js';
import { redeploy } from '../remedies.js';
import { isKey } from '../same-key.js';

const SECRETS: readonly SecretKind[] = ['nonce', 'salt'];
type Named = { readonly Name?: string | undefined };

const SECRET_FORM = /^[0-9a-f]{64}$/;

/** Secrets and thresholds. Values are judged in memory; only names reach the evidence. */
export function parameterChecks(deployment: Deployment): readonly Check[] {
  const { names } = deployment;
  const { path } = names.parameters;
  const check = (promise: string, says: string, remedy: string, run: Check['run']): Check => ({
    id: `parameters.${promise}`,
    group: 'parameters',
    promise: says,
    remedy,
    run,
  });
  const leaf = ({ Name = '' }: Named): string => Name.slice(path.length + 1);
  const secretsOf = <T extends Named>(kind: SecretKind, all: readonly T[]): readonly T[] =>
    all.filter((p) => names.parameters.versionOf(kind, p.Name ?? '') !== undefined);

  const replace = (kind: SecretKind): string =>
    `put a new version of the ${kind} beside it; never edit a version in place`;
  const secrets = SECRETS.flatMap((kind) => [
    check(
      `${kind}.present`,
      `the ${kind} has at least one version`,
      redeploy(deployment),
      async (live) => {
        const found = secretsOf(kind, await live.parameters(path));
        if (found.length === 0) throw new Missing(names.parameters.secret(kind, 1));
        return pass(found.map(leaf).join(', '));
      },
    ),
    check(
      `${kind}.form`,
      `every ${kind} is a SecureString of 64 hex characters`,
      replace(kind),
      async (live) => {
        const found = secretsOf(kind, await live.parameters(path));
        if (found.length === 0) throw new Missing(names.parameters.secret(kind, 1));
        const plain = found.filter((p) => p.Type !== 'SecureString').map(leaf);
        const malformed = found.filter((p) => !SECRET_FORM.test(p.Value ?? '')).map(leaf);
        return judged(
          [
            plain.length > 0 && `not a SecureString: ${plain.join(', ')}`,
            malformed.length > 0 && `not 64 lower-case hex characters: ${malformed.join(', ')}`,
          ],
          `${found.length} of the right form`,
        );
      },
    ),
  ]);

  const encrypted = check(
    'encryption',
    `every secret is encrypted with ${names.keyAlias}`,
    redeploy(deployment),
    async (live) => {
      const [all, key] = await Promise.all([
        live.parameterMetadata(path),
        live.key(names.keyAlias),
      ]);
      const found = SECRETS.flatMap((kind) => secretsOf(kind, all));
      const others = found.filter((p) => !isKey(p.KeyId, key, names.keyAlias));
      return judged(
        [
          found.length === 0 && 'there is no secret',
          ...others.map((p) => `${leaf(p)} is encrypted with ${p.KeyId ?? 'nothing'}`),
        ],
        `${found.length} secrets`,
      );
    },
  );

  const distinct = check(
    'distinct',
    'no two secrets have the same value',
    'replace the newer of the two by a new version',
    async (live) => {
      const all = await live.parameters(path);
      const found = SECRETS.flatMap((kind) => secretsOf(kind, all));
      const same = found.filter((p, i) => found.findIndex((q) => q.Value === p.Value) !== i);
      return judged(
        [same.length > 0 && `copies of another secret: ${same.map(leaf).join(', ')}`],
        `${found.length} different values`,
      );
    },
  );

  const thresholds = (Object.keys(THRESHOLDS) as ThresholdId[]).map((id) =>
    check(
      `threshold.${id}`,
      `${THRESHOLDS[id].leaf} is a number (${THRESHOLDS[id].unit})`,
      redeploy(deployment),
      async (live) => {
        const name = names.parameters.threshold(id);
        const found = (await live.parameters(path)).find((p) => p.Name === name);
        if (found === undefined) throw new Missing(name);
        const text = found.Value ?? '';
        return judged(
          [
            found.Type !== 'String' && `its type is ${found.Type ?? 'unknown'}`,
            !isThreshold(id, text) && `its value is ${JSON.stringify(text)}`,
          ],
          text,
        );
      },
    ),
  );

  const strays = check(
    'known',
    `every parameter below ${path} is one that the code reads`,
    `aws ssm delete-parameter --name NAME, once nobody needs it`,
    async (live) => {
      const known = new Set(
        (Object.keys(THRESHOLDS) as ThresholdId[]).map((id) => names.parameters.threshold(id)),
      );
      const all = await live.parameterMetadata(path);
      const unknown = all.filter(
        ({ Name = '' }) =>
          !known.has(Name) &&
          SECRETS.every((k) => names.parameters.versionOf(k, Name) === undefined),
      );
      return judged(
        [unknown.length > 0 && `nothing reads ${unknown.map((p) => p.Name ?? '').join(', ')}`],
        `${all.length} parameters`,
      );
    },
  );
  return [...secrets, encrypted, distinct, ...thresholds, strays];
}

/** The form that L0 and the breaker accept; `Number('')` is 0, so the text is looked at first. */
function isThreshold(id: ThresholdId, text: string): boolean {
  if (!/^\d+(\.\d+)?$/.test(text)) return false;
  const value = Number(text);
  return id === 'driftMagnitude' ? value <= 1 : Number.isSafeInteger(value) && value >= 1;
}
