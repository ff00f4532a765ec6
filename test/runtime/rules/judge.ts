import { collectFacts, gitCommand, type Mode } from '../../../runtime/src/facts/index.js';
import type { RuleResult } from '../../../runtime/src/rules/finding.js';
import { rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import type { Rule } from '../../../runtime/src/rules/rule.js';
import { repository, type Files } from '../../support/repository.js';

export interface Case {
  readonly base: Files;
  readonly change?: Files;
  readonly mode?: Mode;
}

/** Judges a small real repository. */
export async function judge(rule: Rule, { base, change, mode }: Case): Promise<RuleResult> {
  const repo = repository(base);
  if (change !== undefined) repo.branch('change', change);
  const facts = await collectFacts(gitCommand(repo.folder, process.env), {
    env: {},
    ...(mode === undefined ? {} : { mode }),
  });
  repo.remove();
  return await rule.judge(facts);
}

/** A workflow `ci.yml` on pull requests with the lines of its jobs, and a claim of one context. */
export function claiming(context: string, jobs: readonly string[], app?: number): Files {
  return {
    ...workflowFile(['pull_request'], jobs),
    ...rulesetFile({ contexts: [context], ...(app === undefined ? {} : { app }) }),
  };
}
