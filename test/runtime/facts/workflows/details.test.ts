import { describe, expect, it } from '@jest/globals';
import { textFor, truthFor } from '../../../../runtime/src/facts/workflows/evaluate-text.js';
import {
  grantOf,
  workflowFacts,
  type Workflow,
} from '../../../../runtime/src/facts/workflows/workflow.js';
import { checks, parsed } from './names.js';

const facts = (text: string): Workflow => workflowFacts(parsed(text));

const FULL = `name: CI
on:
  pull_request:
    paths: [src/**]
permissions: read-all
concurrency: {group: "ci-\${{ github.ref }}", cancel-in-progress: true}
env: {A: 1}
jobs:
  build:
    runs-on: [self-hosted, linux]
    environment: {name: production, url: https://x}
    timeout-minutes: 30
    continue-on-error: true
    permissions: {checks: write, contents: none}
    concurrency: deploy
    env: {B: "\${{ needs.a.result }}"}
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 0}
      - name: test
        if: always()
        run: |
          npm test
        continue-on-error: true
        env: {C: x}
  call:
    uses: ./.github/workflows/x.yml
    with: {v: 3.10}
`;

describe('the facts of a workflow', () => {
  it('hold what its jobs are and do, with lines', () => {
    const { jobs, concurrency, env, triggers } = facts(FULL);
    expect(triggers).toMatchObject([{ pathsAt: { place: { line: 4, column: 5 } } }]);
    expect(concurrency).toMatchObject({
      group: 'ci-${{ github.ref }}',
      cancelInProgress: 'true',
      place: { line: 6 },
    });
    expect(env).toEqual([{ name: 'A', text: '1' }]);
    expect(jobs[0]).toMatchObject({
      runsOn: { text: 'self-hosted, linux', place: { line: 10 } },
      environment: { text: 'production', place: { line: 11 } },
      timeout: { text: '30', place: { line: 12 } },
      continueOnError: { text: 'true', place: { line: 13 } },
      concurrency: { group: 'deploy', place: { line: 15 } },
      steps: [
        {
          at: { place: { line: 18, column: 9 } },
          uses: 'actions/checkout@v4',
          with: [{ name: 'fetch-depth', text: '0' }],
        },
        {
          at: { place: { line: 22 }, quote: '        run: |' },
          run: 'npm test\n',
          condition: 'always()',
          continueOnError: 'true',
          env: [{ name: 'C', text: 'x' }],
        },
      ],
    });
    expect(jobs[1]).toMatchObject({ with: [{ name: 'v', text: '3.1' }] });
    expect(JSON.stringify(jobs)).not.toMatch(/"(strategy|inputs)"/);
  });

  it.each([
    ['checks', 'write'],
    ['contents', 'none'],
    ['issues', 'none'],
  ])('a block of the job replaces that of the workflow: %s is %s', (scope, grant) => {
    const { permissions } = facts(FULL).jobs[0] ?? {};
    expect(permissions === undefined ? '' : grantOf(permissions, scope)).toBe(grant);
  });

  it('a job without a block has that of its workflow, or none is stated', () => {
    const { permissions } = facts(FULL).jobs[1] ?? {};
    expect(permissions).toMatchObject({ all: 'read', place: { line: 5 } });
    expect(facts('on: push\njobs:\n  a: {runs-on: x}\n').jobs[0]).not.toHaveProperty('permissions');
    expect(facts('on: push\npermissions:\njobs:\n  a: {runs-on: x}\n').jobs[0]).toMatchObject({
      permissions: { all: 'none', scopes: [] },
    });
  });
});

describe('a job that may be left out although all before it succeed', () => {
  const skips = (text: string, event = 'pull_request', files = {}): readonly unknown[] =>
    checks(text, { event, files })
      .checks.filter((check) => check.when !== 'skipped')
      .map(({ skip }) =>
        skip === undefined
          ? 'runs'
          : `${skip.job} ${skip.always ? 'always' : 'perhaps'} ${skip.reports ? 'green' : 'silent'}`,
      );
  const jobs = (...lines: readonly string[]): string =>
    `on: [pull_request, merge_group]\njobs:\n${lines.map((line) => `  ${line}\n`).join('')}`;

  it.each([
    ['a: {runs-on: x}', ['runs']],
    ['a: {runs-on: x, if: github.actor == 1}', ['a perhaps green']],
    ["a: {runs-on: x, if: github.ref == 'refs/heads/main'}", ['a always green']],
    ['a: {runs-on: x, if: github.actor == 1, strategy: {matrix: {v: [1]}}}', ['a perhaps silent']],
  ])('%s', (line, expected) => {
    expect(skips(jobs(line))).toEqual(expected);
  });

  it('is told of what needs it, with the job whose `if` decides', () => {
    const text = jobs(
      'a: {runs-on: x, if: github.actor == 1}',
      'b: {runs-on: x, needs: a}',
      'c: {runs-on: x, needs: b, if: success()}',
      'd: {runs-on: x, needs: c, if: always()}',
      "e: {runs-on: x, needs: [a], if: always() && needs.a.result == 'success'}",
      "f: {runs-on: x, needs: [d], if: needs.d.result == 'success'}",
    );
    expect(skips(text)).toEqual([
      'a perhaps green',
      'a perhaps green',
      'a perhaps green',
      'runs',
      'e perhaps green',
      'runs',
    ]);
  });

  it('takes what it calls along', () => {
    const files = { 'c.yml': 'on: workflow_call\njobs:\n  x: {runs-on: x}\n' };
    const text = jobs('a: {uses: ./.github/workflows/c.yml, if: github.actor == 1}');
    expect(skips(text, 'pull_request', files)).toEqual(['a perhaps silent']);
  });

  it('differs by event', () => {
    const text = jobs('a: {runs-on: x, if: github.event.pull_request.state}');
    expect([skips(text), skips(text, 'merge_group')]).toEqual([['runs'], ['a always green']]);
  });
});

describe('a text for one run', () => {
  const queue = { event: 'merge_group', branch: 'main', workflow: 'CI' };

  it.each([
    ['constant', 'constant'],
    ['${{ github.workflow }}-${{ github.head_ref }}', 'CI-'],
    ['${{ github.event.pull_request.number }}', ''],
    ['${{ github.workflow }}-${{ github.ref }}', undefined],
    ['${{ github.head_ref || github.run_id }}', undefined],
    ['${{ not valid', undefined],
  ])('%s is %s in the queue', (text, expected) => {
    expect(textFor(text, queue)).toBe(expected);
  });

  it.each([
    ['true', true],
    ["${{ github.event_name == 'pull_request' }}", false],
    ["github.ref == 'refs/heads/x'", true],
    ['vars.X', undefined],
  ])('%s is %s', (text, expected) => {
    expect(truthFor(text, { ...queue, ref: 'refs/heads/x' })).toBe(expected);
  });
});
