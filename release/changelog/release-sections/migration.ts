import type { ReleaseSection } from './section.js';

/** What a user has to do, from the BREAKING CHANGE footers. */
export const migration: ReleaseSection = {
  title: 'Migration',
  place: 'below',
  write({ history: { breaking } }) {
    if (breaking.length === 0) return Promise.resolve({ leftOut: 'nothing breaks' });
    const notes = breaking.map(({ sha, text }) => {
      const [first = '', ...rest] = text.trim().split(/\r?\n/);
      return [`- ${first} (${sha.slice(0, 7)})`, ...rest.map((line) => `  ${line}`.trimEnd())].join(
        '\n',
      );
    });
    return Promise.resolve({ text: notes.join('\n') });
  },
};
