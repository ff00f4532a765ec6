import { describe, expect, it } from '@jest/globals';
import { readClaims } from '../../../runtime/src/facts/claims/read-claim.js';
import { textFile } from '../../../runtime/src/facts/text.js';
import { emittedChecks, type Checks } from '../../../runtime/src/facts/workflows/emitted-checks.js';
import { readWorkflow } from '../../../runtime/src/facts/workflows/read-workflow.js';
import type { ParsedWorkflow } from '../../../runtime/src/facts/workflows/workflow.js';

const FOLDER = '.github/workflows/';

/** Reads workflows by file name and answers what the first of them reports. */
function judged(
  files: Readonly<Record<string, string>>,
): Checks & { readonly refused: string | undefined } {
  const read = new Map<string, ParsedWorkflow>();
  for (const [name, text] of Object.entries(files)) {
    const workflow = readWorkflow(textFile(FOLDER + name, text), '0'.repeat(40));
    if ('code' in workflow) throw new Error(workflow.reason);
    read.set(workflow.path, workflow);
  }
  const [first] = read.values();
  if (first === undefined) throw new Error('no file');
  const context = { event: 'pull_request', branch: 'main', workflow: first.name };
  return { ...emittedChecks(first, read, context), refused: first.refused?.reason };
}

const withJobs = (jobs: string): ReturnType<typeof judged> =>
  judged({ 'ci.yml': `on: pull_request\njobs:\n${jobs}` });

// Each of these once ended the stack or took minutes.
describe('a file that is made to be expensive', () => {
  it.each([
    ['a row of 6,000 `||`', Array(6_000).fill('a').join('||'), undefined],
    ['10,000 dereferences', `github${'.b'.repeat(10_000)}`, 'more than 50 levels'],
    ['a row of 3,000 `==`', Array(3_000).fill('a').join('=='), 'more than 50 levels'],
  ])('an expression of %s', (_, expression, refused) => {
    const { checks, refused: why } = withJobs(`  a: {runs-on: x, if: "${expression}"}\n`);
    expect(checks.length).toBeGreaterThan(0);
    expect(why ?? 'none').toContain(refused ?? 'none');
  });

  it('a long row of `||` means what a short one means', () => {
    const row = (word: string): string => [...Array<string>(99).fill('false'), word].join(' || ');
    const { checks } = withJobs(
      `  a: {runs-on: x, if: "${row('false')}"}\n  b: {runs-on: x, if: "${row('true')}"}\n`,
    );
    expect(checks.map(({ when, skip }) => [when, skip?.always])).toEqual([
      ['always', true],
      ['always', undefined],
    ]);
  });

  it('a text that doubles 48 times', () => {
    let text = "'x'";
    for (let i = 0; i < 48; i += 1) text = `format('{0}{0}', ${text})`;
    const { checks } = withJobs(`  a: {runs-on: x, name: "\${{ ${text} }}"}\n`);
    expect(checks).toMatchObject([{ certain: false }]);
  });

  it.each([
    ['ends', 'j0', false],
    ['leads back to itself', 'j1', true],
  ])('8,000 jobs in a row that %s', (_, last, cycle) => {
    const jobs = Array.from({ length: 8_000 }, (__, i) => ` j${i + 1}: {needs: j${i + 2}}\n`);
    const { checks, refused } = withJobs(
      `${jobs.join('')} j8001: {runs-on: x${cycle ? `, needs: ${last}` : ''}}\n`,
    );
    expect(checks).toHaveLength(2_000);
    expect(refused).toBeDefined();
  });

  it('9,000 aliases in a file', () => {
    const { checks } = withJobs(
      `  a: &job {runs-on: x}\n${Array.from({ length: 9_000 }, (_, i) => `  j${i}: *job\n`).join('')}`,
    );
    expect(checks).toHaveLength(2_000);
  });

  it('an anchor that is given twice: the last one before the alias counts', () => {
    const { checks } = withJobs(
      '  a: {runs-on: x, name: &n one}\n  b: {runs-on: x, name: *n}\n  c: {runs-on: x, name: &n two}\n  d: {runs-on: x, name: *n}\n',
    );
    expect(checks.map(({ segments }) => segments[0]?.pieces)).toEqual([
      ['one'],
      ['one'],
      ['two'],
      ['two'],
    ]);
  });

  it('calls that fan out to millions of jobs, none of which reports: said, and given up', () => {
    const calls = (to: string): string =>
      Array.from({ length: 30 }, (_, i) => ` j${i}: {uses: ./${FOLDER}${to}}\n`).join('');
    const files = Object.fromEntries(
      [0, 1, 2, 3, 4].map((i) => [
        `w${i}.yml`,
        `on: [pull_request, workflow_call]\njobs:\n${calls(`w${i + 1}.yml`)}`,
      ]),
    );
    const { gaps } = judged({ ...files, 'w5.yml': 'on: workflow_call\njobs: {}\n' });
    expect(gaps[0]).toMatchObject({
      code: 'workflow-too-many-checks',
      reason: `${FOLDER}w0.yml calls more than 10000 jobs`,
    });
  });

  it.each([
    ['/branches/'.repeat(100_000), ['~DEFAULT_BRANCH']],
    ['https://x/branches/release%2F1/protection', ['refs/heads/release/1']],
    ['https://x/branches/protection', ['~DEFAULT_BRANCH']],
  ])('the address of a protection', (url, include) => {
    const text = JSON.stringify({ url, required_status_checks: { strict: true, contexts: ['a'] } });
    const claims = readClaims(textFile('.github/branch-protection.json', text));
    expect(claims).toMatchObject([{ target: { include } }]);
  });
});
