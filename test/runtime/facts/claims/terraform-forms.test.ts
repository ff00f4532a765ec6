import { describe, expect, it } from '@jest/globals';
import { claimsOf } from './terraform-claims.js';

describe('a ruleset of the organisation in Terraform', () => {
  const organisation = (
    repositories: string,
  ): string => `resource "github_organization_ruleset" "all" {
  name        = "all"
  target      = "branch"
  enforcement = "active"
  conditions {
    ref_name {
      include = ["~DEFAULT_BRANCH"]
      exclude = []
    }
    ${repositories}
  }
  rules {
    required_status_checks {
      required_check { context = "scan" }
    }
  }
}
`;
  const by = (include: string, exclude = '[]'): string =>
    `repository_name {\n      include = ${include}\n      exclude = ${exclude}\n    }`;

  it.each([
    ['all', by('["~ALL"]')],
    ['its name', by('["other", "App"]')],
    ['a pattern', by('["a*"]', '["*-archive"]')],
  ])('is a claim where it covers the repository by %s', async (_, repositories) => {
    expect(await claimsOf({ 'org/main.tf': organisation(repositories) })).toMatchObject({
      state: 'known',
      value: [{ kind: 'ruleset', name: 'all', checks: [{ context: 'scan', place: { line: 17 } }] }],
    });
  });

  it.each([
    ['others', by('["other-*"]')],
    ['all but this one', by('["~ALL"]', '["app"]')],
  ])('is none of ours where it covers %s', async (_, repositories) => {
    const claims = await claimsOf({ 'org/main.tf': organisation(repositories) });
    expect(claims).toEqual({ state: 'known', value: [] });
  });

  it.each([
    ['numbers', 'repository_id = [17]'],
    ['a variable', by('[var.name]')],
    ['a variable left out', by('["~ALL"]', '[var.name]')],
    ['nothing', ''],
  ])('is unknown where it covers by %s', async (_, repositories) => {
    expect(await claimsOf({ 'org/main.tf': organisation(repositories) })).toMatchObject({
      state: 'partial',
      value: [],
      gaps: [{ code: 'claim-unresolved', place: { path: 'org/main.tf' } }],
    });
  });
});

describe('Terraform in JSON', () => {
  const ruleset = {
    name: 'main',
    repository: '${github_repository.app.name}',
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: {
      required_status_checks: { required_check: { context: 'build', integration_id: 15368 } },
    },
  };
  const text = (resource: unknown): string => JSON.stringify({ resource }, null, 1);

  it.each([
    [
      'objects',
      { github_repository_ruleset: { main: ruleset }, github_repository: { app: { name: 'app' } } },
    ],
    [
      'lists of objects',
      [
        { github_repository_ruleset: [{ main: [{ ...ruleset, rules: [ruleset.rules] }] }] },
        { github_repository: { app: [{ name: 'app' }] } },
      ],
    ],
  ])('is read as HCL is, written in %s', async (_, resource) => {
    expect(await claimsOf({ 'infra/main.tf.json': text(resource) })).toMatchObject({
      state: 'known',
      value: [
        {
          kind: 'ruleset',
          path: 'infra/main.tf.json',
          checks: [{ context: 'build', app: 15368 }],
          bypass: [],
        },
      ],
    });
  });

  it('and HCL of one folder know of each other', async () => {
    const claims = await claimsOf({
      'infra/repository.tf': 'resource "github_repository" "app" {\n  name = "app"\n}\n',
      'infra/rules.tf.json': text({ github_repository_ruleset: { main: ruleset } }),
    });
    expect(claims).toMatchObject({ state: 'known', value: [{ name: 'main' }] });
  });

  it('is a gap where it hangs on a variable, and where it is no JSON', async () => {
    const open = { ...ruleset, enforcement: '${var.enforcement}', repository: 'app' };
    const claims = await claimsOf({
      'a.tf.json': text({ github_repository_ruleset: { main: open } }),
      'b.tf.json': '{"resource": {"github_repository": }}',
    });
    expect(claims).toMatchObject({
      state: 'partial',
      value: [],
      gaps: expect.arrayContaining([
        expect.objectContaining({ code: 'claim-unresolved' }),
        expect.objectContaining({ code: 'claim-shape' }),
      ]),
    });
  });
});
