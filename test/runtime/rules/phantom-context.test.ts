import { describe, expect, it } from '@jest/globals';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { phantomContext } from '../../../runtime/src/rules/MD-001/phantom-context.js';
import { judge } from './judge.js';

describe('what a change brings about', () => {
  const named = (name: string): Record<string, string> =>
    workflowFile(['pull_request'], job('build', `name: ${name}`));
  const claim = rulesetFile({ contexts: ['Build'] });

  it.each([
    [
      'renames the job',
      named('Build and test'),
      'the change renames it: the job build now reports "Build and test"',
      7,
    ],
    [
      'removes the job',
      workflowFile(['pull_request'], job('lint')),
      'the change removes the job build from .github/workflows/ci.yml',
      5,
    ],
    [
      'removes the workflow',
      { '.github/workflows/ci.yml': null },
      'the change removes .github/workflows/ci.yml',
      undefined,
    ],
    [
      'takes the event away',
      { ...workflowFile(['schedule'], job('build', 'name: Build')) },
      'the change stops .github/workflows/ci.yml from starting on pull requests',
      3,
    ],
  ])('is critical when it %s', async (_, change, says, line) => {
    const { findings } = await judge(phantomContext, {
      base: { ...named('Build'), ...claim },
      change,
    });
    expect(findings).toMatchObject([{ severity: 'critical', introduced: true, subject: 'Build' }]);
    expect(findings[0]?.reality.says).toContain(says);
    expect(findings[0]?.reality.place?.line).toBe(line);
  });

  it('is critical when it adds the claim', async () => {
    const { findings } = await judge(phantomContext, {
      base: named('Unit'),
      change: rulesetFile({ contexts: ['build'] }),
    });
    expect(findings).toMatchObject([{ severity: 'critical', introduced: true }]);
  });

  it('is high when the contradiction stood there before', async () => {
    const { findings } = await judge(phantomContext, {
      base: { ...named('Unit'), ...rulesetFile({ contexts: ['build'] }) },
      change: { 'a.txt': '1' },
    });
    expect(findings).toMatchObject([{ severity: 'high', introduced: false }]);
  });

  it('passes when the name moves into another workflow', async () => {
    const moved = {
      '.github/workflows/ci.yml': null,
      '.github/workflows/new.yml': 'on: pull_request\njobs:\n  other: {name: Build, runs-on: x}\n',
    };
    const { findings, unknowns } = await judge(phantomContext, {
      base: { ...named('Build'), ...claim },
      change: moved,
    });
    expect([findings, unknowns]).toEqual([[], []]);
  });

  it('keeps its fingerprint when files are laid out anew', async () => {
    const first = await judge(phantomContext, {
      base: { ...named('Unit'), ...rulesetFile({ contexts: ['build'] }) },
    });
    const [text = ''] = Object.values(rulesetFile({ contexts: ['build'] }));
    const second = await judge(phantomContext, {
      base: {
        ...named('Unit tests'),
        '.github/rulesets/other.json': `\n\n${JSON.stringify(JSON.parse(text))}`,
      },
    });
    expect(second.findings[0]?.fingerprint).toBe(first.findings[0]?.fingerprint);
    expect(first.findings[0]?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('what is no finding', () => {
  it.each([
    ['pull_request_target', '  pull_request_target:\n'],
    ['push', '  push:\n'],
    ['push to topic branches', '  push:\n    branches-ignore: [main]\n'],
    ['a paths filter', '  pull_request:\n    paths: [src/**]\n'],
  ])('a name reported through %s', async (_, on) => {
    const files = {
      '.github/workflows/ci.yml': `on:\n${on}jobs:\n  build: {runs-on: x}\n`,
      ...rulesetFile({ contexts: ['build'] }),
    };
    const { findings, unknowns, judged } = await judge(phantomContext, { base: files });
    expect([findings, unknowns, judged]).toEqual([[], [], 1]);
  });

  it('a ruleset that is not in force, or for another branch', async () => {
    const [path = '', text = ''] =
      Object.entries(rulesetFile({ contexts: ['none'], app: 15368 }))[0] ?? [];
    const good = {
      ...workflowFile(['pull_request'], job('build')),
      '.github/branch-protection.json':
        '{"required_status_checks": {"strict": false, "contexts": ["build"]}}',
    };
    for (const other of [
      text.replace('"active"', '"evaluate"'),
      text.replace('"active"', '"disabled"'),
      text.replace('~DEFAULT_BRANCH', 'refs/heads/dev'),
    ]) {
      const { findings, unknowns, judged } = await judge(phantomContext, {
        base: { ...good, [path]: other },
      });
      expect([findings, unknowns, judged]).toEqual([[], [], 1]);
    }
  });
});
