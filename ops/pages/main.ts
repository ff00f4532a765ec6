// `npm run pages`: writes the generated pages of docs/.
import { writeFile } from 'node:fs/promises';
import { PAGES } from './pages.js';

for (const [path, page] of Object.entries(PAGES)) {
  await writeFile(new URL(`../../${path}`, import.meta.url), page());
}
