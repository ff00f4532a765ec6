import { EXIT } from '../../runtime/src/errors/index.js';
import type { Parts } from './site.js';
import { afterwards } from '../after/index.js';
import { afterSettings } from '../after/settings.js';
import { inside } from './inside.js';

/** What the commands of the release do, as parts of one. */
export const PARTS: Parts = {
  async validate({ io, talk, version }) {
    const { validate } = await import('../commands/validate.js');
    // Judged is the environment that the release is deployed to.
    const { environment } = afterSettings(io);
    const { exit, text, json } = await validate.run({
      ...{ io, steps: inside(talk), version, dryRun: false, words: [] },
      values: environment === undefined ? {} : { env: environment },
    });
    inside(talk).say(text.trimEnd());
    const counts = Object.entries((json['counts'] ?? {}) as Readonly<Record<string, number>>);
    const why = counts
      .filter(([, count]) => count > 0)
      .map(([outcome, count]) => `${count} ${outcome}`);
    return { ok: exit === EXIT.ok, why: why.join(', ') };
  },
  async changelog({ io, talk, version }, date) {
    const { changelog } = await import('../commands/changelog.js');
    const { text } = await changelog.run({
      ...{ io, steps: inside(talk), version, dryRun: false, words: [] },
      values: { date },
    });
    inside(talk).say(text.trimEnd());
  },
  async buildArtifacts({ io, talk, version }, { commit, out }) {
    const { buildArtifacts } = await import('../artifacts/build.js');
    const key = io.env['PHASE_MIRROR_RELEASE_KEY'];
    return buildArtifacts(io, { version: version.version, commit, out, key, steps: inside(talk) });
  },
  afterwards,
};
