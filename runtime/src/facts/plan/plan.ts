/** One resource that Terraform manages, as a plan found it. Never a value of it: plans hold secrets. */
export interface PlanResource {
  /** For example `module.data.aws_kms_key.data[0]`. */
  readonly address: string;
  /** For example `aws_kms_key`. */
  readonly type: string;
  /** What became of it outside of Terraform since it was last applied. */
  readonly state: 'same' | 'changed' | 'deleted';
  /** Names of attributes that differ, sorted; empty unless it was changed. */
  readonly attributes: readonly string[];
  /** JSON pointer into the plan, where it was changed or deleted. */
  readonly pointer?: string;
}

/** What `terraform show -json` says of one plan. */
export interface PlanFacts {
  /** File name of the plan, without its folder. */
  readonly file: string;
  readonly resources: readonly PlanResource[];
}
