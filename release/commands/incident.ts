import { relative } from 'node:path';
import { EXIT } from '../../runtime/src/errors/index.js';
import { incidentReport, knownOfRelease, writeReports } from '../after/incident.js';
import type { ReleaseCommand } from '../frame/command.js';
import { planKept } from '../pipeline/kept-plan.js';
import { folderOf } from '../pipeline/site.js';
import { commitOfTag } from '../pipeline/world.js';

export const incident: ReleaseCommand = {
  name: 'incident',
  summary: 'write an incident report and a post-mortem, filled with what is on record of a release',
  example: 'npm run release -- incident 1.0.0',
  takes: 'version',
  options: {},
  async run({ io, version: { version, tag }, dryRun }) {
    const folder = folderOf(io.root, version);
    const commit = await commitOfTag(io.root, tag).catch(() => undefined);
    const known = knownOfRelease(folder, version, { plan: planKept(io.root, version), commit });
    if (dryRun) return { exit: EXIT.ok, json: { known }, text: incidentReport(known, io.now()) };
    const reports = writeReports(folder, known, io.now()).map(({ path, written }) => ({
      path: relative(io.root, path),
      written,
    }));
    return {
      exit: EXIT.ok,
      json: { known, reports },
      text: reports
        .map(({ path, written }) => `${path}${written ? '' : ': is there already, and stays'}\n`)
        .join(''),
    };
  },
};
