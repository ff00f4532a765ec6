import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Variables } from './settings.js';

/** Merged by Terraform over `cdk.tf.json`: override files are read last, in the order of names. */
export const OVERRIDE_FILE = 'zz_local_override.tf.json';

/** What a stack folder's configuration says of the backend. */
export interface Backend {
  readonly terraform: { readonly backend: { readonly s3: Readonly<Record<string, unknown>> } };
}

/**
 * Beside a synthesised stack: the settings that an endpoint of one's own needs when
 * AWS_ENDPOINT_URL is set; removed when it is not. Stack code itself knows no endpoint.
 */
export function writeOverride(folder: string, variables: Variables): void {
  const file = join(folder, OVERRIDE_FILE);
  if (variables['AWS_ENDPOINT_URL']) {
    const synthesised = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')) as Backend;
    writeFileSync(file, `${JSON.stringify(overrideOf(synthesised), null, 2)}\n`);
  } else {
    rmSync(file, { force: true });
  }
}

function overrideOf({ terraform }: Backend): Backend & { readonly provider: unknown } {
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
