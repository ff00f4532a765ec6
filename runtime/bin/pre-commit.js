#!/usr/bin/env node
// What a pre-commit hook runs: judges what is staged. Its words are options of `phase-mirror check`.
import { existsSync } from 'node:fs';
import { URL } from 'node:url';

// A release carries the bundle; a checkout and the npm package have the build.
const found = ['../dist-action/bundle/hook.js', '../dist/action/hook-main.js']
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(url));
if (found !== undefined) {
  await import(found.href);
} else {
  process.stderr.write(
    'phase-mirror is not built here\n  fix: name a release in `rev`, or run `npm run build` in the checkout.\n',
  );
  process.exitCode = 3;
}
