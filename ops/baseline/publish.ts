import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { baselineKey } from '../../runtime/src/names/index.js';
import { readBaselineFile } from '../../runtime/src/cli/baseline-file.js';
import type { Baseline } from '../../runtime/src/drift/baseline.js';
import type { Site } from '../aws/site.js';
import type { Plan, Procedure, Verified } from '../frame/procedure.js';
import { shortPath } from '../frame/tool-failure.js';
import { baselineDocument } from './command.js';
import {
  inForce,
  refuseUnexpected,
  sameFacts,
  whereArgs,
  type Shown,
  type Where,
} from './in-force.js';
import { verified } from './verified.js';

export interface Publishing extends Where {
  /** Hash of the baseline in force, or `none`. */
  readonly expect: string;
  /** What `baseline capture --out` wrote; default: captured now. */
  readonly file?: string | undefined;
  readonly head?: string | undefined;
  readonly live: boolean;
  readonly by?: string | undefined;
}

/**
 * Accepts the facts of a branch: captures them into a file, shows what changes, and publishes exactly
 * that file, if the baseline in force is still the one expected. A baseline that cannot be read is
 * never replaced: the failure to read it is thrown.
 */
export function publish(site: Site, options: Publishing): Procedure {
  let captured: Baseline | undefined;
  return {
    async plan() {
      const present = await inForce(site, options);
      const made = await capture(site, options);
      captured = made.baseline;
      const { repository, branch } = made.baseline;
      const what = `Publish the baseline ${short(captured)} of ${repository} ${branch} in ${site.deployment.environment}`;
      if (present !== undefined && isInForce(present, made, options)) {
        // So that the verification looks for what is there.
        captured = present;
        return { what, steps: [], notes: [`what is in force, ${short(present)}, says the same`] };
      }
      refuseUnexpected(present, options.expect);
      return planOf(site, options, what, made, present);
    },
    verify: async (): Promise<Verified> =>
      verified(await inForce(site, options), captured?.sha256, options),
  };
}

interface Captured {
  /** As the file has it: not redacted. */
  readonly baseline: Baseline;
  /** As the command shows it. */
  readonly shown: Baseline;
  readonly file: string;
}

async function capture(site: Site, options: Publishing): Promise<Captured> {
  const { io } = site.context;
  const { head, by, live } = options;
  const file =
    options.file ?? join(site.folder, 'baselines', `${site.run.replaceAll(':', '-')}.json`);
  mkdirSync(join(site.folder, 'baselines'), { recursive: true });
  const shown = await baselineDocument<Baseline>(site, 'capture', {
    ...whereArgs(options),
    head,
    by,
    live: live || undefined,
    // A file that is given is only read: what is captured beside it says whose baseline it must be.
    ...(options.file === undefined ? { out: file, 'on-branch': true } : {}),
  });
  return { baseline: await readBaselineFile(file, io.root, shown), shown, file };
}

/** Published already, perhaps by a run that died, or nothing has changed since. */
function isInForce(present: Shown, made: Captured, { file }: Publishing): boolean {
  if (present.sha256 === made.baseline.sha256) return true;
  return file === undefined && sameFacts(present, made.shown);
}

function planOf(
  site: Site,
  options: Publishing,
  what: string,
  { baseline, file }: Captured,
  present: Shown | undefined,
): Plan {
  const { environment, names } = site.deployment;
  const object = `s3://${names.buckets.baseline}/${baselineKey(baseline)}`;
  return {
    what,
    steps: [
      {
        id: 'publish',
        title: `publish ${shortPath(site.context.io.root, file)}`,
        effect: 'write',
        calls: [
          `s3:PutObject ${object} (${present === undefined ? 'only if there is none' : `only if it is still ${short(present)}`})`,
        ],
        probe: async () =>
          (await inForce(site, options))?.sha256 === baseline.sha256 ? 'done' : 'todo',
        run: async () => {
          const { version } = await baselineDocument<Shown>(site, 'publish', {
            ...whereArgs(options),
            file,
            expect: options.expect,
          });
          return `version ${version}`;
        },
      },
    ],
    notes: [
      `${baseline.fields.length} fields at commit ${baseline.commit.slice(0, 12)}, captured by ${baseline.by}; ${baseline.unknown.length} kinds could not be seen`,
      present === undefined
        ? 'there is no baseline yet'
        : `in force is ${short(present)} of ${present.capturedAt.slice(0, 10)}; what differs: npm run ops -- baseline diff --env ${environment}`,
    ],
    ...(present === undefined
      ? {}
      : {
          undo: `npm run ops -- baseline restore --env ${environment} --version ${present.version} --expect ${baseline.sha256}`,
        }),
  };
}

const short = ({ sha256 }: Baseline): string => sha256.slice(0, 12);
