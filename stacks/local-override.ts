import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Variables } from './settings.js';

/** Merged by Terraform over `cdk.tf.json`: override files are read last, in the order of names. */
export const OVERRIDE_FILE = 'zz_local_override.tf.json';

interface Synthesised {
  readonly terraform: { readonly backend: { readonly s3: Readonly<Record<string, unknown>> } };
}

/**
 * Beside every synthesised stack: the settings that an endpoint of one's own needs when
 * AWS_ENDPOINT_URL is set, nothing when it is not. Stack code itself knows no endpoint.
 */
export function writeOverrides(outdir: string, variables: Variables): void {
  const stacks = join(outdir, 'stacks');
  for (const stack of readdirSync(stacks)) {
    const folder = join(stacks, stack);
    const synthesised = join(folder, 'cdk.tf.json');
    const override = join(folder, OVERRIDE_FILE);
    if (variables['AWS_ENDPOINT_URL'] && existsSync(synthesised)) {
      writeFileSync(override, `${JSON.stringify(overrideOf(synthesised), null, 2)}\n`);
    } else {
      rmSync(override, { force: true });
    }
  }
}

function overrideOf(synthesised: string): unknown {
  const { terraform } = JSON.parse(readFileSync(synthesised, 'utf8')) as Synthesised;
  return {
    provider: {
      aws: [
        {
          s3_use_path_style: true,
          skip_metadata_api_check: 'true',
          // 25 by default: an endpoint that answers 500 would hold a deploy for minutes. 1 is too
          // few: a connection that the endpoint drops would fail it.
          max_retries: 4,
        },
      ],
    },
    terraform: {
      // An override replaces a backend as a whole.
      backend: {
        s3: { ...terraform.backend.s3, use_path_style: true, skip_metadata_api_check: true },
      },
    },
  };
}
