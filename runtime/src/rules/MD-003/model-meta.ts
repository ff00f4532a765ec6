import { rulesetFile, workflowFile } from '../example-files.js';
import type { RuleMeta } from '../rule.js';

type Files = Readonly<Record<string, string>>;

const required = rulesetFile({ contexts: ['review'] });
/** A workflow on `event` whose one job `review` has these steps. */
const review = (
  steps: readonly string[],
  event = 'pull_request',
  ...lines: readonly string[]
): Files =>
  workflowFile(
    [event],
    [
      'review:',
      '  runs-on: ubuntu-24.04',
      ...lines.map((line) => `  ${line}`),
      '  steps:',
      ...steps.map((line) => `    ${line}`),
    ],
  );
const SHA = '0'.repeat(40);
const ASK = ['- id: ask', `  uses: actions/ai-inference@${SHA}`, '  with: {prompt: Is it sound?}'];
const DECIDE = ["- if: contains(steps.ask.outputs.response, 'NO')", '  run: exit 1'];

export const modelVerdictMeta: RuleMeta = {
  id: 'MD-003.2',
  title: 'A model decides a gate',
  rationale:
    'A required check says yes or no, and says the same tomorrow. A model says what is likely: a new version of it, or the same one asked again, answers otherwise. Temperature 0 is not determinism.',
  remedy:
    'Let the model advise. Where it must decide: name a dated snapshot, keep its verdict as an artifact that can be read again, and say what happens when it does not answer.',
  docs: 'docs/rules/MD-003.md#md-0032-a-model-decides-a-gate',
  examples: [
    {
      title: 'a required check that is red when a model says no',
      answer: 'violation',
      base: { ...review([...ASK, ...DECIDE]), ...required },
    },
    {
      title: 'a required job whose script asks a model, at temperature 0',
      answer: 'violation',
      base: {
        ...review([
          '- run: |',
          '    curl -sf https://api.openai.com/v1/chat/completions -d \'{"model": "gpt-5", "temperature": 0}\' | jq -e .ok',
        ]),
        ...required,
      },
    },
    {
      title: 'a model whose answer is read although its own failure does not count',
      answer: 'violation',
      base: { ...review([...ASK, '  continue-on-error: true', ...DECIDE]), ...required },
    },
    {
      title: 'a job that advises: nothing requires it',
      answer: 'pass',
      base: { ...review([...ASK, ...DECIDE]), ...rulesetFile({ contexts: ['test'] }) },
    },
    {
      title: 'a step that may fail, and whose answer is only shown',
      answer: 'pass',
      base: {
        ...review([
          ...ASK,
          '  continue-on-error: true',
          '- env: {ANSWER: "${{ steps.ask.outputs.response }}"}',
          '  run: echo "$ANSWER" >> "$GITHUB_STEP_SUMMARY"',
        ]),
        ...required,
      },
    },
    {
      title: 'a snapshot of a model',
      answer: 'pass',
      base: {
        ...review([
          '- id: ask',
          `  uses: anthropics/claude-code-action@${SHA}`,
          '  with: {claude_args: --model claude-sonnet-4-20250514}',
        ]),
        ...required,
      },
    },
    {
      title: 'a verdict that is kept',
      answer: 'pass',
      base: {
        ...review([...ASK, ...DECIDE, `- uses: actions/upload-artifact@${SHA}`]),
        ...required,
      },
    },
    {
      title: 'a fallback for when the model does not answer',
      answer: 'pass',
      base: {
        ...review([
          ...ASK,
          '  continue-on-error: true',
          ...DECIDE,
          "- if: steps.ask.outcome != 'success'",
          '  run: npm run rules',
        ]),
        ...required,
      },
    },
    {
      title: 'a model that a variable of the repository names',
      answer: 'unknown',
      base: {
        ...review([...ASK.slice(0, 2), '  with: {model: "${{ vars.MODEL }}"}', ...DECIDE]),
        ...required,
      },
    },
  ],
};

const env = '  env: {ANSWER: "${{ steps.ask.outputs.response }}"}';

export const modelFlowMeta: RuleMeta = {
  id: 'MD-003.3',
  title: 'A model moves a hand',
  rationale:
    'What a model reads can tell it what to answer. Where its answer becomes a command, a merge or a write, whoever writes the issue, the comment or the change holds the rights of the job.',
  remedy:
    'Treat the answer as text of a stranger: through an environment variable, compared with the few values that are allowed, and never run. Let a person merge.',
  docs: 'docs/rules/MD-003.md#md-0033-a-model-moves-a-hand',
  examples: [
    {
      title: 'an answer in a script, on pull_request_target (critical)',
      answer: 'violation',
      base: review(
        [...ASK, '- run: echo "${{ steps.ask.outputs.response }}"'],
        'pull_request_target',
      ),
    },
    {
      title: 'an answer that decides a merge (high)',
      answer: 'violation',
      base: review([
        ...ASK,
        "- if: steps.ask.outputs.response == 'APPROVE'",
        '  run: gh pr merge --squash "$PR"',
      ]),
    },
    {
      title: 'an answer that a shell runs (high)',
      answer: 'violation',
      base: review(['- run: claude -p "How is this mended?" | bash']),
    },
    {
      title: 'an answer of another job',
      answer: 'violation',
      base: workflowFile(
        ['issues'],
        [
          'ask:',
          '  runs-on: ubuntu-24.04',
          '  outputs: {command: "${{ steps.ask.outputs.response }}"}',
          '  steps:',
          ...ASK.map((line) => `    ${line}`),
          'do:',
          '  needs: ask',
          '  runs-on: ubuntu-24.04',
          '  steps:',
          '    - run: ${{ needs.ask.outputs.command }}',
        ],
      ),
    },
    {
      title: 'through a variable, and compared before it decides (medium)',
      answer: 'violation',
      base: review([
        ...ASK,
        `-${env.slice(1)}`,
        '  run: |',
        '    if [ "$ANSWER" = patch ]; then gh pr merge --auto "$PR"; fi',
      ]),
    },
    {
      title: 'an answer that is only shown',
      answer: 'pass',
      base: review([...ASK, `-${env.slice(1)}`, '  run: gh pr comment "$PR" --body "$ANSWER"']),
    },
    {
      title: 'an answer that decides whether a comment is written',
      answer: 'pass',
      base: review([
        ...ASK,
        "- if: contains(steps.ask.outputs.response, 'typo')",
        '  run: gh pr comment "$PR" --body "There may be a typo."',
      ]),
    },
    {
      title: 'the outputs of a step that asks no model',
      answer: 'pass',
      base: review([
        ...ASK,
        '- id: version',
        '  run: echo "v=$(cat VERSION)" >> "$GITHUB_OUTPUT"',
        '- run: git push origin "v${{ steps.version.outputs.v }}"',
      ]),
    },
    {
      title: 'a merge that no answer decides',
      answer: 'pass',
      base: review([...ASK, '- run: gh pr merge --auto "$PR"']),
    },
  ],
};
