import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository, type Files, type TestRepository } from '../../support/repository.js';

const runtime = {
  name: '@small/runtime',
  version: '0.1.0',
  license: 'Apache-2.0',
  type: 'module',
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  bin: { 'phase-mirror': './bin/phase-mirror.js' },
  files: ['bin', 'dist/**/*.js', 'dist/**/*.d.ts'],
};

const house = {
  name: 'small-house',
  version: '0.1.0',
  private: true,
  license: 'Apache-2.0',
  workspaces: ['runtime'],
  scripts: {
    build: 'node build.cjs',
    docs: 'node docs.cjs',
  },
};

const lockFile = {
  name: 'small-house',
  version: '0.1.0',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': { name: 'small-house', version: '0.1.0', license: 'Apache-2.0', workspaces: ['runtime'] },
    'node_modules/@small/runtime': { resolved: 'runtime', link: true },
    runtime: { name: '@small/runtime', version: '0.1.0', license: 'Apache-2.0' },
  },
};

/** As large as a stack must be to have a variable everywhere where a real one has it. */
const STACKS = `
const { mkdirSync, writeFileSync } = require('node:fs');
const { TF_WORKSPACE: environment, CDKTF_OUTDIR: out, AWS_ENDPOINT_URL: endpoint } = process.env;
const of = (setting) => process.env['PHASE_MIRROR_' + environment.toUpperCase() + '_' + setting];
for (const stack of ['foundation', 'data', 'access', 'observability']) {
  mkdirSync(out + '/stacks/' + stack, { recursive: true });
  writeFileSync(out + '/stacks/' + stack + '/cdk.tf.json', JSON.stringify({
    '//': { metadata: { stackName: stack } },
    provider: { aws: [{ region: of('REGION'), ...(endpoint ? { endpoint } : {}) }] },
    terraform: { backend: { s3: { bucket: 'state-' + of('ACCOUNT'), encrypt: true, key: stack } } },
  }));
}
`;

const BUILD = `
const { cpSync, mkdirSync, writeFileSync } = require('node:fs');
cpSync('runtime/src', 'runtime/dist', { recursive: true });
mkdirSync('runtime/dist-action', { recursive: true });
writeFileSync('runtime/dist-action/action.js', 'act();');
// What a build leaves beside the sources is in no bundle of them.
writeFileSync('ops/built.js', String(Math.random()));
`;

const DOCS = `
const { mkdirSync, writeFileSync } = require('node:fs');
const out = process.argv[2];
mkdirSync(out, { recursive: true });
writeFileSync(out + '/index.html', '<title>Small</title>');
`;

const FILES: Files = {
  '.gitignore': 'node_modules\n.release\n',
  '.npmrc': 'fund=false\n',
  LICENSE: 'Apache-2.0\n',
  VERSION: '0.1.0\n',
  'package.json': JSON.stringify(house),
  'package-lock.json': JSON.stringify(lockFile),
  'tsconfig.json': '{}',
  'cdktf.json': JSON.stringify({ app: 'node stacks/main.cjs' }),
  'stacks/main.cjs': STACKS,
  'build.cjs': BUILD,
  'docs.cjs': DOCS,
  'ops/main.ts': '',
  'examples/README.md': 'examples\n',
  'docs/environments.md': '',
  'docs/errors.md': '',
  'docs/rules/MD-001.md': '',
  'docs/runbooks/deploy.md': '',
  'runtime/package.json': JSON.stringify(runtime),
  'runtime/README.md': '# Small\n',
  'runtime/action.yml': 'name: small\n',
  'runtime/tsconfig.build.json': '{}',
  'runtime/bin/phase-mirror.js': '#!/usr/bin/env node\n',
  'runtime/bin/pre-commit.js': '#!/usr/bin/env node\n',
  'runtime/src/index.js': `export { one } from './one.js';\n`,
  'runtime/src/index.d.ts': `export { one } from './one.js';\n`,
  'runtime/src/one.js': 'export const one = 1;\n',
  'runtime/src/one.d.ts': 'export declare const one: number;\n',
  'runtime/src/inner.d.ts': 'export declare const inner: number;\n',
  'runtime/src/inner.js': 'export const inner = 1;\n',
  'runtime/src/cli/main.js': `await import('../inner.js');\n`,
  'runtime/src/action/main.js': 'the action is no part of the package\n',
  'runtime/src/action/hook-main.js': `import '../one.js';\n`,
};

/** A repository shaped as this one, which builds in no time and has no dependency. */
export function smallHouse(changed: Files = {}): TestRepository {
  const made = repository({ ...FILES, ...changed });
  mkdirSync(join(made.folder, 'node_modules'));
  writeFileSync(join(made.folder, 'node_modules/.package-lock.json'), '{"packages":{}}');
  return made;
}
