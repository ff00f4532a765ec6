import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of this machine; CHROMIUM names another one. Undefined for none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['CHROMIUM'];
  return [...(named === undefined || named === '' ? [] : [named]), ...PLACES].find((file) =>
    existsSync(file),
  );
}

/** What the browser tests lack on this machine, and how to install it; undefined for nothing. */
export function missingForBrowser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (findChromium(env) !== undefined) return undefined;
  return `no Chromium at ${PLACES.join(', ')}
  fix: \`apt-get install chromium\` on Debian, or name one with CHROMIUM=/path/to/chromium`;
}

export interface Browser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Starts the browser with a new profile and nothing that it would fetch by itself. */
export async function openBrowser(options: { javaScript: boolean }): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(missingForBrowser());
  const profile = mkdtempSync(join(tmpdir(), 'phase-mirror-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    javaScriptEnabled: options.javaScript,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
