// A fresh runtime, as the next evaluation in CI will be: loads a secret by itself, says which version
// signs, makes a proof with it and checks the proofs that it is given. Arguments: kind, environment,
// region, proofs as JSON. Prints one line of JSON; no value.
import {
  PROJECT,
  namesFor,
  type SecretKind,
  type Environment,
} from '../../runtime/src/names/index.js';
import { nonceCache, saltCache } from '../../runtime/src/privacy/index.js';
import { ssmParameters } from '../../runtime/src/stores/ssm/parameters.js';
import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import { holds, prove, type Proof } from './proof.js';

const [kind, environment, region = '', proofs = '[]'] = process.argv.slice(2) as [
  SecretKind,
  Environment,
  string,
  string,
];
const names = namesFor({ project: PROJECT, environment, account: '000000000000', region });
const parameters = ssmParameters({
  names: names.parameters,
  region,
  endpoint: process.env['AWS_ENDPOINT_URL_SSM'] ?? process.env['AWS_ENDPOINT_URL'],
});
try {
  const cache = kind === 'nonce' ? nonceCache({ parameters }) : saltCache({ parameters });
  const { ring, degraded } = await cache.keys();
  const checked = (JSON.parse(proofs) as Proof[]).map((proof) => holds(ring, proof));
  process.stdout.write(`${JSON.stringify({ proof: prove(kind, ring), checked, degraded })}\n`);
} catch (error) {
  if (!(error instanceof PhaseMirrorError)) throw error;
  process.stdout.write(`${JSON.stringify({ failure: `${error.code} ${error.message}` })}\n`);
} finally {
  parameters.close();
}
