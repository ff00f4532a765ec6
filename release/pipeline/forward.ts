import { inc, parse } from 'semver';
import type { GitHubDesk } from '../github/desk.js';
import { releasesOf, type GitHubRelease } from '../github/releases.js';
import type { ReleasePlan } from './release-plan.js';
import type { ReleaseSite } from './site.js';
import { takenBack } from './taken-back.js';
import { done, nothingToUndo, todo, type Step } from './step.js';

const BANNER = '<!-- phase-mirror withdrawn -->';

/** What can still be done about a release that stays: it says so itself, and is not the latest any more. */
export async function forward(site: ReleaseSite, { id }: GitHubRelease): Promise<readonly Step[]> {
  const { plan } = site;
  const desk = await site.github();
  const next = nextPatch(plan);
  return [
    step({
      id: 'banner',
      title: `mark ${plan.tag} as withdrawn`,
      calls: [`github:PATCH ${desk.path}/releases/${id} {"body":"<banner and the notes>"}`],
      isDone: async () => (await bodyOf(desk, plan, id)).includes(BANNER),
      async run() {
        const body = `${banner(plan, next)}\n\n${await bodyOf(desk, plan, id)}`;
        await desk.api.write('PATCH', `${desk.path}/releases/${id}`, { body });
        return undefined;
      },
    }),
    ...(await latestAgain(desk, plan, id)),
    ...takenBack(site.parts.afterwards(site)),
    step({
      id: 'next',
      title: `plan ${next}, which mends it`,
      calls: [`npm run release -- plan ${next}`],
      isDone: () => Promise.resolve(false),
      run: () => Promise.resolve(`npm run release -- plan ${next}`),
    }),
  ];
}

function banner({ previousTag }: ReleasePlan, next: string): string {
  const use = previousTag === undefined ? '' : ` Use ${previousTag} until then.`;
  return `${BANNER}\n> [!WARNING]\n> This release is withdrawn and should not be used. ${next} follows it.${use}`;
}

/** 1.0.1 after 1.0.0; a prerelease is followed by its next number: 1.0.0-mvp.1 after 1.0.0-mvp. */
function nextPatch({ version }: ReleasePlan): string {
  const channel = parse(version)?.prerelease[0];
  if (channel === undefined) return inc(version, 'patch') ?? version;
  return inc(version, 'prerelease', String(channel)) ?? version;
}

async function bodyOf(desk: GitHubDesk, { tag }: ReleasePlan, id: number): Promise<string> {
  return (await releasesOf(desk, tag)).find((one) => one.id === id)?.body ?? '';
}

/** The release before becomes the latest again; a prerelease never was, and never is. */
async function latestAgain(
  desk: GitHubDesk,
  { previousTag, prerelease }: ReleasePlan,
  id: number,
): Promise<readonly Step[]> {
  if (prerelease || previousTag === undefined) return [];
  const before = (await releasesOf(desk, previousTag)).find((one) => !one.draft);
  if (before === undefined || before.prerelease) return [];
  const path = `${desk.path}/releases/${before.id}`;
  return [
    step({
      id: 'latest',
      title: `make ${previousTag} the latest release again`,
      calls: [`github:PATCH ${path} {"make_latest":"true"}`],
      isDone: async () =>
        ((await desk.api.get(`${desk.path}/releases/latest`)) as GitHubRelease).id !== id,
      async run() {
        await desk.api.write('PATCH', path, { make_latest: 'true' });
        return undefined;
      },
    }),
  ];
}

type Following = Pick<Step, 'id' | 'title' | 'calls' | 'run'> & {
  readonly isDone: () => Promise<boolean>;
};

const step = ({ isDone, ...own }: Following): Step => ({
  ...own,
  reversible: false,
  reverse: 'nothing to take back',
  probe: async () => ((await isDone()) ? done() : todo),
  undo: nothingToUndo,
});
