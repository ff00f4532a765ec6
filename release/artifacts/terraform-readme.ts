import { STACKS } from '../../runtime/src/names/index.js';
import { VARIABLES } from './terraform-variables.js';

/** README.md of a Terraform bundle. test/release-e2e runs its commands. */
export function bundleReadme(environment: string, version: string): string {
  const others = STACKS.filter((stack) => stack !== 'foundation');
  const rows = VARIABLES.map(
    ({ name, description, default: preset, example }) =>
      `| \`${name}\` | ${description} | ${preset === undefined ? `none: give it (\`${example}\`)` : `\`${preset}\``} |`,
  );
  return `# Phase Mirror ${version}: the stacks of ${environment}, for plain Terraform

Needed: Terraform 1.11 or newer, and credentials of the account. Node is not. Each folder is a stack: ${STACKS.map((stack) => `\`${stack}\``).join(', ')}.
They are what \`cdktf deploy\` applies from the source of ${version}; the account and the repository stand in them as variables.

| variable | meaning | default |
|---|---|---|
${rows.join('\n')}

Whatever else can be set (retention, thresholds, e-mail addresses, a foundation shared with another environment) is as it is committed for ${environment};
nobody is subscribed to the alarm topics. To change that, synthesise with Node: the archive of the runbooks does it.

## 1. Say where

\`\`\`sh
export TF_VAR_account=123456789012
export TF_VAR_organisation=octo-org
export TF_VAR_region=eu-central-1
sed -e "s/ACCOUNT/$TF_VAR_account/g" -e "s/REGION/$TF_VAR_region/g" backend.hcl.in > backend.hcl
\`\`\`

Keep \`TF_WORKSPACE\` unset. The workspace must be \`${environment}\`: in any other, every plan of these stacks is refused.

## 2. The first time: the foundation

The bucket that holds every state is made by the stack \`foundation\`, whose own state begins in a file and then moves there.

\`\`\`sh
printf 'terraform {\\n  backend "local" {}\\n}\\n' > foundation/begin_override.tf
terraform -chdir=foundation init
terraform -chdir=foundation workspace select -or-create ${environment}
terraform -chdir=foundation apply
rm foundation/begin_override.tf
terraform -chdir=foundation init -migrate-state -backend-config=../backend.hcl
\`\`\`

When \`init\` has moved the state, delete \`foundation/terraform.tfstate.d\`. An account where a foundation stands already is not given a second one: begin with step 3, or go on with the existing state by
\`terraform -chdir=foundation init -backend-config=../backend.hcl\`.

## 3. Every time

\`\`\`sh
for stack in foundation ${others.join(' ')}; do
  terraform -chdir=$stack init -backend-config=../backend.hcl
  terraform -chdir=$stack workspace select -or-create ${environment}
  terraform -chdir=$stack apply
done
\`\`\`

Read each plan. Nothing here refuses the destruction of a table, except the table's own deletion protection; the runbook \`deploy\` does.

The first redaction nonce and salt are made by Terraform on the way, in arguments that are written and never read, so that they are in no plan and no state. Whoever brings their own gives
\`TF_VAR_redaction_nonce_v1\` and \`TF_VAR_hmac_salt_v1\` to the stack \`data\`: 64 lower-case hexadecimal characters each.

## To look without an account

\`\`\`sh
terraform -chdir=data init -backend=false
TF_WORKSPACE=${environment} terraform -chdir=data validate
\`\`\`
`;
}
