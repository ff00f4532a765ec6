import { describe, expect, it } from '@jest/globals';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { modelFlow } from '../../../runtime/src/rules/MD-003/model-flow.js';
import { modelVerdict } from '../../../runtime/src/rules/MD-003/model-verdict.js';
import type { Rule } from '../../../runtime/src/rules/rule.js';
import type { Files } from '../../support/repository.js';
import { sides } from './example-sides.js';
import { judge } from './judge.js';

const CI = '.github/workflows/ci.yml';
const RULESET = '.github/rulesets/main.json';

describe('claim and reality', () => {
  it.each<readonly [Rule, string, readonly string[]]>([
    [
      modelVerdict,
      'a required check that is red when a model says no',
      [
        'the ruleset "main" requires the check "review"',
        `${RULESET}:20`,
        'the job review of .github/workflows/ci.yml asks a model (actions/ai-inference) and decides by what it says: no snapshot of the model is named, the verdict is not kept, and there is no fallback',
        `${CI}:9`,
      ],
    ],
    [
      modelVerdict,
      'a required job whose script asks a model, at temperature 0',
      [
        'the ruleset "main" requires the check "review"',
        `${RULESET}:20`,
        'the job review of .github/workflows/ci.yml asks a model (api.openai.com) and fails when that fails: no snapshot of the model is named, the verdict is not kept, and there is no fallback',
        `${CI}:8`,
      ],
    ],
    [
      modelFlow,
      'an answer in a script, on pull_request_target (critical)',
      [
        'the job review of .github/workflows/ci.yml does what its lines say',
        `${CI}:5`,
        'the answer of a model (actions/ai-inference) is written into its script before the shell reads it',
        `${CI}:11`,
      ],
    ],
    [
      modelFlow,
      'an answer that decides a merge (high)',
      [
        'the job review of .github/workflows/ci.yml does what its lines say',
        `${CI}:5`,
        'the answer of a model (actions/ai-inference) decides whether it merges',
        `${CI}:12`,
      ],
    ],
  ])('%#: %s', async (rule, title, expected) => {
    expect(await sides(rule, title)).toEqual(expected);
  });
});

const severities = async (rule: Rule, base: Files): Promise<readonly string[]> =>
  (await judge(rule, { base })).findings.map(
    ({ severity, confidence }) => `${severity} ${confidence}`,
  );
const steps = (...lines: readonly string[]): Files => ({
  ...workflowFile(
    ['pull_request'],
    ['review:', '  runs-on: ubuntu-24.04', '  steps:', ...lines.map((line) => `    ${line}`)],
  ),
  ...rulesetFile({ contexts: ['review'] }),
});
const script = (...lines: readonly string[]): Files =>
  steps('- run: |', ...lines.map((line) => `    ${line}`));

describe('MD-003.2: a model decides a gate', () => {
  it.each([
    ['claude -p "Is it sound?"'],
    ['codex exec "review" || exit 1'],
    ['ollama run llama3 < diff.txt'],
    ['answer=$(gh models run openai/gpt-5 "review")'],
    ['aws bedrock-runtime converse --model-id x'],
    ['curl -s "https://generativelanguage.googleapis.com/v1/models/gemini:generateContent"'],
  ])('%s', async (line) => {
    expect(await severities(modelVerdict, script(line))).toEqual(['high medium']);
  });

  it.each([
    'claude --version',
    'codex login',
    'gemini --help',
    'gh pr view',
    'curl -s https://api.example.com/openai',
    'echo "curl https://api.openai.com/v1"',
    'claude -p "Is it sound?" || true',
    'claude -p "Is it sound?" --model claude-opus-4-1-20250805',
    'curl -s https://api.openai.com/v1/responses -d \'{"model": "gpt-4o-2024-08-06"}\'',
  ])('is none of %s', async (line) => {
    expect(await severities(modelVerdict, script(line))).toEqual([]);
  });

  it('is one where a gate reads what another job was told', async () => {
    const base = {
      ...workflowFile(
        ['pull_request'],
        [
          'ask:',
          '  runs-on: ubuntu-24.04',
          '  outputs: {answer: "${{ steps.ask.outputs.response }}"}',
          '  steps:',
          '    - {id: ask, uses: actions/ai-inference@v1, continue-on-error: true}',
          ...job('review', 'needs: ask', 'env: {A: x}'),
          '    - env: {ANSWER: "${{ needs.ask.outputs.answer }}"}',
          '      run: test "$ANSWER" = yes',
        ],
      ),
      ...rulesetFile({ contexts: ['review'] }),
    };
    expect(await severities(modelVerdict, base)).toEqual(['high high']);
  });
});

