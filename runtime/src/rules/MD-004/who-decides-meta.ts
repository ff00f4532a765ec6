import { policyFile } from '../example-files.js';
import type { RuleMeta } from '../rule.js';

const controlled = policyFile('autonomy:', '  controlledPaths: [/infra/]');
const owned = (...lines: readonly string[]): Readonly<Record<string, string>> => ({
  ...controlled,
  '.github/CODEOWNERS': `${lines.join('\n')}\n`,
  'infra/main.tf': 'terraform {}\n',
});

export const whoDecidesMeta: RuleMeta = {
  id: 'MD-004.8',
  title: 'Who decides',
  rationale:
    'A path is controlled because people shall decide over it. One person is away, ill or gone sooner or later, and nobody else looks at what that person changes.',
  remedy: 'Name a team, or at least two people, for every controlled path.',
  docs: 'docs/rules/MD-004.md#md-0048-who-decides',
  examples: [
    { title: 'one person', answer: 'violation', base: owned('/infra/ @ada') },
    { title: 'one address', answer: 'violation', base: owned('/infra/ ada@acme.io') },
    {
      title: 'no CODEOWNERS at all',
      answer: 'violation',
      base: { ...controlled, 'infra/main.tf': 'terraform {}\n' },
    },
    { title: 'a team', answer: 'pass', base: owned('/infra/ @acme/platform') },
    { title: 'two people', answer: 'pass', base: owned('/infra/ @ada @grace') },
    {
      title: 'one person over what is not controlled',
      answer: 'pass',
      base: { ...owned('* @ada', '/infra/ @ada @grace'), 'src/app.js': 'export {};\n' },
    },
    {
      title: 'a controlled path without a file',
      answer: 'pass',
      base: { ...controlled, 'src/app.js': 'export {};\n' },
    },
  ],
};
