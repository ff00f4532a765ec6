import { describe, expect, it } from '@jest/globals';
import { eachFailsItsPromise, type Broken } from './each-fails-its-promise.js';
import { verifiedAfter } from './verified.js';
import { EVERYBODY, policyText, type World } from './world.js';

const parameter = (world: World, leaf: string): World['parameters'][number] =>
  world.parameters.find((p) => p.Name.endsWith(leaf)) as World['parameters'][number];

const marker = (Name: string): World['parameters'][number] => ({
  Name,
  Type: 'String',
  Value: '{"why":"retired"}',
});

const PARAMETERS: readonly Broken[] = [
  [
    'a nonce in capitals',
    (w) => (parameter(w, 'nonce_v1').Value = 'AB'.repeat(32)),
    'nonce.form',
    /not 64 .*: redaction_nonce_v1$/,
  ],
  ['a short salt', (w) => (parameter(w, 'salt_v1').Value = '0f'), 'salt.form', /hmac_salt_v1/],
  [
    'a secret that is no SecureString',
    (w) => (parameter(w, 'nonce_v1').Type = 'String'),
    'nonce.form',
    /not a SecureString: redaction_nonce_v1/,
  ],
  [
    'a secret under the default key',
    (w) => (parameter(w, 'salt_v1').KeyId = 'alias/aws/ssm'),
    'parameters.encryption',
    /hmac_salt_v1 is encrypted with alias\/aws\/ssm/,
  ],
  [
    'a rotation that copied the value',
    (w, d) =>
      w.parameters.push({
        ...parameter(w, 'nonce_v1'),
        Name: d.names.parameters.secret('nonce', 2),
      }),
    'parameters.distinct',
    /copies of another secret: redaction_nonce_v2/,
  ],
  [
    'a threshold in words',
    (w) => (parameter(w, 'per_hour').Value = 'ten'),
    'blocksPerHour',
    /"ten"/,
  ],
  ['an empty threshold', (w) => (parameter(w, 'per_hour').Value = ''), 'blocksPerHour', /""/],
  [
    'half a block an hour',
    (w) => (parameter(w, 'per_hour').Value = '1.5'),
    'blocksPerHour',
    /"1.5"/,
  ],
  [
    'a false-positive rate in per cent',
    (w) => (parameter(w, 'positive_rate').Value = '10'),
    'falsePositiveRate',
    /"10"/,
  ],
  ['a drift above 1', (w) => (parameter(w, 'magnitude').Value = '1.1'), 'driftMagnitude', /"1.1"/],
  [
    'a threshold as a list',
    (w) => (parameter(w, 'age_days').Type = 'StringList'),
    'nonceMaxAgeDays',
    /StringList/,
  ],
  [
    'a fourth spelling of the nonce path',
    (w) => w.parameters.push({ Name: '/guardian/local/nonce/v2', Type: 'String', Value: 'x' }),
    'parameters.known',
    /nothing reads \/guardian\/local\/nonce\/v2/,
  ],
  [
    'a retirement that stopped half-way',
    (w, d) => w.parameters.push(marker(d.names.parameters.retired('nonce', 1))),
    'parameters.retired',
    /marked and still there: \/guardian\/local\/redaction_nonce_v1/,
  ],
];

const KEYS_AND_STATE: readonly Broken[] = [
  [
    'rotation off',
    (w, d) => ((w.keys[d.names.keyAlias] ?? { rotates: true }).rotates = false),
    'rotation',
    /off/,
  ],
  [
    'a key about to be deleted',
    (w, d) =>
      Object.assign(w.keys[d.names.auditKeyAlias]?.meta ?? {}, { KeyState: 'PendingDeletion' }),
    'audit.usable',
    /PendingDeletion/,
  ],
  [
    "AWS's own key behind the alias",
    (w, d) => Object.assign(w.keys[d.names.auditKeyAlias]?.meta ?? {}, { KeyManager: 'AWS' }),
    'audit.usable',
    /AWS manages it/,
  ],
  [
    'a state in clear',
    (w, d) =>
      Object.assign(w.objects[d.state.objectKey('local', 'data')] ?? {}, { encryption: 'AES256' }),
    'state.data.encryption',
    /AES256/,
  ],
  [
    'a secret in a state',
    (w, d) =>
      Object.assign(w.objects[d.state.objectKey('local', 'data')] ?? {}, {
        text: `{"value":"${parameter(w, 'nonce_v1').Value}"}`,
      }),
    'state.data.no-secrets',
    /value of \/guardian\/local\/redaction_nonce_v1$/,
  ],
];

const POLICIES: readonly (readonly [string, object, RegExp])[] = [
  ['everybody', { Principal: EVERYBODY }, /admits everybody/],
  ['another account', { Principal: { AWS: 'arn:aws:iam::999999999999:root' } }, /999999999999/],
  [
    'a service of any customer',
    { Principal: { Service: 's3.amazonaws.com' } },
    /no source account/,
  ],
];

describe('a parameter after', () => eachFailsItsPromise(PARAMETERS));

describe('secrets after a rotation and the retirement of version 1', () => {
  it('keep every promise', async () => {
    const { rows } = await verifiedAfter((w, d) => {
      for (const kind of ['nonce', 'salt'] as const) {
        const seed = parameter(w, `${kind}_v1`);
        seed.Name = d.names.parameters.secret(kind, 2);
        w.parameters.push(marker(d.names.parameters.retired(kind, 1)));
      }
    });
    const bad = rows.filter((row) => row.group === 'parameters' && row.outcome !== 'pass');
    expect(bad).toEqual([]);
  });
});

describe('a key or a state after', () => eachFailsItsPromise(KEYS_AND_STATE));

describe('the policy of a key', () => {
  it.each(POLICIES)('that admits %s breaks its promise', async (_, statement, says) => {
    const { bad } = await verifiedAfter((w, d) => {
      const key = w.keys[d.names.keyAlias];
      if (key !== undefined) {
        key.policy = policyText({ Effect: 'Allow', Action: 'kms:*', Resource: '*', ...statement });
      }
    });
    expect(bad.map((row) => row.id)).toEqual(['keys.alias/phase-mirror-local.policy']);
    expect(bad[0]?.evidence).toMatch(says);
  });
});
