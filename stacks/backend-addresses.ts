/**
 * Terraform addresses of what the S3 backend itself needs. Bootstrap applies these with local
 * state before there is a backend; the rest of the foundation is applied like any other stack.
 */
export const BACKEND_ADDRESSES = [
  'aws_kms_key.state_key',
  'aws_kms_alias.state_alias',
  'aws_s3_bucket.tfstate_bucket',
  'aws_dynamodb_table.lock_table',
] as const;
