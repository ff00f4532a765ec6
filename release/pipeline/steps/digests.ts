import { releaseError } from '../../errors.js';
import { digestOfAsset } from '../../github/assets.js';
import { builtIn, digestOfFile } from '../built.js';
import { theRelease } from '../own-release.js';
import type { ReleaseSite } from '../site.js';
import { alwaysTodo, nothingToUndo, type Step } from '../step.js';

/** What GitHub holds is what was built, all of it and nothing else; looked at anew each time. */
export function digests(site: ReleaseSite): Step {
  const { plan, folder } = site;
  return {
    id: 'digests',
    title: 'compare what GitHub holds with what was built',
    reversible: true,
    calls: ['github:GET <release>   (the digest of each file; without one the file itself)'],
    reverse: 'nothing to take back: it reads',
    probe: alwaysTodo,
    async run() {
      const desk = await site.github();
      const { assets } = await theRelease(desk, plan);
      const { artifacts } = builtIn(folder);
      const wrong: string[] = [];
      for (const { name, path, sha256 } of artifacts) {
        const asset = assets.find((one) => one.name === name);
        if ((await digestOfFile(path)) !== sha256) wrong.push(`${name} changed since it was built`);
        if (asset?.state !== 'uploaded') wrong.push(`${name} is not there`);
        else if ((await digestOfAsset(desk, asset)) !== sha256) wrong.push(`${name} differs`);
      }
      const built = new Set(artifacts.map(({ name }) => name));
      for (const { name } of assets) if (!built.has(name)) wrong.push(`${name} was not built`);
      if (wrong.length > 0) {
        throw releaseError('PM-8027', { what: plan.tag, why: wrong.join('; ') });
      }
      return `${artifacts.length} equal`;
    },
    undo: nothingToUndo,
  };
}
