import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    if (!request.url().startsWith('file:') && !request.url().startsWith('data:'))
      elsewhere.push(request.url());
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

const SHOWN = [
  ...VIEWS.map(([name, view]) => ['index.html', name, view] as const),
  ['runbooks/nonce.html', 'wide-dark', VIEWS[1][1]],
  ['errors.html', 'phone-light', VIEWS[2][1]],
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

  it('has the reference of the public surface', async () => {
    const page = await open('api/index.html', { width: 1200, scheme: 'light' });
    expect(await page.title()).toContain('@phase-mirror/runtime');
    await page.close();
    const evaluate = await open('api/functions/index.evaluate.html', {
      width: 1200,
      scheme: 'light',
    });
    expect(await evaluate.getByRole('heading', { name: /evaluate/ }).count()).toBeGreaterThan(0);
    await evaluate.close();
  });

  it('asked nobody for anything', () => {
    expect(elsewhere).toEqual([]);
  });
});
