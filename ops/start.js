// `npm run ops -- NAME …`: what npm starts. Runbooks are TypeScript, whose loader takes longer to start than
// a question for help may: that is answered by what `npm run build` has bundled, as long as it is of these sources.
import { readFileSync, statSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Whether every file that the bundle was made of is as it was then. */
function isCurrent() {
  try {
    const inputs = JSON.parse(readFileSync(here('dist/inputs.json'), 'utf8'));
    return Object.entries(inputs).every(([path, [modified, size]]) => {
      const found = statSync(here(`../${path}`));
      return found.mtimeMs === modified && found.size === size;
    });
  } catch {
    // Not built, or a file of it is gone.
    return false;
  }
}

const args = argv.slice(2);
const [first] = args;
const asks = first === undefined || ['help', '-h'].includes(first) || args.includes('--help');
if (asks && isCurrent()) {
  const { answer } = await import('./dist/help-main.js');
  process.exitCode = await answer(args, here('..').replace(/[\\/]$/, ''));
} else {
  const { endWithoutPackages } = await import('./loader.js');
  await import('./main.ts').catch(endWithoutPackages);
}
