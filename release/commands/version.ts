import { EXIT } from '../../runtime/src/errors/index.js';
import type { ReleaseCommand } from '../frame/command.js';
import { tagsOf } from '../git/git.js';
import { refuseLower } from '../version/rules.js';
import { planVersion, writeVersion, type VersionChange } from '../version/set.js';

export const version: ReleaseCommand = {
  name: 'version',
  summary: 'write a version at every place where it stands, and read it back',
  example: 'npm run release -- version 1.0.0-rc.1 --dry-run',
  takes: 'version',
  options: {},
  async run({ io, steps, version: { version: wanted }, dryRun }) {
    refuseLower(wanted, await tagsOf(io.root));
    const changes: readonly VersionChange[] = dryRun
      ? (await planVersion(io.root, wanted)).map(({ file, from, changed }) => ({
          file,
          from,
          changed,
        }))
      : await steps.run(`write ${wanted}`, () => writeVersion(io.root, wanted));
    return {
      exit: EXIT.ok,
      json: { dryRun, changes },
      text: render(changes, wanted, dryRun),
    };
  },
};

function render(changes: readonly VersionChange[], wanted: string, dryRun: boolean): string {
  const width = Math.max(...changes.map(({ file }) => file.length));
  const lines = changes.map(({ file, from, changed }) => {
    const before = [...new Set(from)].join(', ');
    return `  ${file.padEnd(width)}  ${changed ? `${before} -> ${wanted}` : `${wanted} already`}\n`;
  });
  return `${dryRun ? 'Dry run: nothing was written.\n' : ''}${lines.join('')}`;
}
