import { job, rulesetFile, workflowFile } from '../example-files.js';
import type { RuleMeta } from '../rule.js';

const accepted = {
  ...workflowFile(['pull_request'], job('test', 'permissions: {}')),
  ...rulesetFile({ contexts: ['test'], bypass: [] }),
};

/** A plan as Terraform prints it, with what drifted of three resources. */
function plan(drift: readonly object[], more: object = {}): object {
  const types = ['aws_kms_key', 'aws_cloudwatch_metric_alarm', 'aws_cloudwatch_dashboard'];
  const resources = types.map((type) => ({ address: `${type}.data`, mode: 'managed', type }));
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    prior_state: { format_version: '1.0', values: { root_module: { resources } } },
    resource_drift: drift,
    ...more,
  };
}

const drifted = (
  type: string,
  actions: readonly string[],
  before: object,
  after: object | null,
) => ({
  address: `${type}.data`,
  mode: 'managed',
  type,
  name: 'data',
  change: { actions, before, after },
});

export const infrastructureDriftMeta: RuleMeta = {
  id: 'MD-005.7',
  title: 'Infrastructure drift',
  rationale:
    'What was changed or deleted past Terraform was reviewed by nobody: a key without rotation, a role with one more policy, an alarm that is gone. A plan that refreshes sees it. Resources weigh in the magnitude by what they protect.',
  remedy:
    'Find out who changed it, then apply the code again or bring the code up to date. Judge again: `terraform plan -refresh-only -out p.tfplan`, `terraform show -json p.tfplan > plan.json`, `phase-mirror check --mode drift --plan plan.json`.',
  docs: 'docs/rules/MD-005.md#md-0057-infrastructure-drift',
  examples: [
    {
      title: 'a key whose rotation somebody switched off',
      answer: 'violation',
      accepted,
      base: accepted,
      plan: plan([
        drifted(
          'aws_kms_key',
          ['update'],
          { enable_key_rotation: true, tags: {} },
          { enable_key_rotation: false, tags: { by: 'hand' } },
        ),
      ]),
    },
    {
      title: 'an alarm that is gone',
      answer: 'violation',
      accepted,
      base: accepted,
      plan: plan([
        drifted('aws_cloudwatch_metric_alarm', ['delete'], { alarm_name: 'blocks' }, null),
      ]),
    },
    {
      title: 'a dashboard that somebody rearranged (low)',
      answer: 'violation',
      accepted,
      base: accepted,
      plan: plan([
        drifted(
          'aws_cloudwatch_dashboard',
          ['update'],
          { dashboard_body: '{"widgets":[]}' },
          { dashboard_body: '{"widgets":[{}]}' },
        ),
      ]),
    },
    {
      title: 'nothing was changed, whatever the plan itself would do',
      answer: 'pass',
      accepted,
      base: accepted,
      plan: plan([], {
        resource_changes: [
          drifted('aws_kms_key', ['update'], { deletion_window_in_days: 7 }, {}),
          {
            ...drifted('aws_kms_key', ['create'], {}, {}),
            change: { actions: ['create'], before: null },
          },
        ],
      }),
    },
    {
      title: 'other tags, and nothing in another form',
      answer: 'pass',
      accepted,
      base: accepted,
      plan: plan([
        drifted(
          'aws_kms_key',
          ['update'],
          { tags: {}, policy: '{"a":1,"b":2}', custom_key_store_id: '' },
          { tags: { by: 'hand' }, policy: '{ "b": 2, "a": 1 }', custom_key_store_id: null },
        ),
      ]),
    },
    {
      title: 'a plan that Terraform could not finish',
      answer: 'unknown',
      accepted,
      base: accepted,
      plan: plan([], { errored: true }),
    },
    {
      title: 'a file that is no plan',
      answer: 'unknown',
      accepted,
      base: accepted,
      plan: { version: 4, resources: [] },
    },
  ],
};
