// `npm run pictures`: docs/pictures, and every page that people see at every width in artifacts/pictures,
// taken of real pages in the browser of this machine.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderMission } from '../../runtime/src/dashboard/page.js';
import { busyMission } from '../runtime/dashboard/missions.js';
import { openBrowser } from './chromium.js';
import { makeExhibits, reportOfExample } from './exhibits.js';
import { takeGallery } from './gallery.js';
import { showPage } from './shown-page.js';

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
const documents = join(root, 'docs/pictures');
const gallery = join(root, 'artifacts/pictures');
const folder = await mkdtemp(join(tmpdir(), 'phase-mirror-pictures-'));
/** So that a report shows a finding as well. */
const HEIGHTS: Readonly<Record<string, number>> = { report: 1180 };
/** Parts of names of the exhibits to take; all of them when none is named, and the documents' as well. */
const only = process.argv.slice(2);
const browser = await openBrowser({ javaScript: true });
try {
  if (only.length === 0) await takeDocuments();
  const exhibits = await makeExhibits(root, folder);
  const asked = exhibits.filter(
    ({ name }) => only.length === 0 || only.some((part) => name.includes(part)),
  );
  const taken = await takeGallery(browser.context, asked, gallery);
  process.stdout.write(`artifacts/pictures: ${taken.length} pictures of ${asked.length} pages\n`);
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}

async function takeDocuments(): Promise<void> {
  await mkdir(documents, { recursive: true });
  const own = join(folder, 'documents');
  await mkdir(own);
  const pages = {
    report: await reportOfExample('unsound', own),
    dashboard: renderMission(busyMission()),
  };
  for (const [name, page] of Object.entries(pages)) {
    const shown = await showPage(browser.context, page, { width: 1000, scheme: 'light' });
    const picture = await shown.page.screenshot({
      fullPage: true,
      clip: { x: 0, y: 0, width: 1000, height: HEIGHTS[name] ?? 832 },
    });
    await writeFile(join(documents, `${name}.png`), picture);
    await shown.close();
    process.stdout.write(`docs/pictures/${name}.png\n`);
  }
}
