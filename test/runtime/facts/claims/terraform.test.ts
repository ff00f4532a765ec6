import { describe, expect, it } from '@jest/globals';
import { readHcl } from '../../../../runtime/src/facts/claims/hcl-parse.js';
import { hclLayout } from '../../../../runtime/src/facts/claims/hcl-layout.js';
import { claimsOf } from './terraform-claims.js';

const RULESET = `resource "github_repository" "app" {
  name = "app" # the one
}

resource "github_repository_ruleset" "main" {
  name        = "main"
  repository  = github_repository.app.name
  target      = "branch"
  enforcement = "active"
  conditions {
    ref_name {
      include = ["~DEFAULT_BRANCH"]
      exclude = []
    }
  }
  rules {
    non_fast_forward = true
    deletion         = false
    required_status_checks {
      required_check {
        context        = "build"
        integration_id = 15368
      }
      required_check { context = "lint" }
      strict_required_status_checks_policy = true
    }
    merge_queue {
      grouping_strategy = "HEADGREEN"
    }
    pull_request {
      required_approving_review_count = 1
    }
  }
}
`;

describe('a ruleset in Terraform', () => {
  it('is a claim with the lines of its file', async () => {
    expect(await claimsOf({ 'infra/main.tf': RULESET })).toMatchObject({
      state: 'known',
      value: [
        {
          kind: 'ruleset',
          path: 'infra/main.tf',
          name: 'main',
          about: 'yes',
          strict: true,
          at: { place: { line: 6 } },
          target: { include: ['~DEFAULT_BRANCH'], exclude: [] },
          checks: [
            { context: 'build', app: 15368, place: { line: 21 } },
            { context: 'lint', place: { line: 24 } },
          ],
          mergeQueue: { groupingStrategy: { value: 'HEADGREEN', place: { line: 28 } } },
          pullRequest: { approvals: 1, place: { line: 30 } },
          forcePushes: { value: false, place: { line: 17 } },
          bypass: [],
        },
      ],
    });
  });

  it.each([
    ['a variable', '"build"', 'var.check', 21],
    ['a count', '  enforcement = "active"', '  enforcement = "active"\n  count = 2', 10],
    ['a loop', '    merge_queue {', '    dynamic "merge_queue" {', 27],
    ['a repository that is not told', 'github_repository.app.name', 'var.repository', 7],
  ])('is unknown where it hangs on %s', async (_, from, to, line) => {
    const claims = await claimsOf({ 'main.tf': RULESET.replace(from, to) });
    expect(claims).toMatchObject({
      state: 'partial',
      value: [],
      gaps: [{ code: 'claim-unresolved', place: { path: 'main.tf', line } }],
    });
  });

  it('is none of ours when it is about another repository, and a question without a remote', async () => {
    const other = RULESET.replace('name = "app"', 'name = "other"');
    expect(await claimsOf({ 'main.tf': other })).toEqual({ state: 'known', value: [] });
    expect(await claimsOf({ 'main.tf': RULESET }, '')).toMatchObject({ state: 'partial' });
  });

  it('is a gap when its file is no HCL', async () => {
    expect(await claimsOf({ 'main.tf': `${RULESET}\n}` })).toMatchObject({
      state: 'partial',
      gaps: [{ code: 'claim-shape', place: { path: 'main.tf', line: 1 } }],
    });
  });
});

describe('a branch protection in Terraform', () => {
  it('is read by pattern, and administrators are bound only where it says so', async () => {
    const text = `data "github_repository" "app" { full_name = "acme/app" }
resource "github_branch_protection" "main" {
  repository_id       = data.github_repository.app.node_id
  pattern             = "main"
  allows_force_pushes = true
  required_status_checks {
    contexts = ["build", "lint"]
  }
  required_pull_request_reviews {
    required_approving_review_count = 2
    pull_request_bypassers          = ["/ada"]
  }
}
`;
    expect(await claimsOf({ 'main.tf': text })).toMatchObject({
      value: [
        {
          kind: 'branch-protection',
          target: { include: ['refs/heads/main'] },
          checks: [
            { context: 'build', place: { line: 7, column: 17 } },
            { context: 'lint', place: { line: 7, column: 26 } },
          ],
          pullRequest: { approvals: 2 },
          forcePushes: { value: true, place: { line: 5 } },
          bypass: [{ kind: 'administrators' }, { kind: 'User', mode: 'pull_request' }],
        },
      ],
    });
  });

  it('is read in the shape of v3, with the apps of its checks', async () => {
    const text = `resource "github_branch_protection_v3" "main" {
  repository     = "app"
  branch         = "main"
  enforce_admins = true
  required_status_checks {
    checks = ["build:15368", "any"]
  }
}
`;
    const claims = await claimsOf({ 'main.tf': text });
    expect(claims).toMatchObject({
      value: [
        {
          checks: [{ context: 'build', app: 15368, place: { line: 6 } }, { context: 'any' }],
          bypass: [],
        },
      ],
    });
    expect(JSON.stringify(claims).match(/"app":/g)).toHaveLength(1);
  });
});

describe('HCL that would break its parser', () => {
  it.each([
    ['brackets', `a = ${'['.repeat(50_000)}`],
    ['blocks', 'a {\n'.repeat(50_000)],
    ['templates', `a = ${'"${'.repeat(50_000)}`],
    ['signs', `a = ${'- '.repeat(50_000)}1`],
    ['conditions', `a = ${'x ? y : '.repeat(50_000)}1`],
    ['directives', `a = "${'%{ if x }'.repeat(50_000)}"`],
  ])('is refused before: %s', async (_, text) => {
    expect(await readHcl('x.tf', text)).toMatchObject({
      why: expect.stringMatching(/^it (nests|has) more than/),
    });
    expect(await readHcl('x.tf', 'a = 1')).toEqual({ json: { a: 1 } });
  });

  it('is none of these: what is wrong is said, and the next file is read', async () => {
    const ruler = `# ${'-'.repeat(100)}\na = "${'-'.repeat(60)}"\n`;
    expect(await readHcl('x.tf', ruler)).toHaveProperty('json');
    expect(await readHcl('x.tf', 'a = ')).toMatchObject({
      why: expect.stringContaining('parse config'),
    });
    expect(await readHcl('x.tf', 'a = [[[[[[[[[[1]]]]]]]]]]')).toHaveProperty('json');
  });
});

describe('where HCL stands', () => {
  it.each([
    ['a = 1 # b = 2\nc = 3', ['a', 'c']],
    ['a = "x ${f({ b = "}" })} y"\nc = 3', ['a', 'c']],
    ['a = <<-EOT\n  b = {\n  EOT\nc = 3', ['a', 'c']],
    ['a = [\n  1, # ]\n  2,\n]\nc { d = 1 }\n/* e = 1 */ f = 1', ['a', 'c', 'f']],
    ['a == b\nc = 1', ['c']],
    ['a "b" "c" {', ['a']],
    ['}}}', []],
    ['a = "open\nb = 1', ['a', 'b']],
  ])('%s', (text, keys) => {
    expect(hclLayout(text).map(({ key }) => key)).toEqual(keys);
  });

  it('is found in linear time whatever is open', () => {
    for (const piece of ['a = "${', 'a {', 'a = [', '<<A\n', '"', '/*']) {
      expect(() => hclLayout(piece.repeat(50_000))).not.toThrow();
    }
  });
});
