import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeExample, type Example } from '../../../ops/examples.js';
import { repository } from '../../support/repository.js';
import { home, phaseMirror } from './terminal.js';

const CI = 'on: pull_request\njobs:\n  build:\n    runs-on: x\n';
let unsound: Example;
let sound: Example;
beforeAll(async () => {
  unsound = await makeExample('unsound', join(home, 'unsound'));
  sound = await makeExample('sound', join(home, 'sound'));
});

describe('phase-mirror check on the unsound example', () => {
  it('blocks, shows claim and reality with their lines, and says what to do', async () => {
    const { exit, stdout, stderr } = await phaseMirror(['check', '--repo', unsound.folder]);
    expect(exit).toBe(1);
    expect(stderr).toBe('');
    expect(stdout)
      .toBe(`BLOCK local/unsound ${unsound.base.slice(0, 8)}..${unsound.head.slice(0, 8)} into main (pull_request)
  3 critical findings, at most 0 allowed
  5 findings within the limits
  2 questions could not be answered

.github/rulesets/main.json

  critical  MD-102.1  required check "Lint" is not reported in the merge queue, brought by this change
    claim    the ruleset "main" requires the check "Lint" and queues merges
             .github/rulesets/main.json:29:24
           29 |           { "context": "Lint", "integration_id": 15368 },
              |                        ^^^^^^
    reality  .github/workflows/ci.yml starts on pull_request, push, not on merge_group
             .github/workflows/ci.yml:4:3
           4 |   pull_request:
             |   ^^^^^^^^^^^^
    why      The queue waits for the check until it times out and then throws the pull request out, so nothing merges into main.
    fix      Add \`merge_group:\` to the \`on\` of .github/workflows/ci.yml.

  critical  MD-001.1  required check "build" is never reported, brought by this change
    claim    the ruleset "main" requires the check "build"
             .github/rulesets/main.json:30:24
           30 |           { "context": "build", "integration_id": 15368 }
              |                        ^^^^^^^
    reality  that is the id of the job build; its \`name\` makes it report "Build and test"
             .github/workflows/ci.yml:29:11
           29 |     name: Build and test
              |           ^^^^^^^^^^^^^^
    why      GitHub waits for a check of exactly this name, so no pull request into main can be merged without a bypass.
    fix      Require "Build and test" in .github/rulesets/main.json, or remove \`name\` from the job.

  critical  MD-102.1  required check "build" is not reported in the merge queue, brought by this change
    claim    the ruleset "main" requires the check "build" and queues merges
             .github/rulesets/main.json:30:24
           30 |           { "context": "build", "integration_id": 15368 }
              |                        ^^^^^^^
    reality  .github/workflows/ci.yml starts on pull_request, push, not on merge_group
             .github/workflows/ci.yml:4:3
           4 |   pull_request:
             |   ^^^^^^^^^^^^
    why      The queue waits for the check until it times out and then throws the pull request out, so nothing merges into main.
    fix      Add \`merge_group:\` to the \`on\` of .github/workflows/ci.yml.

  high  MD-001.3  required check "Lint" is not reported for every change, brought by this change
    claim    the ruleset "main" requires the check "Lint"
             .github/rulesets/main.json:29:24
           29 |           { "context": "Lint", "integration_id": 15368 },
              |                        ^^^^^^
    reality  \`paths\` keeps .github/workflows/ci.yml from starting, for example for a change of README.md alone
             .github/workflows/ci.yml:5:5
           5 |     paths: ['src/**', 'test/**', package.json]
             |     ^^^^^
    why      A workflow that does not start reports nothing: the check stays pending and such a pull request cannot be merged without a bypass.
    fix      Take \`paths\` away from .github/workflows/ci.yml and decide in a first job what to run, or add a workflow with the opposite filter that reports "Lint".

.github/CODEOWNERS

  high  MD-002.6  "*" is owned by @steward-username, which stands for a name still to be written
    claim    @steward-username answers for 8 files
             .github/CODEOWNERS:1:1
           1 | *                 @steward-username
             | ^
    reality  @steward-username is a placeholder, so nobody is asked for a review
    why      The file looks as if somebody reviewed these paths, and nobody does.
    fix      Name a user, a team or an address that exists and may write to the repository.

  high  MD-002.6  "/.github/" is owned by @your-org/platform, which stands for a name still to be written
    claim    @your-org/platform answers for 4 files
             .github/CODEOWNERS:2:1
           2 | /.github/         @your-org/platform
             | ^^^^^^^^^
    reality  @your-org/platform is a placeholder, so nobody is asked for a review
    why      The file looks as if somebody reviewed these paths, and nobody does.
    fix      Name a user, a team or an address that exists and may write to the repository.

AGENTS.md

  medium  MD-002.9  an agent changed AGENTS.md, brought by this change
    claim    AGENTS.md tells agents what to do and what they may use
             AGENTS.md:1
    reality  Copilot (author of commit ${unsound.head.slice(0, 12)}, by its id) changed it
    why      What stands there steers every agent that works here next, with the rights of whoever starts it.
    fix      Let a person read the change of this file line by line and commit it in a change of its own.

docs/adr/0001-test-every-change.md

  medium  MD-004.6  "Build and test" does not run on all paths, against ADR 1, brought by this change
    claim    ADR 1 decides that "Build and test" runs on all paths
             docs/adr/0001-test-every-change.md:6:3
           6 |   checkRunsOn: all paths
             |   ^^^^^^^^^^^
    reality  \`paths\` keeps .github/workflows/ci.yml from starting, for example for a change of README.md alone
             .github/workflows/ci.yml:5:5
           5 |     paths: ['src/**', 'test/**', package.json]
             |     ^^^^^
    why      The decision was taken so that no change goes untested; the filter lets some.
    fix      Take \`paths\` away from .github/workflows/ci.yml; or supersede docs/adr/0001-test-every-change.md first, with a decision that says why.

not known
  MD-002.1  /.github/: Copilot (author of commit ${unsound.head.slice(0, 12)}, by its id) changed .github/rulesets/main.json, .github/workflows/ci.yml; GitHub was not asked who reviewed; needs pull-requests: read
    to know  Run with --live and a token that has the permission pull-requests: read.
  MD-002.1  /AGENTS.md: Copilot (author of commit ${unsound.head.slice(0, 12)}, by its id) changed AGENTS.md; GitHub was not asked who reviewed; needs pull-requests: read
    to know  Run with --live and a token that has the permission pull-requests: read.

judged ${/judged (.*) · facts/.exec(stdout)?.[1] ?? ''} · facts ${/facts ([0-9a-f]{12})/.exec(stdout)?.[1] ?? ''} · sealed under nonce v1 · phase-mirror 0.1.0
`);
    for (const judged of ['MD-001.1: 2', 'MD-102.1: 2', 'MD-005.1: 0']) {
      expect(stdout).toMatch(new RegExp(`^judged .*\\b${judged}\\b`, 'm'));
    }
  });

  it('prints the same JSON twice, wherever it is called from', async () => {
    const first = await phaseMirror(['check', '--repo', unsound.folder, '--json']);
    const second = await phaseMirror(['check', '--json'], {
      cwd: join(unsound.folder, 'src'),
    });
    expect(second.stdout).toBe(first.stdout);
    expect(first.exit).toBe(1);
    const report = JSON.parse(first.stdout) as { schema: string; findings: unknown[] };
    expect(report.schema).toBe('phase-mirror/report@1');
    expect(report.findings).toHaveLength(8);
    expect(first.stdout).not.toContain(home);
  });

  it('blocks in the merge queue as well', async () => {
    const { exit, stdout } = await phaseMirror([
      'check',
      '--repo',
      unsound.folder,
      '--mode',
      'merge_group',
    ]);
    expect(exit).toBe(1);
    expect(stdout).toContain('(merge_group)');
  });

  it('warns in a dry run', async () => {
    const dry = await phaseMirror(['check', '--repo', unsound.folder, '--dry-run']);
    expect(dry.exit).toBe(0);
    expect(dry.stdout).toContain('WARN');
    expect(dry.stdout).toContain('without --dry-run the change would be blocked');
    expect(
      (await phaseMirror(['check', '--repo', unsound.folder, '--dry-run', '--fail-on', 'warn']))
        .exit,
    ).toBe(4);
  });

  it('writes the JSON report to a file beside what it prints', async () => {
    const { stdout } = await phaseMirror([
      'check',
      '--repo',
      unsound.folder,
      '--out',
      'report.json',
    ]);
    const json = await phaseMirror(['check', '--repo', unsound.folder, '--json']);
    expect(stdout).toContain('BLOCK');
    expect(readFileSync(join(home, 'report.json'), 'utf8')).toBe(json.stdout);
  });

  it('colours only for a terminal, and not under NO_COLOR', async () => {
    const args = ['check', '--repo', unsound.folder];
    const coloured = (await phaseMirror(args, { tty: true })).stdout;
    expect(coloured).toContain('\u001b[31m');
    expect((await phaseMirror(args, { tty: true, env: { NO_COLOR: '1' } })).stdout).not.toContain(
      '\u001b',
    );
    expect((await phaseMirror(args, { tty: true, env: { TERM: 'dumb' } })).stdout).not.toContain(
      '\u001b',
    );
  });
});

