import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PhaseMirrorError } from '../../../runtime/src/errors/index.js';
import { readValidation, VALIDATION, type Validation } from '../../checks/validation.js';
import { inline, type ReleaseSection } from './section.js';

/** What a reader asks of a release's security: the checks of these categories. */
const CATEGORIES: ReadonlySet<string> = new Set(['security', 'dependencies']);

const SAID: Readonly<Record<Validation['checks'][number]['outcome'], string>> = {
  pass: 'yes',
  fail: '**no**',
  'could-not-run': '**not known**',
  waived: 'waived',
  'not-applicable': 'does not apply',
};

/** What the validator found on this very commit, with the digest of the evidence of each answer. */
export const securityPosture: ReleaseSection = {
  title: 'Security posture',
  place: 'below',
  async write({ root, version: { version }, commit }) {
    const found = await validationOf(root, version);
    if (found === undefined) {
      return {
        leftOut: `there is no .release/${version}/${VALIDATION}: run \`npm run release -- validate ${version}\``,
      };
    }
    if (typeof found === 'string') return { leftOut: found };
    const { folder, validation } = found;
    if (validation.commit !== commit) {
      return {
        leftOut: `${VALIDATION} is of commit ${validation.commit.slice(0, 12)}, this release of ${commit.slice(0, 12)}: run \`npm run release -- validate ${version}\` again`,
      };
    }
    if (!validation.clean) {
      return { leftOut: `${VALIDATION} was made with changes that no commit has` };
    }
    const checks = validation.checks.filter(({ category }) => CATEGORIES.has(category));
    if (checks.length === 0) return { leftOut: `${VALIDATION} has no check of security` };
    for (const { id, evidence } of checks) {
      if ((await digestOf(join(folder, evidence.path))) !== evidence.sha256) {
        return { leftOut: `the evidence of ${id} is not what ${VALIDATION} says` };
      }
    }
    const rows = checks.map(
      ({ question, outcome, why, evidence }) =>
        `| ${inline(question)} | ${SAID[outcome]} | ${inline(why)} | \`${evidence.sha256.slice(0, 12)}\` |`,
    );
    return {
      text: [
        `Answers of \`npm run release -- validate\` at commit ${commit.slice(0, 12)}, ${validation.at}.`,
        '',
        '| question | answer | why | evidence (SHA-256) |',
        '|---|---|---|---|',
        ...rows,
      ].join('\n'),
    };
  },
};

/** That of the version, else that of no version; or why it cannot be read. */
async function validationOf(
  root: string,
  version: string,
): Promise<{ readonly folder: string; readonly validation: Validation } | string | undefined> {
  for (const name of [version, 'unreleased']) {
    const folder = join(root, '.release', name);
    try {
      const validation = await readValidation(folder);
      if (validation !== undefined) return { folder, validation };
    } catch (error) {
      if (error instanceof PhaseMirrorError) return `${error.what}: ${error.why ?? error.message}`;
      throw error;
    }
  }
  return undefined;
}

async function digestOf(path: string): Promise<string | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes === undefined ? undefined : createHash('sha256').update(bytes).digest('hex');
}
