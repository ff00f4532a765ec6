// Stands in for stacks/main.ts: four small stacks with the real backend, synthesised in 50 ms.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const bucket = 'phase-mirror-tfstate-123456789012-eu-central-1';
const environment = process.env.TF_WORKSPACE;
const named = (name) => ({ name: `phase-mirror-${environment}-${name}` });
const RESOURCES = {
  foundation: {
    aws_kms_key: { state_key: {} },
    aws_kms_alias: { state_alias: { name: 'alias/phase-mirror-tfstate' } },
    aws_s3_bucket: { tfstate_bucket: { bucket }, access_log_bucket: { bucket: 'logs' } },
    aws_dynamodb_table: { lock_table: { name: 'phase-mirror-tfstate-lock' } },
  },
  data: { aws_dynamodb_table: { consent_table: named('consent') } },
  access: { aws_iam_role: { oracle: named('oracle') } },
  observability: { aws_sns_topic: { critical: named('critical') } },
};
for (const [stack, resource] of Object.entries(RESOURCES)) {
  const folder = join(process.env.CDKTF_OUTDIR, 'stacks', stack);
  mkdirSync(folder, { recursive: true });
  const backend = { s3: { bucket, key: `${stack}/terraform.tfstate` } };
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify({ terraform: { backend }, resource }));
}
