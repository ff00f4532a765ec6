import { releaseError } from '../../errors.js';
import { git, gitEnd, objectOf } from '../../git/git.js';
import type { ReleaseSite } from '../site.js';
import { conflict, done, todo, type Step } from '../step.js';
import { tagMessage } from '../tag-message.js';
import { releaseCommit } from './release-commit.js';

/** The annotated tag, signed where this machine is set up to sign tags. */
export function tag(site: ReleaseSite): Step {
  const {
    io: { root },
    plan,
  } = site;
  const name = `refs/tags/${plan.tag}`;
  return {
    id: 'tag',
    title: `tag ${plan.tag}`,
    reversible: true,
    calls: [
      `git tag --annotate ${plan.tag} <commit>   (--sign where a key is configured; the message is made)`,
    ],
    reverse: `git tag --delete ${plan.tag}`,
    async probe() {
      const at = await objectOf(root, `${name}^{commit}`);
      if (at === undefined) return todo;
      if (at !== (await releaseCommit(site))) {
        return conflict(
          `${plan.tag} is on ${at.slice(0, 7)}, which is no release commit of this plan`,
        );
      }
      if (await isAnnotated(root, name)) return done(at.slice(0, 7));
      return conflict(`${plan.tag} is not annotated: this release did not make it`);
    },
    async run() {
      const commit = await releaseCommit(site);
      if (commit === undefined) {
        throw releaseError('PM-8022', { what: plan.tag, why: 'there is no release commit' });
      }
      const sign = await signs(root);
      const args = ['tag', '--annotate', ...(sign ? ['--sign'] : []), '--cleanup=verbatim'];
      await git(root, [...args, '--file=-', plan.tag, commit], {
        env: { GIT_COMMITTER_DATE: plan.at },
        input: await tagMessage(site, commit),
      });
      return sign ? 'signed' : 'not signed: no key is configured';
    },
    async undo() {
      const at = await objectOf(root, name);
      const commit = await objectOf(root, `${name}^{commit}`);
      if (at === undefined || commit !== (await releaseCommit(site))) return undefined;
      await git(root, ['update-ref', '-d', name, at]);
      return plan.tag;
    },
  };
}

export async function isAnnotated(root: string, name: string): Promise<boolean> {
  return (await git(root, ['cat-file', '-t', name])).trim() === 'tag';
}

/** As git says of tags; and where a key for ssh signatures is named, it is there to be used. */
async function signs(root: string): Promise<boolean> {
  const get = async (key: string, ...type: readonly string[]): Promise<string> =>
    (await gitEnd(root, ['config', ...type, '--get', key])).stdout.trim();
  if ((await get('tag.gpgSign', '--type=bool')) === 'true') return true;
  return (await get('gpg.format')) === 'ssh' && (await get('user.signingKey')) !== '';
}
