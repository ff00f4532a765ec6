#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { URL } from 'node:url';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write(
    'phase-mirror is not built yet\n  fix: run `npm run build` in the checkout.\n',
  );
  process.exitCode = 3;
}
