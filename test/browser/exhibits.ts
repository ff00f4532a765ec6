import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeExample, type ExampleName } from '../../ops/examples.js';
import { buildSite } from '../../ops/pages/site/build.js';
import { run } from '../../runtime/src/cli/run.js';
import { renderMission } from '../../runtime/src/dashboard/page.js';
import { renderHtml } from '../../runtime/src/report/html/page.js';
import { blindMission, busyMission } from '../runtime/dashboard/missions.js';
import type { Exhibit } from './gallery.js';
import { crowdedReport, richReport, warnedReport, WINDOWS } from './rich-report.js';

/** Every page that people see, written below `folder`: reports, mission control, the documentation. */
export async function makeExhibits(root: string, folder: string): Promise<readonly Exhibit[]> {
  const pages: Readonly<Record<string, string>> = {
    'report-rich': renderHtml(richReport(), { windows: WINDOWS }),
    'report-warned': renderHtml(warnedReport()),
    'report-blocked': await reportOfExample('unsound', folder),
    'report-allowed': await reportOfExample('sound', folder),
    'report-crowded': renderHtml(crowdedReport()),
    'mission-busy': renderMission(busyMission()),
    'mission-empty': await missionOfEmptyStore(folder),
    'mission-unreadable': renderMission(blindMission()),
  };
  const written = await Promise.all(
    Object.entries(pages).map(async ([name, html]): Promise<Exhibit> => {
      const file = join(folder, `${name}.html`);
      await writeFile(file, html);
      return { name, file, printed: name.startsWith('report') };
    }),
  );
  const site = join(folder, 'site');
  await buildSite({ root, out: site });
  return [
    ...written,
    ...SITE.map(([name, path]): Exhibit => ({ name, file: join(site, path) })),
    {
      name: 'site-search',
      file: join(site, 'runbooks/deploy.html'),
      async prepare(page) {
        await page.getByRole('searchbox').first().fill('rotate nonce');
        await page
          .getByRole('status')
          .getByText(/\d+ places?/)
          .waitFor();
      },
    },
  ];
}

const SITE = [
  ['site-home', 'index.html'],
  ['site-guide', 'release.html'],
  ['site-tutorial', 'tutorial.html'],
  ['site-rule', 'rules/MD-001.html'],
  ['site-errors', 'errors.html'],
  ['site-runbook', 'runbooks/nonce.html'],
  ['site-api', 'api/index.html'],
  ['site-api-interface', 'api/interfaces/index.Finding.html'],
  ['site-api-function', 'api/functions/index.evaluate.html'],
] as const;

/** What `phase-mirror` writes for a person whose home is this folder. */
async function phaseMirror(home: string, cwd: string, args: readonly string[]): Promise<void> {
  const quiet = { write: () => undefined };
  const env = { PATH: process.env['PATH'], HOME: home, XDG_STATE_HOME: home };
  await run(args, { stdout: quiet, stderr: quiet, env, cwd });
}

/** The page that `check` writes of an example. */
export async function reportOfExample(name: ExampleName, folder: string): Promise<string> {
  const page = join(folder, `check-${name}.html`);
  const { folder: repository } = await makeExample(name, join(folder, name));
  await phaseMirror(folder, repository, ['check', '--base', 'main', '--out', page]);
  return readFile(page, 'utf8');
}

/** What `dashboard` writes on a machine where nothing was judged yet. */
async function missionOfEmptyStore(folder: string): Promise<string> {
  const home = join(folder, 'empty-home');
  await mkdir(home);
  await phaseMirror(home, home, ['dashboard', '--out', 'mission']);
  return readFile(join(home, 'mission/index.html'), 'utf8');
}
