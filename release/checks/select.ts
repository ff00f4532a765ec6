import { nearest } from '../../runtime/src/errors/nearest.js';
import { releaseError } from '../errors.js';
import { CATEGORIES, type Check } from './check.js';

/** The checks that the words of `--only` name, by category or id; all without words. Throws PM-1001. */
export function selected(checks: readonly Check[], words: readonly string[]): readonly Check[] {
  const wanted = words.flatMap((word) => word.split(',')).filter((word) => word !== '');
  const known = [...CATEGORIES, ...checks.map(({ id }) => id)];
  const unknown = wanted.find((word) => !known.includes(word));
  if (unknown !== undefined) {
    const near = nearest(unknown, known);
    throw releaseError('PM-1001', {
      what: `--only ${unknown}`,
      why: `it is neither a category nor a check${near === undefined ? '' : `; did you mean ${near}?`}`,
      remedy: `The categories: ${CATEGORIES.join(', ')}. \`npm run release -- validate --list\` shows every check.`,
    });
  }
  if (wanted.length === 0) return checks;
  return checks.filter(({ id, category }) => wanted.includes(id) || wanted.includes(category));
}
