// `npm run pictures`: the pictures of the documents, taken of real pages in the browser of this machine.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeExample } from '../../ops/examples.js';
import { run } from '../../runtime/src/cli/run.js';
import { renderMission } from '../../runtime/src/dashboard/page.js';
import { busyMission } from '../runtime/dashboard/missions.js';
import { openBrowser } from './chromium.js';
import { showPage } from './shown-page.js';

const out = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'phase-mirror-pictures-'));
/** So that a report shows a finding as well. */
const HEIGHTS: Readonly<Record<string, number>> = { report: 1180 };
const browser = await openBrowser({ javaScript: true });
try {
  await mkdir(out, { recursive: true });
  const pages = { report: await reportOfExample(), dashboard: renderMission(busyMission()) };
  for (const [name, page] of Object.entries(pages)) {
    const shown = await showPage(browser.context, page, { width: 1000, scheme: 'light' });
    await shown.page.screenshot({
      path: join(out, `${name}.png`),
      fullPage: true,
      clip: { x: 0, y: 0, width: 1000, height: HEIGHTS[name] ?? 820 },
    });
    await shown.close();
    process.stdout.write(`docs/pictures/${name}.png\n`);
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}

/** The page that `check` writes of examples/unsound. */
async function reportOfExample(): Promise<string> {
  const { folder: repository } = await makeExample('unsound', join(folder, 'unsound'));
  const quiet = { write: () => undefined };
  const args = ['check', '--repo', repository, '--base', 'main', '--out', join(folder, 'r.html')];
  const env = { PATH: process.env['PATH'], HOME: folder, XDG_STATE_HOME: folder };
  await run(args, { stdout: quiet, stderr: quiet, env, cwd: repository });
  return readFile(join(folder, 'r.html'), 'utf8');
}
