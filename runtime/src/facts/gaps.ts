/** What each code of a gap means and what closes it. Reports print both. */
export const GAPS = {
  'file-too-large': {
    title: 'The file is larger than GitHub reads',
    remedy: 'Make the file smaller than 1 MiB.',
  },
  'file-not-utf8': {
    title: 'The file is not UTF-8 text',
    remedy: 'Save the file as UTF-8.',
  },
  'file-symbolic-link': {
    title: 'The file is a symbolic link, which GitHub does not follow here',
    remedy: 'Commit the file itself in place of the link.',
  },
  'yaml-malformed': {
    title: 'The file is not valid YAML',
    remedy: 'Correct the file at the place shown; GitHub runs nothing of it.',
  },
  'yaml-too-deep': {
    title: 'The file is nested deeper, or holds more nodes, than GitHub reads',
    remedy: 'Flatten the file, or use fewer aliases.',
  },
  'json-malformed': {
    title: 'The file is not valid JSON',
    remedy: 'Correct the file at the place shown.',
  },
  'workflow-invalid': {
    title: 'GitHub refuses the workflow',
    remedy: 'Correct the workflow at the place shown.',
  },
  'workflow-call-unresolved': {
    title: 'A reusable workflow of this repository cannot be resolved',
    remedy: 'Correct the path in `uses`, or give the workflow called a `workflow_call` trigger.',
  },
  'workflow-too-many-checks': {
    title: 'A workflow expands to more checks than are listed',
    remedy: 'Make the matrix, or the chain of reusable workflows, smaller.',
  },
  'claim-shape': {
    title: 'A claim is not of a shape that GitHub has',
    remedy:
      'Commit the JSON that GitHub answers: a branch protection (GET or PUT) or an exported ruleset.',
  },
  'claim-target-unknown': {
    title: 'Which branches a claim is about cannot be told',
    remedy: 'Give the ruleset `conditions.ref_name`, or name the file after its branch.',
  },
  'claim-unresolved': {
    title: 'What a claim says hangs on a variable, a loop or another resource',
    remedy: 'State the value in the resource, or commit the exported ruleset beside it.',
  },
  'claim-extends': {
    title: 'A claim builds on a file of another repository',
    remedy: 'Commit the ruleset that is in force (Settings, Rules, export) beside it.',
  },
  'base-missing': {
    title: 'The commit that the change starts from is not here',
    remedy: 'Fetch it: `git fetch --unshallow`, or `fetch-depth: 0` in actions/checkout.',
  },
  'history-incomplete': {
    title: 'The history between base and head is incomplete',
    remedy: 'Fetch it: `git fetch --unshallow`, or `fetch-depth: 0` in actions/checkout.',
  },
  'history-too-long': {
    title: 'The change has more commits or files than are read',
    remedy: 'Split the change.',
  },
  'branch-unknown': {
    title: 'The branch that the change goes to cannot be told',
    remedy: 'Name it with --branch, or fetch origin/HEAD: `git remote set-head origin --auto`.',
  },
  'codeowners-too-complex': {
    title: 'Patterns of paths need more comparisons than are made',
    remedy: 'Write patterns without several `*` in one segment, or fewer of them.',
  },
  'policy-invalid': {
    title: 'The policy file of the branch that the change goes to cannot be used',
    remedy: 'Correct .phase-mirror.yml there; until then the built-in policy judges strictly.',
  },
  'model-config-unread': {
    title: 'A declared file of a model consumer is not here, or is of no form that is read',
    remedy: 'Correct `modelConsumers` in .phase-mirror.yml: YAML and JSON files are read.',
  },
  'baseline-unreadable': {
    title: 'The baseline cannot be read',
    remedy: 'Run `phase-mirror doctor` with the same store: it says what does not answer, and why.',
  },
  'baseline-broken': {
    title: 'The stored baseline is not what its hash says, or was deleted',
    remedy:
      'List its versions (`phase-mirror baseline show --versions`) and restore one; find out who changed it.',
  },
  'baseline-other-schema': {
    title: 'The stored baseline is of another schema than this release reads',
    remedy: 'Use the release that wrote it, or capture and publish the baseline again.',
  },
  'plan-shape': {
    title: 'The file is no plan of Terraform',
    remedy: 'Give --plan what `terraform show -json PLAN` prints (Terraform 1.0 or newer).',
  },
  'plan-incomplete': {
    title: 'The plan of Terraform is not of every resource',
    remedy: 'Plan again without -target: `terraform plan -refresh-only -out p.tfplan`.',
  },
  'event-unreadable': {
    title: 'The event payload of GitHub Actions cannot be read',
    remedy: 'Check GITHUB_EVENT_PATH.',
  },
  'github-hidden': {
    title: 'GitHub does not show it to the token',
    remedy: 'Give the token the permission named, or ask somebody who has it.',
  },
  'github-token': {
    title: 'GitHub refuses the token',
    remedy: 'Set GITHUB_TOKEN to a token that is valid for GITHUB_API_URL.',
  },
  'github-limited': {
    title: 'GitHub did not answer in full: a limit is reached',
    remedy: 'Run again when the rate limit of the token has been reset.',
  },
  'github-unreachable': {
    title: 'GitHub did not answer',
    remedy: 'Run again; look at GITHUB_API_URL and at the status of GitHub if it lasts.',
  },
  'github-malformed': {
    title: 'GitHub answered in another form than it documents',
    remedy: 'Look at GITHUB_API_URL: something else than GitHub may answer there.',
  },
  'event-shape': {
    title: 'A part of the event payload is not as GitHub documents it',
    remedy: 'Check GITHUB_EVENT_PATH, and that it holds the payload of GITHUB_EVENT_NAME.',
  },
} as const;

export type GapCode = keyof typeof GAPS;
