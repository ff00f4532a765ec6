import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** Windows that every page is shown in. */
export const VIEWS = [
  ['wide-light', { width: 1200, scheme: 'light' }],
  ['wide-dark', { width: 1200, scheme: 'dark' }],
  ['phone-light', { width: 360, scheme: 'light' }],
  ['phone-dark', { width: 360, scheme: 'dark' }],
] as const;

/** What keeps a person from reading or using the page: its kind, how bad, and the first element. */
export async function barriersOf(page: Page): Promise<readonly unknown[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.map(({ id, impact, nodes }) => [id, impact, nodes[0]?.html]);
}
