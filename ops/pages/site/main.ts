// `npm run docs`: builds the documentation site into artifacts/docs-site, or the folder that is named.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSite } from './build.js';

const root = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');
const out = resolve(process.argv[2] ?? `${root}/artifacts/docs-site`);
const pages = await buildSite({ root, out });
process.stdout.write(`${pages.length} pages and the API reference: ${out}/index.html\n`);
