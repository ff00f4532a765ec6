import { describe, expect, it } from '@jest/globals';
import {
  job,
  policyFile,
  rulesetFile,
  workflowFile,
} from '../../../runtime/src/rules/example-files.js';
import { bypass } from '../../../runtime/src/rules/MD-102/bypass.js';
import { headGreen } from '../../../runtime/src/rules/MD-102/head-green.js';
import { sideDoor } from '../../../runtime/src/rules/MD-102/side-door.js';
import { vacuousQueue } from '../../../runtime/src/rules/MD-102/vacuous-queue.js';
import type { Files } from '../../support/repository.js';
import { judge } from './judge.js';

const RULESET = '.github/rulesets/main.json';
const ci = (...jobs: readonly (readonly string[])[]): Files =>
  workflowFile(['pull_request', 'merge_group'], jobs.flat());
const queue = (
  parameters: Readonly<Record<string, string | number>> = {},
  contexts: readonly string[] = ['test'],
): Files => rulesetFile({ contexts, queue: parameters });

describe('MD-102.2: a vacuous queue', () => {
  it('is told at the queue', async () => {
    const { findings } = await judge(vacuousQueue, {
      base: { ...ci(job('test')), ...queue({}, []) },
    });
    expect(findings).toMatchObject([
      {
        check: 'MD-102.2',
        severity: 'high',
        confidence: 'medium',
        subject: 'main',
        claim: {
          says: 'the ruleset "main" queues merges',
          place: { path: RULESET, line: 22 },
          quote: expect.stringContaining('merge_queue'),
        },
        reality: { place: { path: RULESET, line: 2 } },
      },
    ]);
  });

  it('is introduced by the change that drops the last requirement', async () => {
    const { findings } = await judge(vacuousQueue, {
      base: { ...ci(job('test')), ...queue() },
      change: queue({}, []),
    });
    expect(findings).toMatchObject([{ introduced: true }]);
  });

  it.each([
    ['evaluates only', (text: string) => text.replace('"active"', '"evaluate"')],
    [
      'runs workflows of another repository',
      (text: string) => text.replace('"rules": [', '"rules": [{"type": "workflows"},'),
    ],
  ])('is none where the ruleset %s', async (_, edit) => {
    const text = queue({}, [])[RULESET];
    const base = { ...ci(job('test')), [RULESET]: edit(String(text)) };
    expect((await judge(vacuousQueue, { base })).findings).toEqual([]);
  });
});

describe('MD-102.3: HEADGREEN', () => {
  it('contradicts the policy, at the line of each', async () => {
    const { findings } = await judge(headGreen, {
      base: {
        ...ci(job('test')),
        ...queue({ grouping_strategy: 'HEADGREEN' }),
        ...policyFile('require:', '  everyEntryVerified: true'),
      },
    });
    expect(findings).toMatchObject([
      {
        severity: 'medium',
        claim: {
          says: '.phase-mirror.yml says that every entry is verified',
          place: { path: '.phase-mirror.yml', line: 2 },
        },
        reality: {
          says: 'the ruleset "main" merges up to 5 entries when only the last is green',
          quote: expect.stringContaining('HEADGREEN'),
        },
      },
    ]);
  });
});

describe('MD-102.7: a bypass', () => {
  const strict = policyFile('require:', '  noBypass: true');

  it('contradicts the policy, at the line of each', async () => {
    const { findings } = await judge(bypass, {
      base: {
        ...ci(job('test')),
        ...rulesetFile({
          contexts: ['test'],
          bypass: [
            { actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' },
            { actor_id: 7, actor_type: 'Team', bypass_mode: 'pull_request' },
          ],
        }),
        ...strict,
      },
    });
    expect(findings).toMatchObject([
      {
        severity: 'high',
        subject: 'main',
        claim: { place: { path: '.phase-mirror.yml', line: 2 } },
        reality: {
          says: 'the ruleset "main" lets RepositoryRole 5, Team 7 (pull requests only) bypass it',
          quote: expect.stringContaining('RepositoryRole'),
        },
      },
    ]);
  });

  it.each([
    ['administrators who are not bound', '"enforce_admins": false', 1, 0],
    ['administrators who are bound', '"enforce_admins": {"enabled": true}', 0, 0],
    ['nothing said of administrators', '"restrictions": null', 0, 1],
  ])('of a classic protection: %s', async (_, line, findings, unknowns) => {
    const result = await judge(bypass, {
      base: {
        ...ci(job('test')),
        '.github/branch-protection.json': `{"required_status_checks": {"strict": true, "contexts": ["test"]}, ${line}}`,
        ...strict,
      },
    });
    expect([result.findings.length, result.unknowns.length]).toEqual([findings, unknowns]);
    expect(result.unknowns[0]?.missing ?? 'administration: read').toBe('administration: read');
  });
});

describe('MD-102.8: a side door', () => {
  const guarded = rulesetFile({ contexts: ['test'], queue: true, approvals: 1 });
  const deploy = (on: string, ...lines: readonly string[]): Files => ({
    '.github/workflows/deploy.yml': `on: ${on}\njobs:\n  deploy:\n    runs-on: x\n    environment: production\n${lines.map((l) => `    ${l}\n`).join('')}`,
  });

  it('is a force push that another claim allows', async () => {
    const { findings } = await judge(sideDoor, {
      base: {
        ...ci(job('test')),
        ...guarded,
        '.github/settings.yml':
          'branches:\n  - name: main\n    protection:\n      allow_force_pushes: true\n',
      },
    });
    expect(findings).toMatchObject([
      {
        subject: 'force pushes',
        claim: { place: { path: RULESET } },
        reality: {
          says: 'the branch protection in .github/settings.yml allows force pushes',
          place: { path: '.github/settings.yml', line: 4 },
        },
      },
    ]);
  });

  it('is another branch that deploys', async () => {
    const { findings } = await judge(sideDoor, {
      base: { ...ci(job('test')), ...guarded, ...deploy('{push: {branches: [main, hotfix]}}') },
    });
    expect(findings).toMatchObject([
      {
        subject: 'hotfix deploys to production',
        confidence: 'medium',
        reality: { place: { path: '.github/workflows/deploy.yml', line: 5 } },
      },
    ]);
  });

  it.each([
    ['of another environment', deploy('{push: {branches: [hotfix]}}')],
    ['of every branch, which names none', deploy('{push: {branches: [main, "**"]}}')],
    [
      'with a claim of its own',
      {
        ...deploy('{push: {branches: [main, hotfix]}}'),
        '.github/branch-protection/hotfix.json':
          '{"required_pull_request_reviews": {"required_approving_review_count": 1}}',
      },
    ],
  ])('is no branch %s', async (_, files) => {
    const base = { ...ci(job('test')), ...guarded, ...files };
    expect((await judge(sideDoor, { base })).findings).toEqual([]);
  });
});
