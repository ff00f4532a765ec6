import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { infrastructureDrift } from '../../../runtime/src/rules/MD-005/infrastructure-drift.js';
import { repository } from '../../support/repository.js';
import { home, phaseMirror } from './terminal.js';

const repo = repository({
  ...workflowFile(['pull_request'], job('test', 'permissions: {}')),
  ...rulesetFile({ contexts: ['test'], app: 15368, bypass: [], approvals: 1 }),
});
const plan = (name: string, content: string): string => {
  const file = join(home, name);
  writeFileSync(file, content);
  return file;
};
const [example] = infrastructureDrift.meta.examples;

it('judges a plan as drift, and replays it from a record', async () => {
  const args = [
    '--repo',
    repo.folder,
    '--mode',
    'drift',
    '--plan',
    plan('plan.json', JSON.stringify(example?.plan)),
  ];
  const { stdout, stderr } = await phaseMirror(['check', ...args, '--json']);
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as { findings: readonly { check: string; subject: string }[] };
  expect(report.findings).toMatchObject([{ check: 'MD-005.7', subject: 'aws_kms_key.data' }]);
  const record = join(home, 'with-plan.json');
  await phaseMirror(['facts', ...args, '--out', record]);
  const again = await phaseMirror(['check', '--facts', record, '--json']);
  expect(JSON.parse(again.stdout)).toMatchObject({ findings: [{ check: 'MD-005.7' }] });
});

it.each([
  ['--plan without drift', ['--plan', plan('p.json', '{}')], 'PM-1001'],
  ['a plan that is not there', ['--mode', 'drift', '--plan', join(home, 'none.json')], 'PM-2003'],
])('refuses %s', async (_, args, code) => {
  const { exit, stderr } = await phaseMirror(['check', '--repo', repo.folder, ...args]);
  expect([exit, stderr]).toEqual([expect.any(Number), expect.stringContaining(code)]);
  expect(exit).toBeGreaterThan(1);
});

it('does not take another file for a plan without drift', async () => {
  const file = plan('state.json', '{"version": 4}');
  const { stdout } = await phaseMirror([
    ...['check', '--repo', repo.folder, '--mode', 'drift', '--plan', file, '--json'],
  ]);
  const { unknowns } = JSON.parse(stdout) as { unknowns: readonly { check: string }[] };
  expect(unknowns.map(({ check }) => check)).toEqual(expect.arrayContaining(['MD-005.7', 'facts']));
});
