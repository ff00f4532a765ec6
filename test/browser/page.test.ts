import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { renderHtml } from '../../runtime/src/report/html/page.js';
import { renderJunit } from '../../runtime/src/report/junit.js';
import { hostileReport } from '../runtime/report/sample.js';
import { barriersOf, VIEWS } from './barriers.js';
import { openBrowser, type Browser } from './chromium.js';
import { richReport, WINDOWS } from './rich-report.js';
import { showPage, type ShownPage } from './shown-page.js';

/** Screenshots of the last run, to be looked at. */
const SHOTS = fileURLToPath(new URL('../../coverage/browser/', import.meta.url));
const RICH = renderHtml(richReport(), { windows: WINDOWS });

let browser: Browser | undefined;
let shown: ShownPage | undefined;
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await openBrowser({ javaScript: true });
});
afterEach(async () => {
  await shown?.close();
  shown = undefined;
});
afterAll(() => browser?.close());

async function show(
  html: string,
  view?: { width: number; scheme: 'light' | 'dark' },
): Promise<ShownPage> {
  if (browser === undefined) throw new Error('the browser did not start');
  shown = await showPage(browser.context, html, view);
  return shown;
}

const findings = (page: Page): Promise<readonly string[]> =>
  page.locator('article.finding:visible h4').allTextContents();
const status = (page: Page): Promise<string | null> => page.locator('#shown').textContent();

describe('the page of a report', () => {
  it.each(VIEWS)(
    '%s: asks for nothing, fits its window, and has no barrier',
    async (name, view) => {
      const { page, requests, complaints } = await show(RICH, view);
      await page.locator('summary').first().click();
      expect(await barriersOf(page)).toEqual([]);
      const [content, window] = await page.evaluate<[number, number]>(
        '[document.documentElement.scrollWidth, innerWidth]',
      );
      expect(content).toBeLessThanOrEqual(window);
      await page.screenshot({ path: `${SHOTS}${name}.png`, fullPage: true });
      expect([requests, complaints]).toEqual([[], []]);
    },
  );

  it('is looked at by a check that does find barriers', async () => {
    const { page } = await show('<!doctype html><html><title>x</title><input>');
    expect(await barriersOf(page)).toEqual(
      expect.arrayContaining([['label', 'critical', '<input>']]),
    );
  });

  it('finds by words, in any order', async () => {
    const { page } = await show(RICH);
    expect(await status(page)).toBe('8 of 8 findings shown');
    await page.getByLabel('Search').fill('MERGE_group lint');
    expect(await findings(page)).toEqual([
      'required check "Lint" is not reported in the merge queue',
    ]);
    expect(await status(page)).toBe('1 of 8 findings shown');
    expect(await page.getByRole('heading', { name: /High/ }).isVisible()).toBe(false);
    await page.getByLabel('Search').fill('nowhere');
    expect(await page.getByText('No finding fits this filter.').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText('8 of 8 findings shown').waitFor();
    expect(await findings(page)).toHaveLength(8);
  });

  it('filters by severity, by rule, and by what the change brought', async () => {
    const { page } = await show(RICH);
    await page.getByRole('checkbox', { name: /^critical/ }).uncheck();
    expect(await status(page)).toBe('6 of 8 findings shown');
    await page.getByLabel('Rule', { exact: true }).selectOption('MD-102.1');
    expect(await findings(page)).toEqual(
      [0, 1, 2, 3].map((i) => `required check "deploy (${i})" is worth a look`),
    );
    await page.getByRole('checkbox', { name: /^critical/ }).check();
    await page.getByRole('checkbox', { name: /^only brought/ }).check();
    expect(await findings(page)).toEqual([
      'required check "Lint" is not reported in the merge queue',
    ]);
  });

  it('is worked by keyboard alone', async () => {
    const { page } = await show(RICH);
    const focused = (): Promise<string> =>
      page.evaluate<string>(
        '(document.activeElement.name || document.activeElement.textContent).trim()',
      );
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the findings');
    await page.keyboard.press('Enter');
    expect(page.url()).toMatch(/#findings$/);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('words');
    await page.keyboard.type('build');
    await page.keyboard.press('Enter');
    expect(await status(page)).toBe('1 of 8 findings shown');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('check');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('severity');
    await page.keyboard.press('Space');
    expect(await status(page)).toBe('0 of 8 findings shown');
    for (let i = 0; i < 6; i += 1) await page.keyboard.press('Tab');
    expect(await focused()).toBe('Show all');
    await page.keyboard.press('Enter');
    await page.getByText('8 of 8 findings shown').waitFor();
  });

  it('tells a screen reader its parts, its charts, and how many findings are shown', async () => {
    const { page } = await show(RICH);
    for (const name of ['Findings', 'Not known', 'Rules', 'Provenance'])
      expect(await page.getByRole('region', { name, exact: true }).count()).toBe(1);
    expect(await page.getByRole('search').count()).toBe(1);
    expect(await page.getByRole('status').textContent()).toBe('8 of 8 findings shown');
    expect(await page.getByRole('article').count()).toBe(8);
    expect(await page.getByRole('img').first().getAttribute('aria-label')).toMatch(
      /^MD-001: the last 60 findings: 7 false positives, 33 confirmed, 20 not reviewed; rate 16/,
    );
  });

  it.each([
    ['a script', '<script>window.hostile = 1</script>'],
    ['an image', '<img src="https://hostile.example/x" onerror="window.hostile = 1">'],
    ['a style', '</style><style>@import "https://hostile.example/x"</style>'],
    ['an attribute', '" autofocus onfocus="window.hostile = 1" x="'],
    ['a long word', 'w'.repeat(5000)],
  ])('shows %s of a hostile repository as text', async (_, hostile) => {
    const { page, requests, complaints } = await show(renderHtml(hostileReport(hostile)), {
      width: 360,
      scheme: 'light',
    });
    expect(await page.evaluate('window.hostile')).toBeUndefined();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await page.locator('h4').textContent()).toBe(hostile);
    expect([requests, complaints]).toEqual([[], []]);
  });

  it('refuses a script that got into the file', async () => {
    const tampered = RICH.replace('</main>', '<script>window.hostile = 1</script></main>');
    const { page, complaints } = await show(tampered);
    expect(await page.evaluate('window.hostile')).toBeUndefined();
    expect(complaints).toEqual([expect.stringContaining('Content Security Policy')]);
  });
});

describe('the page without JavaScript', () => {
  it('shows every finding, and no filter that would do nothing', async () => {
    const plain = await openBrowser({ javaScript: false });
    try {
      shown = await showPage(plain.context, RICH);
      const { page } = shown;
      expect(await findings(page)).toHaveLength(8);
      expect(await page.locator('form').isVisible()).toBe(false);
      expect(await page.getByText('No finding fits').isVisible()).toBe(false);
    } finally {
      await shown?.close();
      shown = undefined;
      await plain.close();
    }
  });
});

describe('the JUnit report', () => {
  it.each(['<a b="c">&amp;]]>', '\u0000\u001b\ufffe', '\ud800'])(
    'is read by an XML parser, with %j in it',
    async (text) => {
      const { page } = await show('<!doctype html><title>parser</title>');
      const xml = JSON.stringify(renderJunit(hostileReport(text)));
      const names = await page.evaluate<string[]>(
        `[...new DOMParser().parseFromString(${xml}, 'application/xml').querySelectorAll('*')].map((e) => e.localName)`,
      );
      expect(names).toContain('failure');
      expect(names).not.toContain('parsererror');
    },
  );
});
