import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { ALL_ERRORS } from '../../ops/errors.js';
import { errorsPage } from '../../ops/pages/errors-page.js';

describe('docs/errors.md', () => {
  it('is what the error tables say (run `npm run pages`)', async () => {
    const page = await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8');
    expect(page).toBe(errorsPage());
  });

  it.each(Object.entries(ALL_ERRORS))(
    '%s has a title and a remedy that are sentences',
    (code, kind) => {
      expect(code).toMatch(/^PM-[1-9][0-9]{3}$/);
      expect(kind.title).toMatch(/^[A-Z].*[^.]$/);
      expect(kind.remedy).toMatch(/^[A-Z].*\.$/s);
    },
  );
});