describe('MD-003.3: a model moves a hand', () => {
  const ASK = '- {id: ask, uses: actions/ai-inference@v1}';
  const ANSWER = '- env: {ANSWER: "${{ steps.ask.outputs.response }}"}';

  it.each([
    ['eval "$(claude -p fix)"'],
    ['bash -c "$(claude -p fix)"'],
    ['fix=$(claude -p fix); bash -c "$fix"'],
    ['fix=$(curl -s https://api.openai.com/v1/responses | jq -r .x); $fix'],
    ['curl -s https://api.anthropic.com/v1/messages | jq -r .x | sh'],
    ['branch=$(claude -p name); git push origin "$branch"'],
  ])('%s', async (line) => {
    expect(await severities(modelFlow, script(line))).toEqual(['high high']);
  });

  it.each([
    'claude -p fix > answer.txt; git push',
    'fix=$(claude -p fix); echo "$fix"',
    'fix=$(claude -p fix); gh pr comment 1 --body "$fix"',
    'fix=$(claude -p fix); if [ -z "$fix" ]; then echo none; fi; git push',
    'eval "$(ssh-agent)"; claude -p fix',
    'claude -p fix | tee answer.txt',
    'curl -s https://api.openai.com/v1/responses | python3 -c "import json"',
  ])('is none of %s', async (line) => {
    expect(await severities(modelFlow, script(line))).toEqual([]);
  });

  it.each([
    ['eval "$ANSWER"', 'high high'],
    ['gh api -X PUT "repos/x/y/pulls/1/merge" -f m="$ANSWER"', 'high high'],
    ['echo "$ANSWER" | bash', 'high high'],
    ['case "$ANSWER" in ok) gh pr review --approve ;; esac', 'medium medium'],
  ])('through a variable: %s', async (line, expected) => {
    const base = steps(ASK, ANSWER, '  run: |', `    ${line}`);
    expect(await severities(modelFlow, base)).toEqual([expected]);
  });

  it.each([
    [
      '- {uses: actions/github-script@v7, with: {script: "f(`${{ steps.ask.outputs.response }}`)"}}',
      1,
    ],
    [
      '- {uses: peter-evans/enable-pull-request-automerge@v3, if: "steps.ask.outputs.response == \'ok\'"}',
      1,
    ],
    [
      '- {uses: actions/github-script@v7, env: {A: "${{ steps.ask.outputs.response }}"}, with: {script: "core.info(process.env.A)"}}',
      0,
    ],
    [
      '- {uses: actions/upload-artifact@v4, with: {path: "${{ steps.ask.outputs.response-file }}"}}',
      0,
    ],
  ])('%s', async (line, findings) => {
    expect(await severities(modelFlow, steps(ASK, line))).toHaveLength(findings);
  });

  it('is critical in a workflow that one on pull_request_target calls', async () => {
    const called = Object.values(steps(ASK, '- run: ${{ steps.ask.outputs.response }}'))[0];
    const base = {
      '.github/workflows/called.yml': String(called).replace('pull_request:', 'workflow_call:'),
      ...workflowFile(['pull_request_target'], ['call:', '  uses: ./.github/workflows/called.yml']),
    };
    expect(await severities(modelFlow, base)).toEqual(['critical high']);
  });
});
