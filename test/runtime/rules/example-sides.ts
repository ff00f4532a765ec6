import type { Finding, RuleResult } from '../../../runtime/src/rules/finding.js';
import type { Rule, RuleExample } from '../../../runtime/src/rules/rule.js';
import { exampleFacts, exampleRepository } from './example-facts.js';

/** What a rule says of one of its examples, by its title, perhaps changed. */
export async function judged(
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

/** Claim and reality of the first finding, as a person reads them: what each says, and where. */
export async function sides(rule: Rule, title: string): Promise<readonly (string | undefined)[]> {
  const [finding] = (await judged(rule, title)).findings;
  return finding === undefined ? [] : sidesOf(finding);
}

function sidesOf({ claim, reality }: Finding): readonly (string | undefined)[] {
  const at = (place: Finding['place'] | undefined): string | undefined =>
    place === undefined ? undefined : `${place.path}:${place.line}`;
  return [claim.says, at(claim.place), reality.says, reality.api ?? at(reality.place)];
}
