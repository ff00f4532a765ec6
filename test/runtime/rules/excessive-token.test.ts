import { describe, expect, it } from '@jest/globals';
import { job, policyFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { excessiveToken } from '../../../runtime/src/rules/MD-002/excessive-token.js';
import type { Files } from '../../support/repository.js';
import { sides } from './example-sides.js';
import { judge } from './judge.js';

const CI = '.github/workflows/ci.yml';
const CALLED = '.github/workflows/called.yml';

describe('MD-002.3: claim and reality', () => {
  it.each<readonly [string, readonly string[]]>([
    [
      'a token that may write code, for a comment of anybody',
      [
        `${CI} starts on issue_comment, which anybody can cause`,
        `${CI}:3`,
        `the token of the job triage of ${CI} may write contents`,
        `${CI}:7`,
      ],
    ],
    [
      'nothing stated, in a repository whose default is to write',
      [
        `${CI} starts on issue_comment, which anybody can cause`,
        `${CI}:3`,
        `${CI} states no permissions, and a token that nothing limits may write everything`,
        'GET /repos/example-org/ledger/actions/permissions/workflow#/default_workflow_permissions',
      ],
    ],
    [
      'a called workflow that asks for more than its caller has',
      [
        'the caller limits the token of all that it calls',
        `${CI}:6`,
        'the job inner asks for `contents: write`, which its caller has not',
        `${CALLED}:5`,
      ],
    ],
    [
      'a token that may write everything, where least privilege is claimed (low)',
      [
        '.phase-mirror.yml says that workflows have no permission that they do not need',
        '.phase-mirror.yml:1',
        `the token of the job triage of ${CI} may write everything`,
        `${CI}:7`,
      ],
    ],
  ])('%s', async (title, expected) => {
    expect(await sides(excessiveToken, title)).toEqual(expected);
  });
});

const found = async (base: Files): Promise<readonly string[]> =>
  (await judge(excessiveToken, { base })).findings.map(
    ({ severity, subject }) => `${severity} ${subject}`,
  );

describe('MD-002.3: which tokens', () => {
  it.each([
    ['{actions: write}', 1],
    ['{statuses: write, checks: write}', 1],
    ['read-all', 0],
    ['{}', 0],
    ['{pull-requests: write, id-token: write}', 0],
  ])('on workflow_run: %s', async (permissions, findings) => {
    const base = workflowFile(['workflow_run'], job('x', `permissions: ${permissions}`));
    expect(await found(base)).toHaveLength(findings);
  });

  it('is one finding for the block of a workflow, however many jobs have it', async () => {
    const [text] = Object.values(workflowFile(['pull_request_target'], [...job('a'), ...job('b')]));
    const base = { [CI]: String(text).replace('jobs:', 'permissions: {contents: write}\njobs:') };
    expect(await found(base)).toEqual([`high ${CI}`]);
  });

  it('is that of the caller in a workflow that is called', async () => {
    const [text] = Object.values(workflowFile(['workflow_call'], job('inner')));
    const call = ['call:', '  permissions: {contents: write}', `  uses: ./${CALLED}`];
    const base = { ...workflowFile(['pull_request_target'], call), [CALLED]: String(text) };
    expect(await found(base)).toEqual([`high ${CALLED} inner`]);
  });

  it.each([
    ['{contents: write}', '{contents: read}', 0],
    ['write-all', '{contents: write, id-token: write}', 0],
    ['{contents: read}', 'read-all', 1],
    ['{}', '{contents: read}', 1],
  ])('a caller with %s of a callee with %s', async (caller, callee, findings) => {
    const [text] = Object.values(
      workflowFile(['workflow_call'], job('inner', `permissions: ${callee}`)),
    );
    const call = ['call:', `  permissions: ${caller}`, `  uses: ./${CALLED}`];
    const base = { ...workflowFile(['pull_request'], call), [CALLED]: String(text) };
    const claimed = policyFile('require: {leastPrivilege: true}');
    expect(await found({ ...base, ...claimed })).toHaveLength(findings);
    expect(await found(base)).toEqual([]);
  });
});
