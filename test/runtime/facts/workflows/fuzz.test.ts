import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { emittedChecks } from '../../../../runtime/src/facts/workflows/emitted-checks.js';
import { readWorkflow } from '../../../../runtime/src/facts/workflows/read-workflow.js';
import { textFile } from '../../../../runtime/src/facts/text.js';

const SEED = `name: CI \${{ github.ref }}
on:
  pull_request: { branches: [main, 'release/**'], types: [opened] }
  merge_group:
  workflow_call: { inputs: { a: { type: number, default: 3.10 } } }
permissions: { checks: write }
jobs:
  build: &job
    name: Build (\${{ matrix.os }}) \${{ inputs.a || 'x' }}
    if: github.event_name != 'push' && !cancelled()
    runs-on: x
    needs: [lint]
    strategy:
      matrix:
        os: [linux, "\${{ vars.OS }}"]
        node: \${{ fromJSON('[20, 22]') }}
        include: [{ os: linux, extra: [1, { b: 2 }] }, { os: mac }]
        exclude: [{ os: linux, node: 20 }]
  lint: *job
  call: { uses: ./.github/workflows/ci.yml, with: { a: "\${{ matrix.x }}" } }
`;
const PIECES = [
  '\n',
  '  ',
  ': ',
  '- ',
  '[',
  ']',
  '{',
  '}',
  '*job',
  '&a ',
  '${{ ',
  ' }}',
  "'",
  '"',
  'matrix',
  'include',
  'needs',
  'null',
  '~',
  '3.10',
  '|',
  '#',
  ',',
  'jobs:',
  '<<: *job',
  '\t',
  '\u0000',
  '💥',
];

/** A text with some slices cut out, doubled, or replaced. */
const mutated = fc
  .array(
    fc.record({
      at: fc.nat(SEED.length),
      length: fc.nat(12),
      put: fc.oneof(fc.constantFrom(...PIECES), fc.constant(''), fc.string({ maxLength: 4 })),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((edits) =>
    edits.reduce(
      (text, { at, length, put }) => text.slice(0, at) + put + text.slice(at + length),
      SEED,
    ),
  );

describe('a workflow that somebody has tampered with', () => {
  it('is read, refused or a gap, within its limits: never a crash', () => {
    fc.assert(
      fc.property(
        mutated,
        fc.constantFrom('pull_request', 'push', 'merge_group', 'schedule'),
        (text, event) => {
          const workflow = readWorkflow(textFile('.github/workflows/ci.yml', text), '0'.repeat(40));
          if ('code' in workflow) {
            expect(workflow.reason).not.toContain('\n');
            expect(workflow.place?.line).toBeGreaterThanOrEqual(1);
            return;
          }
          const files = new Map([[workflow.path, workflow]]);
          const { checks } = emittedChecks(workflow, files, {
            event,
            branch: 'main',
            workflow: workflow.name,
          });
          for (const check of checks) {
            for (const { pieces } of check.segments) {
              if (pieces.length === 1) expect(pieces[0]?.length).toBeLessThanOrEqual(100);
            }
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
