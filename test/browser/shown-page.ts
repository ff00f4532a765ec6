import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright-core';

export interface ShownPage {
  readonly page: Page;
  /** What the page asked for beside itself. */
  readonly requests: readonly string[];
  /** Errors of scripts, and what the policy of the page refused. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Shows a page from loopback in a tab of its own. Every other request is counted and refused. */
export async function showPage(
  context: BrowserContext,
  html: string,
  view: { width: number; scheme: 'light' | 'dark' } = { width: 1200, scheme: 'light' },
): Promise<ShownPage> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.route('**', async (route) => {
    const asked = route.request().url();
    if (asked === url) return route.continue();
    requests.push(asked);
    await route.abort();
  });
  await page.setViewportSize({ width: view.width, height: 900 });
  await page.emulateMedia({ colorScheme: view.scheme });
  await page.goto(url);
  return {
    page,
    requests,
    complaints,
    async close() {
      await page.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
