import { describe, expect, it } from '@jest/globals';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { phantomContext } from '../../../runtime/src/rules/MD-001/phantom-context.js';
import { claiming, judge } from './judge.js';

describe('what is not known', () => {
  it.each([
    ['another app', { ...claiming('build', job('build'), 1234) }, 'app 1234 reports it'],
    [
      'no app and no resemblance',
      { ...claiming('netlify/preview', job('build')) },
      'does not say which app',
    ],
    [
      'a computed matrix',
      { ...claiming('build (x)', job('build', 'strategy:', '  matrix: ${{ fromJSON(vars.M) }}')) },
      '"build (*)"',
    ],
    [
      'a remote reusable workflow',
      { ...claiming('call / x', ['call:', '  uses: o/r/.github/workflows/x.yml@v1']) },
      '"call / *"',
    ],
    [
      'a job that a person starts',
      {
        '.github/workflows/ci.yml': 'on: workflow_dispatch\njobs:\n  build: {runs-on: x}\n',
        ...rulesetFile({ contexts: ['build'] }),
      },
      'must start it',
    ],
    [
      'a workflow that GitHub refuses',
      {
        '.github/workflows/ci.yml': 'on: pull_request\njobs:\n  build: {runs-on: x, needs: none}\n',
        ...rulesetFile({ contexts: ['build'] }),
      },
      'may refuse the file',
    ],
    [
      'a workflow that cannot be read',
      { ...claiming('other', job('build'), 15368), '.github/workflows/bad.yml': '{' },
      'one could not be read',
    ],
    [
      'a job that writes checks of its own',
      { ...claiming('JUnit report', job('build', 'permissions: {checks: write}'), 15368) },
      'may write checks of its own',
    ],
  ])('%s', async (_, base, reason) => {
    const { findings, unknowns } = await judge(phantomContext, { base });
    expect(findings).toEqual([]);
    expect(unknowns).toHaveLength(1);
    expect(unknowns[0]?.reason).toContain(reason);
    expect(unknowns[0]?.place?.path).toBe('.github/rulesets/main.json');
  });

  it.each([
    [
      'the name of the workflow',
      'CI',
      'that names the workflow .github/workflows/ci.yml; its jobs report "eslint"',
    ],
    ['another letter case', 'ESLint', 'only letter case differs: the check is "eslint"'],
    ['other spaces', 'es lint', 'only spaces differ'],
  ])(
    '%s, which another app may report as well: a question with a hint',
    async (_, context, hint) => {
      const { findings, unknowns } = await judge(phantomContext, {
        base: claiming(context, job('eslint')),
      });
      expect(findings).toEqual([]);
      expect(unknowns[0]?.reason).toContain(`if GitHub Actions is meant, ${hint}`);
    },
  );

  it('a hint gives way to a sure diagnosis of another kind', async () => {
    const base = {
      '.github/workflows/deploy.yml':
        'name: deploy\non: {push: {branches: [main]}}\njobs:\n  deploy: {runs-on: x}\n',
      '.github/workflows/ci.yml': 'name: deploy\non: pull_request\njobs:\n  lint: {runs-on: x}\n',
      ...rulesetFile({ contexts: ['deploy'] }),
    };
    const { findings } = await judge(phantomContext, { base });
    expect(findings[0]?.reality.says).toContain('filter keeps it away');
  });

  it('a job of the default setup of code scanning, which has no file', async () => {
    const { unknowns } = await judge(phantomContext, {
      base: claiming('Analyze (python)', job('build'), 15368),
    });
    expect(unknowns[0]?.reason).toContain('default setup of code scanning');
  });

  it('a context that workflows of another repository may report', async () => {
    const [path = '', text = ''] =
      Object.entries(rulesetFile({ contexts: ['org check'], app: 15368 }))[0] ?? [];
    const base = {
      ...workflowFile(['pull_request'], job('build')),
      [path]: text.replace(
        '"rules": [',
        '"rules": [{"type": "workflows", "parameters": {"workflows": []}},',
      ),
    };
    const { unknowns } = await judge(phantomContext, { base });
    expect(unknowns[0]?.reason).toContain('workflows of another repository');
  });

  it('a bad file does not hide a near miss: it only makes it less sure', async () => {
    const base = {
      ...claiming('build', job('build', 'name: Unit')),
      '.github/workflows/bad.yml': '{',
    };
    expect((await judge(phantomContext, { base })).findings).toMatchObject([
      { confidence: 'medium', severity: 'high' },
    ]);
  });

  it('nothing claimed, or only for other branches', async () => {
    const none = await judge(phantomContext, {
      base: workflowFile(['pull_request'], job('build')),
    });
    expect(none.unknowns[0]?.reason).toBe(
      'no file of the repository says which checks it requires',
    );
    const [path = '', text = ''] = Object.entries(rulesetFile({ contexts: ['build'] }))[0] ?? [];
    const other = await judge(phantomContext, {
      base: {
        ...workflowFile(['pull_request'], job('build')),
        [path]: text.replace('~DEFAULT_BRANCH', 'refs/heads/dev'),
      },
    });
    expect(other.unknowns[0]?.reason).toBe(
      'no claim in force is about main, so nothing says which checks it requires',
    );
  });

  it('says what is reported when a context is bound to GitHub Actions and nothing resembles it', async () => {
    const { findings } = await judge(phantomContext, {
      base: claiming('gone', job('build'), 15368),
    });
    expect(findings).toMatchObject([
      { confidence: 'medium', reality: { says: 'pull requests report "build"' } },
    ]);
  });

  it('names a second claim of the same context', async () => {
    const base = {
      ...claiming('build', job('build', 'name: Unit')),
      '.github/branch-protection.json':
        '{"required_status_checks": {"strict": false, "contexts": ["build"]}}',
    };
    const { findings } = await judge(phantomContext, { base });
    expect(findings).toHaveLength(1);
    expect(findings[0]?.claim.says).toBe(
      'the branch protection in .github/branch-protection.json requires the check "build", and so does the ruleset "main"',
    );
  });
});
