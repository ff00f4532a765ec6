import { createDraft, deleteRelease } from '../../github/releases.js';
import { releaseError } from '../../errors.js';
import { ownReleases } from '../own-release.js';
import { releaseBody } from '../release-body.js';
import type { ReleaseSite } from '../site.js';
import { conflict, done, todo, unknown, type Step } from '../step.js';
import { releaseCommit } from './release-commit.js';

/** A draft: nobody sees it, and nothing of it is final. */
export function draft(site: ReleaseSite): Step {
  const { plan } = site;
  const { owner, name } = plan.repository;
  return {
    id: 'draft',
    title: `draft the release ${plan.tag} on GitHub`,
    reversible: true,
    calls: [
      `github:POST /repos/${owner}/${name}/releases {"tag_name":"${plan.tag}","draft":true,"prerelease":${plan.prerelease}}`,
    ],
    reverse: 'the draft is deleted',
    async probe() {
      const { own, others } = await ownReleases(await site.github(), plan);
      const published = others.find((one) => !one.draft);
      if (published !== undefined) {
        return conflict(
          `${plan.tag} is published already, by ${published.author?.login ?? 'a ghost'}`,
        );
      }
      if (own.length === 1) return done(`number ${own[0]?.id ?? ''}`);
      if (own.length > 1 || others.length === 0) return todo;
      const [other] = others;
      if (others.length > 1)
        return conflict(`there are ${others.length} drafts of ${plan.tag}, of other hands`);
      return unknown(
        `there is a draft of ${plan.tag} by ${other?.author?.login ?? 'a ghost'}, not of this run; with "done" it is used as it is`,
      );
    },
    async run() {
      const desk = await site.github();
      const { own } = await ownReleases(desk, plan);
      // Two, where the first answer was lost and GitHub did not show the draft yet.
      for (const extra of own.slice(1)) await deleteRelease(desk, extra.id);
      if (own.length > 0) return 'it was there already';
      const commit = await releaseCommit(site);
      if (commit === undefined) {
        throw releaseError('PM-8022', { what: 'the draft', why: 'there is no release commit' });
      }
      await createDraft(desk, {
        tag: plan.tag,
        commit,
        name: plan.tag,
        body: await releaseBody(site, commit),
        prerelease: plan.prerelease,
      });
      return undefined;
    },
    async undo() {
      const desk = await site.github();
      const { own } = await ownReleases(desk, plan);
      if (own.some(({ immutable }) => immutable === true)) {
        throw releaseError('PM-8022', {
          what: `the release ${plan.tag}`,
          why: 'GitHub has made it immutable',
          remedy: 'It cannot be taken back, only followed by a better one.',
        });
      }
      for (const { id } of own) await deleteRelease(desk, id);
      return own.length === 0 ? undefined : own[0]?.draft === true ? 'the draft' : 'the release';
    },
  };
}
