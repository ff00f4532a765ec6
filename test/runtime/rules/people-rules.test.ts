import { describe, expect, it } from '@jest/globals';
import { claimDiffers } from '../../../runtime/src/rules/MD-001/claim-differs.js';
import { nothingRequired } from '../../../runtime/src/rules/MD-001/nothing-required.js';
import { agentChange } from '../../../runtime/src/rules/MD-002/agent-change.js';
import { attribution } from '../../../runtime/src/rules/MD-002/attribution.js';
import { confusedDeputy } from '../../../runtime/src/rules/MD-002/confused-deputy.js';
import { instructionFiles } from '../../../runtime/src/rules/MD-002/instruction-files.js';
import { accountableHuman } from '../../../runtime/src/rules/MD-004/accountable-human.js';
import { machineApproval } from '../../../runtime/src/rules/MD-002/machine-approval.js';
import { staleApproval } from '../../../runtime/src/rules/MD-004/stale-approval.js';
import { bypassUsed } from '../../../runtime/src/rules/MD-004/bypass-used.js';
import { auditTrail } from '../../../runtime/src/rules/MD-004/audit-trail/index.js';
import type { RuleResult } from '../../../runtime/src/rules/finding.js';
import type { Rule, RuleExample } from '../../../runtime/src/rules/rule.js';
import { exampleFacts, exampleRepository } from './example-facts.js';

async function judged(
  rule: Rule,
  title: string,
  changed: Partial<RuleExample> = {},
): Promise<RuleResult> {
  const example = rule.meta.examples.find((one) => one.title === title);
  if (example === undefined) throw new Error(`no example ${title}`);
  const repo = exampleRepository({ ...example, ...changed });
  const result = await rule.judge(await exampleFacts(repo.folder, { ...example, ...changed }));
  repo.remove();
  return result;
}

/** Claim and reality of the first finding, as a person reads them. */
async function sides(rule: Rule, title: string): Promise<readonly (string | undefined)[]> {
  const [finding] = (await judged(rule, title)).findings;
  const { claim, reality } = finding ?? {};
  const place = claim?.place;
  return [
    claim?.says,
    place === undefined ? undefined : `${place.path}:${place.line}`,
    reality?.says,
    reality?.api,
  ];
}

const API = '/repos/example-org/ledger';

describe('claim and reality', () => {
  it.each<readonly [Rule, string, readonly (string | undefined)[]]>([
    [
      claimDiffers,
      'a check that the file requires and GitHub does not',
      [
        'the ruleset "main" requires the check "lint"',
        '.github/rulesets/main.json:23',
        'no rule that is in force for main requires "lint"',
        `GET ${API}/rules/branches/main`,
      ],
    ],
    [
      claimDiffers,
      'a check that GitHub requires in the ruleset of that name and the file does not',
      [
        'the ruleset "main" does not require "lint"',
        '.github/rulesets/main.json:2',
        'GitHub requires "lint" for main',
        `GET ${API}/rules/branches/main#/0/parameters/required_status_checks/1`,
      ],
    ],
    [
      nothingRequired,
      'a policy that wants checks, on a branch that requires none',
      [
        '.phase-mirror.yml says that branches have required checks',
        '.phase-mirror.yml:2',
        'no rule that is in force for main requires a check',
        `GET ${API}/rules/branches/main`,
      ],
    ],
    [
      agentChange,
      'approved by who asked the agent for it',
      [
        '.phase-mirror.yml says that no agent changes /billing/ without the approval of a person',
        '.phase-mirror.yml:3',
        'Copilot (author of pull request 7, by its id) changed billing/rates.txt; approved only by ada (of somebody who wrote the change or asked for it)',
        `GET ${API}/pulls/7/reviews`,
      ],
    ],
    [
      bypassUsed,
      'a push to the branch that bypassed a ruleset',
      [
        'rulesets protect main',
        undefined,
        'ada brought bbbbbbbbbbbb into main past them (2026-11-20T10:00:00Z)',
        `GET ${API}/rulesets/rule-suites/9#/result`,
      ],
    ],
    [
      confusedDeputy,
      'a merge reserved for whoever caused the last event',
      [
        '.github/workflows/merge.yml reserves it for dependabot[bot], by github.actor',
        '.github/workflows/merge.yml:6',
        'the job merges; github.actor is who caused the last event, whoever wrote the change',
        undefined,
      ],
    ],
    [
      accountableHuman,
      'a bot whose change another bot approved',
      [
        expect.stringMatching(/^pull request 7 brings commit [0-9a-f]{12} into main$/) as never,
        undefined,
        'dependabot[bot] wrote it, Copilot proposes it, and approved only by approver[bot] (of a machine)',
        `GET ${API}/pulls/7/reviews`,
      ],
    ],
    [
      instructionFiles,
      'an agent that rewrites AGENTS.md',
      [
        'AGENTS.md tells agents what to do and what they may use',
        'AGENTS.md:1',
        expect.stringMatching(
          /^Copilot \(author of commit [0-9a-f]{12}, by its id\) changed it$/,
        ) as never,
        undefined,
      ],
    ],
    [
      machineApproval,
      'workflows that may approve, on a branch that requires an approval',
      [
        'main requires 1 approval',
        undefined,
        'workflows may create and approve pull requests, and their approval counts',
        `GET ${API}/actions/permissions/workflow#/can_approve_pull_request_reviews`,
      ],
    ],
    [
      machineApproval,
      'a bot whose approval is needed to reach the count',
      [
        'main requires 1 approval',
        undefined,
        'without approver[bot] the approvals of people are not enough',
        `GET ${API}/pulls/7/reviews`,
      ],
    ],
    [
      staleApproval,
      'an approval of an older commit that GitHub counts',
      [
        'main requires 1 approval',
        undefined,
        'approved only by bob (of an older commit)',
        `GET ${API}/pulls/7/reviews`,
      ],
    ],
  ])('of %#: %s', async (rule, title, expected) => {
    expect(await sides(rule, title)).toEqual(expected);
  });

  it('name the commits that break a policy', async () => {
    const [claim, place, reality] = await sides(
      attribution,
      'a trailer where attribution is forbidden',
    );
    expect([claim, place]).toEqual([
      '.phase-mirror.yml says that commits carry no attribution trailer of agents',
      '.phase-mirror.yml:1',
    ]);
    expect(reality).toMatch(/^a trailer "Co-authored-by" of commit [0-9a-f]{12} names Claude$/);
    expect(await sides(auditTrail, 'an unsigned commit where commits are signed')).toEqual([
      '.phase-mirror.yml says that every commit is signed',
      '.phase-mirror.yml:2',
      expect.stringMatching(/^no signature in [0-9a-f]{12}$/),
      undefined,
    ]);
  });
});

