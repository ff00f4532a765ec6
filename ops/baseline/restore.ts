import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import { baselineKey } from '../../runtime/src/names/index.js';
import type { Site } from '../aws/site.js';
import type { Procedure } from '../frame/procedure.js';
import { baselineDocument } from './command.js';
import { inForce, refuseUnexpected, whereArgs, type Shown, type Where } from './in-force.js';
import { verified } from './verified.js';

export interface Restoring extends Where {
  readonly version: string;
  /** Hash of the baseline in force, or `none`. */
  readonly expect: string;
}

/**
 * Publishes an older version again, if the baseline in force is still the one expected. The one in
 * force may be broken or deleted: then the store itself compares what is expected with what is there.
 */
export function restoreBaseline(site: Site, options: Restoring): Procedure {
  const { version, expect } = options;
  const { environment, names } = site.deployment;
  let older: Shown | undefined;
  return {
    async plan() {
      older = await baselineDocument<Shown>(site, 'show', { ...whereArgs(options), version });
      const { repository, branch, sha256 } = older;
      const now = await present(site, options);
      const what = `Restore version ${version} (${sha256.slice(0, 12)}) of the baseline of ${repository} ${branch} in ${environment}`;
      if (now.shown?.sha256 === sha256) {
        return { what, steps: [], notes: ['it is what is in force'] };
      }
      if (now.broken === undefined) refuseUnexpected(now.shown, expect);
      return {
        what,
        steps: [
          {
            id: 'restore',
            title: `publish version ${version} again`,
            effect: 'write',
            calls: [
              `s3:PutObject s3://${names.buckets.baseline}/${baselineKey(older)} (only if it is still ${expect.slice(0, 12)})`,
            ],
            probe: async () =>
              (await present(site, options)).shown?.sha256 === sha256 ? 'done' : 'todo',
            run: async () => {
              const done = await baselineDocument<Shown>(site, 'restore', {
                ...whereArgs(options),
                version,
                expect,
              });
              return `as version ${done.version}`;
            },
          },
        ],
        notes: [
          `captured ${older.capturedAt} by ${older.by}, at ${older.commit.slice(0, 12)}`,
          ...(now.broken === undefined ? [] : [`what is in force cannot be read: ${now.broken}`]),
        ],
        ...(now.shown === undefined
          ? {}
          : {
              undo: `npm run ops -- baseline restore --env ${environment} --version ${now.shown.version} --expect ${sha256}`,
            }),
      };
    },
    verify: async () => verified(await inForce(site, options), older?.sha256, options),
  };
}

interface Present {
  readonly shown?: Shown;
  /** Why it is no baseline any more: broken or deleted, which a restore is for. */
  readonly broken?: string;
}

async function present(site: Site, where: Where): Promise<Present> {
  try {
    const shown = await inForce(site, where);
    return shown === undefined ? {} : { shown };
  } catch (error) {
    if (!(error instanceof PhaseMirrorError) || error.code !== 'PM-3006') throw error;
    return { broken: error.why ?? error.what };
  }
}
