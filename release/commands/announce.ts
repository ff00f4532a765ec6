import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { EXIT } from '../../runtime/src/errors/index.js';
import { readRepository } from '../../ops/github/repository.js';
import { ANNOUNCEMENTS, announcements, writeDrafts } from '../after/announcements.js';
import { releaseError } from '../errors.js';
import type { ReleaseCommand } from '../frame/command.js';
import { fileAt, webAddress } from '../git/git.js';
import { CHANGELOG } from '../pipeline/release-plan.js';
import { folderOf } from '../pipeline/site.js';

export const announce: ReleaseCommand = {
  name: 'announce',
  summary: 'write drafts of the announcements, for chat, mail and a post; nothing is sent',
  example: 'npm run release -- announce 1.0.0',
  takes: 'version',
  options: {
    repo: { type: 'string', value: 'OWNER/NAME', help: 'default: what the remote origin says' },
  },
  async run({ io, version, dryRun, values }) {
    const { tag, prerelease } = version;
    const address = await webAddress(io.root);
    const named =
      (values['repo'] as string | undefined) ??
      (address === undefined ? undefined : new URL(address).pathname.slice(1));
    if (named === undefined) {
      throw releaseError('PM-8020', {
        what: 'the repository on GitHub',
        why: 'the remote origin has no address of a host',
        remedy: 'Name it with --repo OWNER/NAME.',
      });
    }
    const changelog =
      (await fileAt(io.root, `refs/tags/${tag}`, CHANGELOG)) ??
      (await readFile(join(io.root, CHANGELOG), 'utf8').catch(() => ''));
    const drafts = announcements({
      plan: { version: version.version, tag, prerelease, repository: readRepository(named) },
      changelog,
    });
    const all = ANNOUNCEMENTS.map((name) => `--- ${name}\n${drafts[name]}`).join('\n');
    if (dryRun) return { exit: EXIT.ok, json: { drafts }, text: all };
    const folder = relative(io.root, writeDrafts(folderOf(io.root, version.version), drafts));
    return { exit: EXIT.ok, json: { drafts, folder }, text: `${folder}\n` };
  },
};
