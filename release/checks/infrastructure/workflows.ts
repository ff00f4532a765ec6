import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Check } from '../check.js';

const WORKFLOWS = ['.github/workflows/*.yml', '.github/workflows/*.yaml'];
const ACTIONS = ['action.yml', 'action.yaml', '**/action.yml', '**/action.yaml'].map(
  (path) => `:(glob)${path}`,
);

export const workflows: Check = {
  id: 'infrastructure/workflows',
  category: 'infrastructure',
  question: 'Is every workflow, and every action, one that GitHub would take?',
  remedy: 'Correct the lines named: GitHub does not start what it cannot read.',
  async examine({ root, run, note }) {
    const { exit, stdout, output } = await run('git', ['ls-files', '-z', '--', ...WORKFLOWS]);
    if (exit !== 0) return { outcome: 'could-not-run', why: output.trim() };
    const files = stdout.split('\0').filter(Boolean);
    const listed = await run('git', ['ls-files', '-z', '--', ...ACTIONS]);
    if (listed.exit !== 0) return { outcome: 'could-not-run', why: listed.output.trim() };
    const actions = listed.stdout.split('\0').filter(Boolean);
    if (files.length + actions.length === 0) {
      return { outcome: 'not-applicable', why: 'there is neither a workflow nor an action' };
    }
    // GitHub's own grammars.
    const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } =
      await import('@actions/workflow-parser');
    const { parseAction } = await import('@actions/workflow-parser/actions/action-parser');
    const errors: string[] = [];
    const tell = (found: readonly { readonly message: string }[]): void => {
      for (const { message } of found) {
        errors.push(message.split('\n', 1)[0] ?? message);
        note(message);
      }
    };
    for (const name of files) {
      const content = await readFile(join(root, name), 'utf8');
      const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
      // Converting finds what the grammar cannot say, such as jobs that wait for one another.
      if (value !== undefined) await convertWorkflowTemplate(context, value);
      tell(context.errors.getErrors());
    }
    for (const name of actions) {
      const content = await readFile(join(root, name), 'utf8');
      tell(parseAction({ name, content }, new NoOperationTraceWriter()).context.errors.getErrors());
    }
    const read = `${counted(files, 'workflow')} and ${counted(actions, 'action')}`;
    return errors.length === 0
      ? { outcome: 'pass', why: `${read} are read without an error` }
      : { outcome: 'fail', why: errors.join('; '), subjects: errors };
  },
};

const counted = ({ length }: readonly string[], what: string): string =>
  `${length} ${what}${length === 1 ? '' : 's'}`;
