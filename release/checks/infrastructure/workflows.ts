import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Check } from '../check.js';

const PATHS = ['.github/workflows/*.yml', '.github/workflows/*.yaml'];

export const workflows: Check = {
  id: 'infrastructure/workflows',
  category: 'infrastructure',
  question: 'Is every workflow one that GitHub would take?',
  remedy: 'Correct the lines named: GitHub does not start a workflow that it cannot read.',
  async examine({ root, run, note }) {
    const { exit, stdout, output } = await run('git', ['ls-files', '-z', '--', ...PATHS]);
    if (exit !== 0) return { outcome: 'could-not-run', why: output.trim() };
    const files = stdout.split('\0').filter(Boolean);
    if (files.length === 0) return { outcome: 'not-applicable', why: 'there is no workflow' };
    // GitHub's own grammar of workflows.
    const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } =
      await import('@actions/workflow-parser');
    const errors: string[] = [];
    for (const name of files) {
      const content = await readFile(join(root, name), 'utf8');
      const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
      // Converting finds what the grammar cannot say, such as jobs that wait for one another.
      if (value !== undefined) await convertWorkflowTemplate(context, value);
      for (const { message } of context.errors.getErrors()) {
        errors.push(message.split('\n', 1)[0] ?? message);
        note(message);
      }
    }
    return errors.length === 0
      ? { outcome: 'pass', why: `${files.length} workflows are read without an error` }
      : { outcome: 'fail', why: errors.join('; '), subjects: errors };
  },
};
