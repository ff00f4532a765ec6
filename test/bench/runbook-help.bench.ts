import { makeHelpBundle } from '../../ops/help-bundle.js';
import { RUNBOOKS } from '../../ops/runbooks/index.js';
import { measure, type Bench } from './bench.js';
import { node } from './node-process.js';

const NAMES = Object.keys(RUNBOOKS);
const caseOf = (name: string): string => `${name} --help`;

/** What an operator waits for who asks what a runbook does: a process from its start to its end. */
export const bench: Bench = {
  name: 'runbook-help',
  targets: NAMES.map((name) => ({ case: caseOf(name), statistic: 'median', atMost: 300 })),
  run: async () => {
    // As after `npm ci`: of the sources as they are now.
    await makeHelpBundle();
    const few = { samples: 5, warmup: 1, minimumMs: 0 };
    return measure([
      {
        name: 'node, nothing else',
        baseline: true,
        ...few,
        work: () => node(['--eval', '0'], process.env),
      },
      {
        name: 'help from the sources, while nothing is built',
        ...few,
        work: () => node(['--import', 'tsx', 'ops/main.ts', 'verify', '--help'], process.env),
      },
      ...NAMES.map((name) => ({
        name: caseOf(name),
        ...few,
        work: () => node(['ops/start.js', name, '--help'], process.env),
      })),
    ]);
  },
};
