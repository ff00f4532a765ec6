import { repository, type TestRepository } from '../../support/repository.js';

export const ROOT_FILES = [
  'VERSION',
  'package.json',
  'runtime/package.json',
  'package-lock.json',
  'README.md',
  'runtime/README.md',
] as const;

const TEXTS: Readonly<Record<string, string>> = {
  VERSION: '0.1.0\n',
  // Formatted as no serialiser would: all of it must survive.
  'package.json': '{\n   "name": "x",\n"version"  : "0.1.0" ,\n\t"private": true}\n',
  'runtime/package.json': '{"name":"y","version":"0.1.0"}',
  'package-lock.json':
    '{\n  "name": "x",\n  "version": "0.1.0",\n  "packages": {\n    "": { "version": "0.1.0" },\n    "node_modules/other": { "version": "\\u0030.1.0" },\n    "runtime": { "version": "0.1.0" }\n  }\n}\n',
  'README.md': '# X\r\n\r\nVersion <!-- version -->0.1.0<!-- /version -->, not 9.9.1.\r\n',
  'runtime/README.md': '\uFEFF# Y <!-- version -->0.1.0<!-- /version -->\n',
};

/** A git repository with the version at all its places; files replaced, or left out with undefined. */
export function versioned(
  changed: Readonly<Record<string, string | Uint8Array | undefined>> = {},
): { readonly root: string; readonly texts: typeof TEXTS; readonly repository: TestRepository } {
  const files = Object.fromEntries(
    Object.entries({ ...TEXTS, ...changed }).flatMap(([file, content]) =>
      content === undefined ? [] : [[file, content]],
    ),
  );
  const made = repository(files);
  return { root: made.folder, texts: TEXTS, repository: made };
}
