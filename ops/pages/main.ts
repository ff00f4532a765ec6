// `npm run pages`: writes the generated pages of docs/.
import { writeFile } from 'node:fs/promises';
import { errorsPage } from './errors-page.js';

await writeFile(new URL('../../docs/errors.md', import.meta.url), errorsPage());
