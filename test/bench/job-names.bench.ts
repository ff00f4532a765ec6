import { mkdtemp, rm } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectFacts, gitCommand, valueOf } from '../../runtime/src/facts/index.js';
import { emittedChecks } from '../../runtime/src/facts/workflows/emitted-checks.js';
import { readWorkflow } from '../../runtime/src/facts/workflows/read-workflow.js';
import { textFile } from '../../runtime/src/facts/text.js';
import type { ParsedWorkflow } from '../../runtime/src/facts/workflows/workflow.js';
import { measure, type Bench } from './bench.js';

const WORKFLOWS = 500;

/** A workflow as they are written: two plain jobs, a matrix with include and exclude, a call, a gate. */
function workflow(n: number): string {
  return `name: Service ${n}
on:
  pull_request:
    branches: [main, 'release/**']
  merge_group:
  push:
    branches: [main]
permissions:
  contents: read
concurrency:
  group: service-${n}-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}
jobs:
  lint:
    name: Lint ${n}
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with: { persist-credentials: false }
      - run: npm ci
      - run: npm run lint
  unit:
    name: Unit ${n} (\${{ matrix.os }}, node \${{ matrix.node }})
    needs: lint
    if: github.event_name != 'push' || github.ref == 'refs/heads/main'
    runs-on: \${{ matrix.os }}
    strategy:
      fail-fast: false
      matrix:
        os: [ubuntu-24.04, windows-2022, macos-15]
        node: [20, 22, 24]
        include:
          - { os: ubuntu-24.04, node: 24, coverage: true }
          - { os: ubuntu-24.04-arm, node: 24 }
        exclude:
          - { os: macos-15, node: 20 }
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
      - uses: actions/setup-node@39370e3970a6d050c480ffad4ff0ed4d3fdee5af # v4.1.0
        with:
          node-version: \${{ matrix.node }}
          cache: npm
      - run: |
          npm ci
          npm test -- --shard \${{ strategy.job-index }}/\${{ strategy.job-total }}
  package:
    uses: ./.github/workflows/package.yml
    with: { service: service-${n} }
  gate:
    name: Gate ${n}
    needs: [lint, unit, package]
    if: always()
    runs-on: ubuntu-24.04
    steps:
      - run: test "\${{ contains(needs.*.result, 'failure') }}" = false
`;
}

const CALLED = `on:
  workflow_call:
    inputs: { service: { type: string, required: true } }
jobs:
  build:
    name: Build \${{ inputs.service }}
    runs-on: ubuntu-24.04
    strategy: { matrix: { arch: [x64, arm64] } }
    steps: [{ run: make }]
`;

const PATH = '.github/workflows';

function files(): ReadonlyMap<string, string> {
  const all = new Map([[`${PATH}/package.yml`, CALLED]]);
  for (let n = 1; n < WORKFLOWS; n += 1) all.set(`${PATH}/service-${n}.yml`, workflow(n));
  return all;
}

function parse(texts: ReadonlyMap<string, string>): ReadonlyMap<string, ParsedWorkflow> {
  return new Map(
    [...texts].map(([path, text]) => {
      const read = readWorkflow(textFile(path, text), '0'.repeat(40));
      if ('code' in read) throw new Error(read.reason);
      return [path, read];
    }),
  );
}

/** Every name of every workflow on every event that it starts on. */
function expand(parsed: ReadonlyMap<string, ParsedWorkflow>): number {
  let names = 0;
  for (const one of parsed.values()) {
    for (const { event } of one.triggers) {
      const context = { event, branch: 'main', workflow: one.name };
      names += emittedChecks(one, parsed, context).checks.length;
    }
  }
  return names;
}

function commitAll(folder: string, texts: ReadonlyMap<string, string>): void {
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-C', folder, '-c', 'user.name=x', '-c', 'user.email=x@x', ...args]);
  git('init', '--quiet', '--initial-branch', 'main');
  mkdirSync(join(folder, PATH), { recursive: true });
  for (const [path, text] of texts) writeFileSync(join(folder, path), text);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'x');
}

export const bench: Bench = {
  name: 'job-names',
  targets: [
    // Expanding is cheaper than reading, on any machine.
    { case: `expand ${WORKFLOWS} workflows`, statistic: 'ratio', atMost: 1 },
    { case: `git, parse and expand ${WORKFLOWS} workflows`, statistic: 'median', atMost: 2_000 },
  ],
  async run() {
    const texts = files();
    const parsed = parse(texts);
    const folder = await mkdtemp(join(tmpdir(), 'phase-mirror-bench-'));
    try {
      commitAll(folder, texts);
      const few = { samples: 3, warmup: 1, minimumMs: 0 };
      return await measure([
        { name: `expand ${WORKFLOWS} workflows`, ...few, work: () => expand(parsed) },
        {
          name: `parse ${WORKFLOWS} workflows`,
          baseline: true,
          ...few,
          work: () => parse(texts),
        },
        {
          name: `git, parse and expand ${WORKFLOWS} workflows`,
          ...few,
          async work() {
            const facts = await collectFacts(gitCommand(folder, process.env), { env: {} });
            if (facts.head.checks.state !== 'known') throw new Error('the facts are not known');
            return valueOf(facts.head.checks)?.length;
          },
        },
      ]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
