import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { renderMission } from '../../runtime/src/dashboard/page.js';
import { blindMission, busyMission } from '../runtime/dashboard/missions.js';
import { barriersOf, VIEWS } from './barriers.js';
import { openBrowser, type Browser } from './chromium.js';
import { showPage, type ShownPage } from './shown-page.js';

/** Screenshots of the last run, to be looked at. */
const SHOTS = fileURLToPath(new URL('../../coverage/browser/', import.meta.url));

let browser: Browser;
let shown: ShownPage | undefined;
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await openBrowser({ javaScript: true });
});
afterEach(() => shown?.close());
afterAll(() => browser.close());

describe('mission control', () => {
  it.each(
    VIEWS.flatMap(([name, view]) => [
      [`busy-${name}`, busyMission(), view] as const,
      [`blind-${name}`, blindMission(), view] as const,
    ]),
  )('%s: asks for nothing, fits its window, and has no barrier', async (name, mission, view) => {
    shown = await showPage(browser.context, renderMission(mission), view);
    const { page, requests, complaints } = shown;
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await barriersOf(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.screenshot({ path: `${SHOTS}dashboard-${name}.png`, fullPage: true });
    expect([requests, complaints]).toEqual([[], []]);
  });

  it('is walked by keyboard: past the top, to what wants a person, to each part', async () => {
    shown = await showPage(browser.context, renderMission(busyMission()));
    const { page } = shown;
    const focused = (): Promise<string> =>
      page.evaluate<string>('document.activeElement.textContent.trim()');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the decisions');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('1 alarm rings');
    await page.keyboard.press('Enter');
    expect(page.url()).toMatch(/#alarms$/);
  });

  it('tells a screen reader its parts and its charts in words', async () => {
    shown = await showPage(browser.context, renderMission(busyMission()));
    const { page } = shown;
    for (const name of [
      'Decisions a day',
      'Blocks an hour',
      'False positives by rule',
      'Open drift',
    ])
      expect(await page.getByRole('region', { name, exact: true }).count()).toBe(1);
    const charts = await page.getByRole('img').evaluateAll((all) => all.map((e) => e.ariaLabel));
    expect(charts).toEqual([
      'changes with findings in 14 days: 49 blocked, 115 warned, 272 allowed',
      '2434 evaluations in 14 days, 49 of them blocked; 2 ended without a decision',
      expect.stringMatching(/^MD-001 in acme\/ledger: 23 this hour, at most 23/),
      expect.stringMatching(/^MD-102 in acme\/shop/),
      expect.stringMatching(/^MD-002 in acme\/a-repository/),
    ]);
  });
});
