// `node --import ./ops/loader.js FILE.ts`: the loader of TypeScript; where `npm ci` was not run yet, that and no stack.
import { writeSync } from 'node:fs';
import { exit } from 'node:process';

/** PM-7008 in the form in which every error of the house is shown; a test holds it to the table. */
const NOT_INSTALLED = `PM-7008 the packages of this checkout are not installed
  why: {why}
  fix: Run \`npm ci\` in this checkout, then the same command again.
`;

/** Ends the process when `error` says that a package is missing, which is all that can be said without packages. */
export function endWithoutPackages(error) {
  const { code, message } = error ?? {};
  const [, name] = /^Cannot find package '([^']+)'/.exec(message ?? '') ?? [];
  if (code !== 'ERR_MODULE_NOT_FOUND' || name === undefined) throw error;
  writeSync(2, NOT_INSTALLED.replace('{why}', `there is no package ${name} in node_modules`));
  exit(3);
}

await import('tsx').catch(endWithoutPackages);
