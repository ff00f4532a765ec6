/** The app of cdktf.json: synthesises the stacks of the environment that TF_WORKSPACE names. */
import { PhaseMirrorError, renderError } from '../runtime/src/errors/index.js';
import { buildApp } from './app.js';
import { deploymentFor, environmentOf } from './environments.js';
import { writeOverrides } from './local-override.js';

try {
  const app = buildApp(deploymentFor(environmentOf(process.env), process.env));
  app.synth();
  writeOverrides(app.outdir, process.env);
} catch (error) {
  if (!(error instanceof PhaseMirrorError)) throw error;
  process.stderr.write(`${renderError(error)}\n`);
  process.exitCode = error.exit;
}
