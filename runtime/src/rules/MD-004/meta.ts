import { job, workflowFile } from '../example-files.js';
import type { RuleMeta } from '../rule.js';

const entry = (expires: string): Readonly<Record<string, string>> => ({
  '.phase-mirror.yml': [
    'suppress:',
    '  - check: MD-001.1',
    '    subject: legacy',
    "    owner: '@example-org/platform'",
    '    reason: the old runner reports it until it is switched off',
    `    expires: ${expires}`,
    '',
  ].join('\n'),
});
const commented = (comment: string): Readonly<Record<string, string>> =>
  workflowFile(['pull_request'], job('test', `name: Unit ${comment}`));

export const suppressionDebtMeta: RuleMeta = {
  id: 'MD-004.7',
  title: 'Suppression debt',
  rationale:
    'A suppression is a decision of somebody, for a reason and for a time. Without a reason nobody can tell whether it still holds; past its date nobody answers for what it hides.',
  remedy:
    'Mend what is suppressed and remove the suppression, or let its owner give it a new date. Say behind an ignore comment why it is right.',
  docs: 'docs/rules/MD-004.md#md-0047-suppression-debt',
  examples: [
    { title: 'an entry past its date', answer: 'violation', base: entry('2026-01-31') },
    {
      title: 'a comment without a reason',
      answer: 'violation',
      base: commented('# phase-mirror: ignore[MD-001.1]'),
    },
    {
      title: 'a comment that is not of the form',
      answer: 'violation',
      base: commented('# phase-mirror: ignore MD-001.1 the old runner reports it'),
    },
    {
      title: 'a comment that the change itself brings: it counts once it is merged (info)',
      answer: 'violation',
      base: commented(''),
      change: commented('# phase-mirror: ignore[MD-001.1] the old runner reports it'),
    },
    { title: 'an entry whose date is to come', answer: 'pass', base: entry('2999-12-31') },
    {
      title: 'a change that removes the entry past its date',
      answer: 'pass',
      base: entry('2026-01-31'),
      change: { '.phase-mirror.yml': 'strictness: standard\n' },
    },
    {
      title: 'a comment with a reason that the branch holds already',
      answer: 'pass',
      base: commented('# phase-mirror: ignore[MD-001.1] the old runner reports it'),
      change: { 'README.md': 'A change elsewhere.\n' },
    },
  ],
};