describe('phase-mirror check on the sound example', () => {
  it('allows it, with nothing found and nothing unknown', async () => {
    const { exit, stdout } = await phaseMirror([
      'check',
      '--repo',
      sound.folder,
      '--json',
      '--strictness',
      'strict',
      '--fail-on',
      'warn',
    ]);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      decision: { outcome: 'allow' },
      findings: [],
      unknowns: [],
      degraded: [],
    });
  });
});

describe('phase-mirror check on this repository', () => {
  it('allows it', async () => {
    const root = new URL('../../..', import.meta.url).pathname;
    const { exit, stdout } = await phaseMirror(['check', '--repo', root, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      decision: { outcome: 'allow' },
      findings: [],
      unknowns: [],
    });
    expect(exit).toBe(0);
  });
});

describe('phase-mirror check on what it cannot judge', () => {
  it('warns for malformed YAML and for a repository without claims, and exits 4 when told to', async () => {
    const bad = repository({ '.github/workflows/ci.yml': '{' });
    const { exit, stdout } = await phaseMirror(['check', '--repo', bad.folder]);
    expect(exit).toBe(0);
    expect(stdout).toContain('WARN');
    expect(stdout).toContain('not known');
    expect(stdout).toContain('facts  yaml-malformed: .github/workflows/ci.yml');
    expect(stdout).toContain('to know  Commit the ruleset');
    expect((await phaseMirror(['check', '--repo', bad.folder, '--fail-on', 'warn'])).exit).toBe(4);
  });

  it('shows no control character of a hostile name', async () => {
    const hostile = '\u001b[2J\u202e::stop-commands::x';
    const repo = repository({
      '.github/workflows/ci.yml': CI.replace(
        'runs-on',
        `name: ${JSON.stringify(hostile)}\n    runs-on`,
      ),
      '.github/branch-protection.json': JSON.stringify({
        required_status_checks: { strict: true, contexts: ['build'] },
      }),
    });
    const { stdout } = await phaseMirror(['check', '--repo', repo.folder]);
    expect(stdout).toContain('\\u001b[2J\\u{202e}');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(stdout).not.toMatch(/^\s*::/m);
  });
});
