// Stands in for stacks/main.ts where only the state matters: four stacks of Terraform's own resource,
// which no provider makes, with the S3 backend as the real ones have it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { CDKTF_OUTDIR, TF_WORKSPACE, SMALL_STACKS_INPUT } = process.env;
const account = '123456789012';
const region = 'eu-central-1';

for (const stack of ['foundation', 'data', 'access', 'observability']) {
  const folder = join(CDKTF_OUTDIR, 'stacks', stack);
  mkdirSync(folder, { recursive: true });
  const s3 = {
    bucket: `phase-mirror-tfstate-${account}-${region}`,
    key: `${stack}/terraform.tfstate`,
    workspace_key_prefix: 'workspaces',
    region,
    dynamodb_table: 'phase-mirror-tfstate-lock',
    use_lockfile: true,
    encrypt: true,
    kms_key_id: `arn:aws:kms:${region}:${account}:alias/phase-mirror-tfstate`,
    use_path_style: true,
    skip_metadata_api_check: true,
    skip_region_validation: true,
    max_retries: 1,
  };
  // Only `data` changes from one deploy to the next.
  const input = stack === 'data' ? SMALL_STACKS_INPUT : TF_WORKSPACE;
  const resource = { terraform_data: { thing: { input }, other: { input } } };
  writeFileSync(
    join(folder, 'cdk.tf.json'),
    JSON.stringify({ terraform: { backend: { s3 } }, resource }),
  );
}
