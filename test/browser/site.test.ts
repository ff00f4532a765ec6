import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { buildSite } from '../../ops/pages/site/build.js';
import { barriersOf, VIEWS } from './barriers.js';
import { openBrowser, type Browser } from './chromium.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
const SHOTS = `${ROOT}/coverage/browser/`;
const site = mkdtempSync(join(tmpdir(), 'phase-mirror-site-'));

let browser: Browser;
const elsewhere: string[] = [];
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  await buildSite({ root: ROOT, out: site });
  browser = await openBrowser({ javaScript: true });
  browser.context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${pathToFileURL(site).href}/`) && !url.startsWith('data:'))
      elsewhere.push(url);
  });
  browser.context.on('requestfailed', (request) => {
    // axe asks for the style sheet anew, which a page from disk may not.
    if (request.resourceType() !== 'xhr') elsewhere.push(`failed: ${request.url()}`);
  });
}, 120_000);
afterAll(async () => {
  await browser.close();
  rmSync(site, { recursive: true });
});

async function open(
  path: string,
  view: { width: number; scheme: 'light' | 'dark' },
): Promise<Page> {
  const page = await browser.context.newPage();
  await page.setViewportSize({ width: view.width, height: 1000 });
  await page.emulateMedia({ colorScheme: view.scheme });
  await page.goto(pathToFileURL(join(site, path)).href);
  return page;
}

/** An overview, an interface, a function. */
const REFERENCE = [
  'api/index.html',
  'api/interfaces/index.Finding.html',
  'api/functions/index.evaluate.html',
];

const SHOWN = [
  ...VIEWS.map(([name, view]) => ['index.html', name, view] as const),
  ['runbooks/nonce.html', 'wide-dark', VIEWS[1][1]],
  ['errors.html', 'phone-light', VIEWS[2][1]],
  ...REFERENCE.flatMap((path) => VIEWS.map(([name, view]) => [path, name, view] as const)),
  ['api/modules/index.html', 'phone-dark', VIEWS[3][1]],
  ['api/classes/index.PhaseMirrorError.html', 'phone-light', VIEWS[2][1]],
  ['api/variables/index.EXIT.html', 'wide-dark', VIEWS[1][1]],
] as const;

describe('the documentation, opened from disk', () => {
  it.each(SHOWN)('%s, %s: fits its window, and has no barrier', async (path, name, view) => {
    const page = await open(path, view);
    expect(await barriersOf(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.screenshot({ path: `${SHOTS}site-${path.replaceAll(/[/.]/g, '-')}-${name}.png` });
    await page.close();
  });

  it('finds, by keyboard alone, from a page in a folder', async () => {
    const page = await open('runbooks/deploy.html', { width: 1200, scheme: 'light' });
    await page.keyboard.press('/');
    await page.keyboard.type('rotate nonce');
    await page
      .getByRole('status')
      .getByText(/\d+ places?/)
      .waitFor();
    expect(await page.locator('#found a').first().textContent()).toContain('nonce');
    expect(await barriersOf(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForURL(/nonce\.html/);
    await page.close();
  });

  it('says that nothing is found, and forgets it', async () => {
    const page = await open('index.html', { width: 360, scheme: 'dark' });
    const words = page.getByRole('searchbox');
    await words.fill('qqqqzzzz');
    await page.getByText('Nothing found', { exact: true }).waitFor();
    await words.press('Escape');
    expect(await page.getByRole('status').textContent()).toBe('');
    await page.close();
  });

  it('is walked by keyboard: past the top, and every stop is seen', async () => {
    const page = await open('runbooks/deploy.html', { width: 1440, scheme: 'light' });
    const focused = (): Promise<string> =>
      page.evaluate<string>('document.activeElement.textContent.trim()');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the page');
    for (let i = 0; i < 12; i += 1) {
      expect(
        await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle'),
      ).toBe('solid');
      expect(
        await page.evaluate<boolean>(
          'document.activeElement.getBoundingClientRect().left >= 0 && document.activeElement.checkVisibility()',
        ),
      ).toBe(true);
      await page.keyboard.press('Tab');
    }
    await page.evaluate('document.activeElement.blur()');
    await page.goto(`${page.url().split('#')[0]}`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('page');
    await page.close();
  });

  it('walks what was found by arrows, and leaves by Escape', async () => {
    const page = await open('index.html', { width: 1200, scheme: 'dark' });
    await page.keyboard.press('/');
    await page.keyboard.type('nonce');
    await page.locator('#found a').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate('document.activeElement.matches("#found li:nth-child(2) a")')).toBe(
      true,
    );
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement.id')).toBe('words');
    expect(await page.locator('#found a').count()).toBe(0);
    await page.close();
  });

  it('has the reference of the public surface, found like every other page', async () => {
    const page = await open('api/index.html', { width: 1200, scheme: 'light' });
    expect(await page.title()).toBe('API reference · Phase Mirror');
    await page.getByRole('searchbox').fill('withAccepted');
    await page.locator('#found a').first().click();
    await page.waitForURL(/api\/functions\/index\.withAccepted\.html/);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      'Function withAccepted',
    );
    await page.getByRole('main').getByRole('link', { name: 'Facts', exact: true }).first().click();
    await page.waitForURL(/api\/interfaces\/index\.Facts\.html/);
    await page.close();
  });

  it('leads from the reference to what is there', () => {
    const files = readdirSync(site, { recursive: true, encoding: 'utf8' });
    const pages = files.filter((path) => path.startsWith('api/') && path.endsWith('.html'));
    expect(pages.length).toBeGreaterThan(60);
    const dead = pages.flatMap((path) => {
      const text = readFileSync(join(site, path), 'utf8');
      return [...text.matchAll(/<a [^>]*href="([^"]*)"/g)].flatMap(([, address = '']) => {
        const [file = '', anchor] = address.split('#');
        const target = file === '' ? path : posix.join(posix.dirname(path), file);
        const there = files.includes(target) ? readFileSync(join(site, target), 'utf8') : undefined;
        const found =
          there !== undefined && (anchor === undefined || there.includes(` id="${anchor}"`));
        return found || address.startsWith('https:') ? [] : [`${path}: ${address}`];
      });
    });
    expect(dead).toEqual([]);
  });

  it('asked nobody for anything, and found what it asked its own disk for', () => {
    expect(elsewhere).toEqual([]);
  });
});
