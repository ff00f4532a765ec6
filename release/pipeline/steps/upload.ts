import { PhaseMirrorError } from '../../../runtime/src/errors/index.js';
import { digestOfAsset, uploadAsset } from '../../github/assets.js';
import type { GitHubDesk } from '../../github/desk.js';
import { deleteAsset, type GitHubRelease } from '../../github/releases.js';
import { builtIn } from '../built.js';
import { ownReleases, theRelease } from '../own-release.js';
import type { Artifact } from '../../artifacts/artifact.js';
import type { ReleaseSite } from '../site.js';
import { conflict, done, nothingToUndo, todo, type Step } from '../step.js';

const ATTEMPTS = 3;

/** Every file, one after the other; what is there with the right digest stays. */
export function upload(site: ReleaseSite): Step {
  const { plan, folder } = site;
  return {
    id: 'upload',
    title: 'upload the files',
    reversible: true,
    calls: ['github:POST <upload_url>?name=<file>   (each file that was built)'],
    reverse: 'they are deleted with the draft',
    async probe() {
      const desk = await site.github();
      const { own } = await ownReleases(desk, plan);
      if (own.length === 0) return todo;
      const release = await theRelease(desk, plan);
      const missing = await notThere(desk, release, builtIn(folder).artifacts);
      if (missing.length === 0) return done(`${release.assets.length} files`);
      if (release.draft) return todo;
      const names = missing.map(({ name }) => name).join(', ');
      return conflict(`${plan.tag} is published, and these are not as they were built: ${names}`);
    },
    async run() {
      const desk = await site.github();
      const { artifacts } = builtIn(folder);
      for (const artifact of artifacts) await uploadOne(site, desk, artifact);
      return `${artifacts.length} files`;
    },
    undo: nothingToUndo,
  };
}

async function notThere(
  desk: GitHubDesk,
  release: GitHubRelease,
  artifacts: readonly Artifact[],
): Promise<readonly Artifact[]> {
  const missing: Artifact[] = [];
  for (const artifact of artifacts) {
    if (!(await isThere(desk, release, artifact))) missing.push(artifact);
  }
  return missing;
}

async function isThere(
  desk: GitHubDesk,
  { assets }: GitHubRelease,
  { name, sha256 }: Artifact,
): Promise<boolean> {
  const asset = assets.find((one) => one.name === name);
  return asset?.state === 'uploaded' && (await digestOfAsset(desk, asset)) === sha256;
}

/** An upload that broke may have left nothing, the whole file, or an empty one that takes its name. */
async function uploadOne(
  { plan, talk }: ReleaseSite,
  desk: GitHubDesk,
  artifact: Artifact,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const release = await theRelease(desk, plan);
    if (await isThere(desk, release, artifact)) return;
    const half = release.assets.find(({ name }) => name === artifact.name);
    if (half !== undefined) await deleteAsset(desk, half.id);
    try {
      await uploadAsset(desk, release, artifact);
      return;
    } catch (error) {
      const again = error instanceof PhaseMirrorError && error.code === 'PM-7006';
      if (!again || attempt === ATTEMPTS || desk.io.signal.aborted) throw error;
      talk.say(`  ${error.what}: ${error.why ?? ''}; looking, and once more`);
    }
  }
}
