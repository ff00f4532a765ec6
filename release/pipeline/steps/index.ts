import type { ReleaseSite } from '../site.js';
import type { Step } from '../step.js';
import { artifacts } from './artifacts.js';
import { changelog } from './changelog.js';
import { commit } from './commit.js';
import { digests } from './digests.js';
import { draft } from './draft.js';
import { lock, unlock } from './lock.js';
import { publish } from './publish.js';
import { push } from './push.js';
import { tag } from './tag.js';
import { upload } from './upload.js';
import { validate } from './validate.js';
import { version } from './version.js';

/** The steps of a plan, in their order. */
export function stepsOf(site: ReleaseSite): readonly Step[] {
  const { only } = site.plan;
  const all = everyStep(site);
  return only === undefined ? all : all.filter(({ id }) => only.includes(id));
}

/** The steps of a whole release, in their order. */
export function everyStep(site: ReleaseSite): readonly Step[] {
  return [
    validate(site),
    lock(site),
    version(site),
    changelog(site),
    commit(site),
    artifacts(site),
    tag(site),
    push(site),
    draft(site),
    upload(site),
    digests(site),
    publish(site),
    ...site.parts.afterwards(site),
    unlock(site),
  ];
}
