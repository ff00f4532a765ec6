import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { releaseError } from '../../errors.js';
import { builtPath, digestOfFile, type Built } from '../built.js';
import { readRecord, unkept, writeRecord } from '../records.js';
import type { ReleaseSite } from '../site.js';
import { done, todo, type Step } from '../step.js';
import { parseVersion } from '../../version/rules.js';
import { releaseCommit } from './release-commit.js';

/** Names that GitHub keeps as they are. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** What is shipped, built from the release commit; its digests are what everything later is held against. */
export function artifacts(site: ReleaseSite): Step {
  const { io, talk, plan, folder, parts } = site;
  const out = join(folder, 'artifacts');
  const record = builtPath(folder);
  return {
    id: 'artifacts',
    title: 'build the artifacts',
    reversible: true,
    calls: [`npm run release -- artifacts ${plan.version}`],
    reverse: `rm -r .release/${plan.version}/artifacts`,
    async probe() {
      const built = readRecord<Built>(record);
      const commit = await releaseCommit(site);
      if (built === undefined || commit === undefined || built.commit !== commit) return todo;
      for (const { path, sha256 } of built.artifacts) {
        if ((await digestOfFile(path)) !== sha256) return todo;
      }
      return done(`${built.artifacts.length} files`);
    },
    async run() {
      const commit = await releaseCommit(site);
      if (commit === undefined) {
        throw releaseError('PM-8022', { what: 'the artifacts', why: 'there is no release commit' });
      }
      try {
        await rm(out, { recursive: true, force: true });
        const built = await parts.buildArtifacts(
          { io, talk, version: parseVersion(plan.version) },
          { commit, out },
        );
        const wrong = built.find(({ name }) => !NAME.test(name));
        if (wrong !== undefined)
          throw new Error(`${wrong.name} is no name for a file of a release`);
        writeRecord(record, { commit, artifacts: built } satisfies Built);
        return `${built.length} files`;
      } catch (error) {
        throw unkept(out, error);
      }
    },
    async undo() {
      const built = readRecord<Built>(record);
      await rm(out, { recursive: true, force: true });
      await rm(record, { force: true });
      return built === undefined ? undefined : `${built.artifacts.length} files`;
    },
  };
}
