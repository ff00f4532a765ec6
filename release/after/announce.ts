import { relative } from 'node:path';
import { fileAt } from '../git/git.js';
import { CHANGELOG } from '../pipeline/release-plan.js';
import type { ReleaseSite } from '../pipeline/site.js';
import { done, todo, type Step } from '../pipeline/step.js';
import { announcements, draftsAreThere, removeDrafts, writeDrafts } from './announcements.js';

/** Drafts for people to send; nothing is sent. */
export function announceStep({ io, plan, folder }: ReleaseSite): Step {
  return {
    id: 'announce',
    title: 'write the announcements',
    reversible: true,
    calls: [`write .release/${plan.version}/announcements/chat.md, mail.md, post.md`],
    reverse: 'removes the drafts',
    probe: () => Promise.resolve(draftsAreThere(folder) ? done() : todo),
    async run() {
      const changelog = (await fileAt(io.root, `refs/tags/${plan.tag}`, CHANGELOG)) ?? '';
      return relative(io.root, writeDrafts(folder, announcements({ plan, changelog })));
    },
    undo() {
      if (!draftsAreThere(folder)) return Promise.resolve(undefined);
      removeDrafts(folder);
      return Promise.resolve('the drafts');
    },
  };
}
