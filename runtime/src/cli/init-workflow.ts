/** What the workflow depends on. */
export interface InitialWorkflow {
  readonly branch: string;
  /** Of this package: what is run where the repository does not depend on it itself. */
  readonly version: string;
  /** The repository's own lock file pins this package. */
  readonly installed: boolean;
}

/** Actions by the commit of a release: a tag can be moved. */
const CHECKOUT = 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2';
const SETUP_NODE = 'actions/setup-node@39370e3970a6d050c480ffad4ff0ed4d3fdee5af # v4.1.0';

/** A workflow that judges every pull request, every group of a merge queue, and the branch itself. */
export function initialWorkflow({ branch, version, installed }: InitialWorkflow): string {
  const run = installed
    ? ['      - run: npm ci --ignore-scripts', '      - run: npx phase-mirror check']
    : [`      - run: npx --yes --package @phase-mirror/runtime@${version} phase-mirror check`];
  return [
    'name: Phase Mirror',
    '',
    'on:',
    '  pull_request:',
    '  merge_group:',
    '  push:',
    `    branches: ['${branch.replaceAll("'", "''")}']`,
    '',
    'permissions:',
    '  contents: read',
    '',
    'jobs:',
    '  check:',
    '    # The name that a ruleset requires.',
    '    name: Phase Mirror',
    '    runs-on: ubuntu-24.04',
    '    timeout-minutes: 10',
    '    steps:',
    `      - uses: ${CHECKOUT}`,
    '        with:',
    '          persist-credentials: false',
    '          # The branch that a change goes to decides how it is judged.',
    '          fetch-depth: 0',
    `      - uses: ${SETUP_NODE}`,
    '        with:',
    '          node-version: 22',
    ...run,
    '',
  ].join('\n');
}
