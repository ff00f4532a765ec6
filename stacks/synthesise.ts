import { EXIT, PhaseMirrorError, renderError, type ExitCode } from '../runtime/src/errors/index.js';
import { buildApp } from './app.js';
import { forgetOtherBackend } from './backend-pointer.js';
import { deploymentFor, environmentOf, type Variables } from './environments.js';
import { writeOverride } from './local-override.js';

/**
 * Synthesises the stacks of the environment that TF_WORKSPACE names into CDKTF_OUTDIR, by default
 * `cdktf.out`. An expected failure is written to `stderr` and answered as its exit code.
 */
export function synthesise(
  variables: Variables,
  stderr: { write(text: string): unknown },
): ExitCode {
  try {
    const deployment = deploymentFor(environmentOf(variables), variables);
    const app = buildApp(deployment, variables['CDKTF_OUTDIR'] || 'cdktf.out');
    app.synth();
    for (const stack of deployment.stacks) {
      const folder = `${app.outdir}/stacks/${stack}`;
      writeOverride(folder, variables);
      forgetOtherBackend(folder);
    }
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof PhaseMirrorError)) throw error;
    stderr.write(`${renderError(error)}\n`);
    return error.exit;
  }
}
