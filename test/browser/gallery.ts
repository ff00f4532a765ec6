import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';

/** One page to be looked at. */
export interface Exhibit {
  /** Kebab-case; part of the files' names. */
  readonly name: string;
  /** File on disk. */
  readonly file: string;
  /** Whether people print it. */
  readonly printed?: boolean;
  /** Brings the page into the state that is shown. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const WIDTHS = [1440, 768, 360] as const;
const SCHEMES = ['light', 'dark'] as const;
/** A page of a thousand findings is the same all the way down. CSS pixels. */
const MOST_HEIGHT = 4200;
/** An A4 page between its margins. CSS pixels. */
const PAPER_WIDTH = 720;

/**
 * Takes every exhibit at desktop, tablet and phone width, light and dark, and on paper where it is
 * printed, into a folder that is made anew. Answers the names of the pictures.
 */
export async function takeGallery(
  context: BrowserContext,
  exhibits: readonly Exhibit[],
  out: string,
): Promise<readonly string[]> {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const taken: string[] = [];
  const take = async (page: Page, name: string): Promise<void> => {
    await page.screenshot({ path: join(out, name), fullPage: true, clip: await clipOf(page) });
    taken.push(name);
  };
  const page = await context.newPage();
  for (const { name, file, printed = false, prepare } of exhibits) {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 1000 });
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ media: 'screen', colorScheme });
        await page.goto(pathToFileURL(file).href);
        await prepare?.(page);
        await take(page, `${name}-${width}-${colorScheme}.png`);
      }
    }
    if (!printed) continue;
    await page.setViewportSize({ width: PAPER_WIDTH, height: 1000 });
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    await take(page, `${name}-print.png`);
  }
  await page.close();
  return taken;
}

async function clipOf(
  page: Page,
): Promise<{ x: number; y: number; width: number; height: number }> {
  const [width, height] = await page.evaluate<[number, number]>(
    '[innerWidth, document.documentElement.scrollHeight]',
  );
  return { x: 0, y: 0, width, height: Math.min(height, MOST_HEIGHT) };
}