describe('an agent on a controlled path', () => {
  const worst = 'a change of Copilot that nobody has approved';

  it('is critical by id, and medium by a trailer only', async () => {
    const [finding] = (await judged(agentChange, worst)).findings;
    expect(finding).toMatchObject({ severity: 'critical', confidence: 'high', introduced: true });
    const byTrailer = await judged(agentChange, 'a person on a controlled path', {
      message: 'Change\n\nCo-authored-by: Claude <noreply@anthropic.com>\n',
    });
    expect(byTrailer.findings).toMatchObject([{ severity: 'medium', confidence: 'medium' }]);
  });

  it('warns only when the pull request was just opened', async () => {
    const told = agentChange.meta.examples[0]?.told;
    const [finding] = (
      await judged(agentChange, worst, {
        told: {
          says: '',
          facts: (commits) => {
            const facts = told?.facts(commits) ?? {};
            return { ...facts, event: { ...facts.event, name: 'pull_request', action: 'opened' } };
          },
        },
      })
    ).findings;
    expect(finding).toMatchObject({ severity: 'medium' });
    expect(finding?.reality.says).toContain('on `opened` nobody can have');
  });

  it('says which permission would tell who approved', async () => {
    const { unknowns } = await judged(
      agentChange,
      'an agent on a controlled path, where GitHub is not asked who approved',
    );
    expect(unknowns).toMatchObject([
      { check: 'MD-002.1', subject: '/billing/', missing: 'pull-requests: read' },
    ]);
    expect(unknowns[0]?.reason).toMatch(
      /^Copilot \(author of commit [0-9a-f]{12}, by its id\) changed billing\/rates\.txt; GitHub was not asked/,
    );
  });

  it('leaves the answer open when the right of the only approver is hidden', async () => {
    const example = agentChange.meta.examples.find(({ answer }) => answer === 'pass');
    const { unknowns, findings } = await judged(
      agentChange,
      'approved by a person who has nothing to do with it',
      {
        told: {
          says: '',
          facts: (commits) => {
            const facts = example?.told?.facts(commits) ?? {};
            const reviews = facts.live?.reviews;
            const list = reviews?.state === 'known' ? reviews.value : [];
            const unsure = list.map((review) => ({
              ...review,
              mayWrite: {
                state: 'unknown' as const,
                gaps: [{ code: 'github-hidden' as const, reason: 'x', missing: 'metadata: read' }],
              },
            }));
            return {
              ...facts,
              ...(facts.live === undefined
                ? {}
                : { live: { ...facts.live, reviews: { state: 'known', value: unsure } } }),
            };
          },
        },
      },
    );
    expect(findings).toEqual([]);
    expect(unknowns).toMatchObject([{ missing: 'metadata: read' }]);
  });
});
