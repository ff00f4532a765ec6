import type { Check } from '../check.js';

const FILES = ['*.tf', '*.tfvars', '*.tftest.hcl'];

export const format: Check = {
  id: 'infrastructure/format',
  category: 'infrastructure',
  question: 'Is every Terraform file that people wrote formatted?',
  remedy: '`terraform fmt -recursive`, and commit.',
  async examine({ run }) {
    const { exit, stdout, output } = await run('git', ['ls-files', '-z', '--', ...FILES]);
    if (exit !== 0) return { outcome: 'could-not-run', why: output.trim() };
    const files = stdout.split('\0').filter(Boolean);
    if (files.length === 0) {
      return {
        outcome: 'not-applicable',
        why: 'no Terraform file is written by hand: stacks are TypeScript, synthesised as JSON',
      };
    }
    const checked = await run('terraform', ['fmt', '-check', '-list=true', '-no-color', ...files]);
    if (checked.exit === 0) return { outcome: 'pass', why: `${files.length} files` };
    // 3: some differ. 2: some cannot be read as HCL at all.
    const differ = checked.stdout.split('\n').filter(Boolean);
    return checked.exit === 3 && differ.length > 0
      ? { outcome: 'fail', why: differ.join(', '), subjects: differ }
      : { outcome: 'could-not-run', why: checked.output.trim().slice(0, 200) };
  },
};
