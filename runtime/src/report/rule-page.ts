import type { RuleMeta } from '../rules/rule.js';
import { RULE_METAS } from '../rules/rules.js';

/** Where the project's pages are read. */
const PAGES = 'https://github.com/phase-mirror/phase-mirror/blob/main/';
export const PROJECT_PAGE = 'https://github.com/phase-mirror/phase-mirror';

/** What a sub-check is; undefined for `facts` and for one that this version does not know. */
export function ruleMeta(check: string): RuleMeta | undefined {
  return RULE_METAS.find(({ id }) => id === check);
}

/** Address of the page of a sub-check, with its heading. */
export function rulePage({ docs }: RuleMeta): string {
  return `${PAGES}${docs}`;
}
