import { EXIT } from '../../runtime/src/errors/index.js';
import { releaseNotes } from '../changelog/release-notes.js';
import type { ReleaseCommand } from '../frame/command.js';

export const notes: ReleaseCommand = {
  name: 'notes',
  summary: 'print the section of a version as the notes of its GitHub release',
  example: 'npm run release -- notes 1.0.0 > notes.md',
  takes: 'version',
  options: {},
  async run({ io, steps, version: { version } }) {
    const { text, withoutDeliverables } = await releaseNotes(io.root, version);
    if (withoutDeliverables !== undefined) {
      steps.skip('section Deliverables', withoutDeliverables);
    }
    return { exit: EXIT.ok, json: { notes: text }, text: `${text}\n` };
  },
};
