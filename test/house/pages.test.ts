import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { ALL_ERRORS } from '../../ops/errors.js';
import { PAGES } from '../../ops/pages/pages.js';
import { alarmSpecs } from '../../stacks/signals/alarms.js';
import { deploymentFor } from '../../stacks/environments.js';

const page = (path: string): Promise<string> =>
  readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('generated pages', () => {
  it.each(Object.keys(PAGES))('%s is what its source says (run `npm run pages`)', async (path) => {
    expect(await page(path)).toBe(PAGES[path]?.());
  });
});

describe('the error tables', () => {
  it.each(Object.entries(ALL_ERRORS))(
    '%s has a title and a remedy that are sentences',
    (code, kind) => {
      expect(code).toMatch(/^PM-[1-9][0-9]{3}$/);
      expect(kind.title).toMatch(/^[A-Z].*[^.]$/);
      expect(kind.remedy).toMatch(/^[A-Z].*\.$/s);
    },
  );
});

describe('docs/runbooks/alarms.md', () => {
  const kinds = [
    ...new Set(alarmSpecs(deploymentFor('local', {})).map(({ kind }) => kind)),
    'oracle-unhealthy',
  ];

  it('has one heading for every kind of alarm, and no other', async () => {
    const headings = (await page('docs/runbooks/alarms.md')).match(/^## .+$/gm) ?? [];
    expect(headings.map((line) => line.slice(3)).sort()).toEqual(kinds.sort());
  });
});
