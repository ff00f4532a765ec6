import { publishDraft } from '../../github/releases.js';
import { ownReleases, theRelease } from '../own-release.js';
import type { ReleaseSite } from '../site.js';
import { conflict, done, nothingToUndo, todo, type Step } from '../step.js';

/** From here on people have it. */
export function publish(site: ReleaseSite): Step {
  const { plan } = site;
  const { owner, name } = plan.repository;
  const latest = plan.prerelease ? 'false' : 'true';
  return {
    id: 'publish',
    title: `publish ${plan.tag}${plan.prerelease ? ' as a prerelease' : ' as the latest release'}`,
    reversible: false,
    calls: [
      `github:PATCH /repos/${owner}/${name}/releases/<id> {"draft":false,"prerelease":${plan.prerelease},"make_latest":"${latest}"}`,
    ],
    reverse:
      '`rollback` deletes it, unless GitHub has made it immutable: then a banner, the release before is the latest again, and the next patch',
    async probe() {
      const desk = await site.github();
      const { own, others } = await ownReleases(desk, plan);
      if (own.length + others.length === 0) return todo;
      const { draft, prerelease, html_url: address } = await theRelease(desk, plan);
      if (draft) return todo;
      if (prerelease === plan.prerelease) return done(address);
      return conflict(`${plan.tag} is published with prerelease ${prerelease}`);
    },
    async run() {
      const desk = await site.github();
      const { id } = await theRelease(desk, plan);
      await publishDraft(desk, id, plan.prerelease);
      return (await theRelease(desk, plan)).html_url;
    },
    // The release goes with its draft.
    undo: nothingToUndo,
  };
}
