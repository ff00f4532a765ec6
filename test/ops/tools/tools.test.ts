import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CATALOGUE, PLATFORMS, TOOL_IDS, type ToolId } from '../../../ops/tools/catalogue.js';
import { detectTools } from '../../../ops/tools/detect.js';
import { complaint, installLines, missingTools } from '../../../ops/tools/missing.js';
import { satisfiesMinimum, versionIn } from '../../../ops/tools/version.js';
import { whichTool } from '../../../ops/tools/which.js';
import { testIo } from '../support/test-io.js';

let bin: string;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'pm-tools-'));
});
afterEach(() => rmSync(bin, { recursive: true, force: true }));

function program(name: string, text: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(bin, name), 0o755);
}

/** bash and what the programs of a test need, after the test's own. */
const path = (): string => [bin, '/usr/bin', '/bin'].join(delimiter);

describe('detectTools', () => {
  const detect = async (id: ToolId) =>
    (await detectTools(testIo({ env: { PATH: path() } }).io, [id]))[0];

  it.each([
    ['1.11.0', 'ok'],
    ['1.14.2', 'ok'],
    ['2.0.0', 'ok'],
    ['1.10.5', 'too old'],
    ['1.11.0-rc1', 'ok'],
  ])('judges Terraform %s as %s', async (version, state) => {
    program('terraform', `echo '{"terraform_version": "${version}", "platform": "linux_amd64"}'`);
    expect(await detect('terraform')).toMatchObject({ state, path: join(bin, 'terraform') });
  });

  it.each([
    ['ends badly', 'echo "no such library" >&2; exit 1', 'no such library'],
    ['prints no JSON', 'echo Terraform v1.11', 'SyntaxError'],
    ['prints no version', `echo '{}'`, '{}'],
  ])('calls a Terraform that %s broken, and says what it said', async (_, text, note) => {
    program('terraform', text);
    const found = await detect('terraform');
    expect(found).toMatchObject({ state: 'broken', note: expect.stringContaining(note) });
    expect(found && complaint(found)).toContain('does not run');
  });

  it.each([
    ['>=0.10', 'ok', undefined],
    // As 21 is to `^20.19.0 || ^22.12.0 || >=24.0.0`: above the lowest, and no version that does.
    ['^0.10 || >=99', 'too old', 'does not do; ^0.10 || >=99 is needed'],
  ])('judges Node by the engines of the project: %s', async (node, state, says) => {
    writeFileSync(join(bin, 'package.json'), JSON.stringify({ engines: { node } }));
    const [found] = await detectTools(testIo({ root: bin }).io, ['node']);
    expect(found).toMatchObject({ state, version: process.versions.node });
    if (says === undefined) expect(found && complaint(found)).toBeUndefined();
    else expect(found && complaint(found)).toContain(says);
  });

  it('finds what is on PATH, and says what is not', async () => {
    program('git', 'echo git version 2.39.5');
    expect(await detect('git')).toMatchObject({ state: 'ok', version: '2.39.5' });
    const none = testIo({ env: { PATH: bin } });
    expect(await detectTools(none.io, ['gh', 'terraform'])).toMatchObject([
      { state: 'missing' },
      { state: 'missing' },
    ]);
  });

  it('knows Node, the packages of this folder and Python without being told', async () => {
    const [node, cdktf] = await detectTools(testIo().io, ['node', 'cdktf']);
    expect(node).toMatchObject({ state: 'ok', version: process.versions.node });
    expect(cdktf).toMatchObject({ state: 'ok', version: '0.21.0' });
    const elsewhere = await detectTools(testIo({ root: bin }).io, ['cdktf']);
    expect(elsewhere).toMatchObject([{ state: 'missing' }]);
  });

  it('says what Python lacks of the emulator, and what will be done about it', async () => {
    program(
      'python3',
      `echo '{"executable": "/x/python3", "version": "3.12.1", "moto": null, "server": false}'`,
    );
    expect(await detect('python')).toMatchObject({
      state: 'ok',
      note: expect.stringMatching(
        /moto is not installed.*npm run up.*5\.2\.1.*\.phase-mirror\/venv/,
      ),
    });
  });
});

describe('missingTools', () => {
  it('names all that is missing at once, with the command for each platform', () => {
    const error = missingTools([
      { tool: CATALOGUE.git, state: 'ok', version: '2.39.5' },
      { tool: CATALOGUE.terraform, state: 'missing' },
      { tool: CATALOGUE.python, state: 'too old', version: '3.9.2', path: '/usr/bin/python3' },
    ]);
    expect(error).toMatchObject({ code: 'PM-7001', what: 'Terraform, Python', exit: 3 });
    expect(error?.why).toContain('Terraform is not installed: it deploys the stacks');
    expect(error?.why).toContain('Python 3.9.2 (/usr/bin/python3) is too old; 3.10.0 or newer');
    for (const line of installLines(CATALOGUE.terraform)) expect(error?.remedy).toContain(line);
    expect(error?.remedy).toContain('winget install Python.Python');
    expect(error?.remedy).toContain('npx phase-mirror check');
    expect(error?.remedy).not.toContain('Git.Git');
  });

  it('is nothing when nothing is missing', () => {
    expect(missingTools([{ tool: CATALOGUE.git, state: 'ok', version: '2.39.5' }])).toBeUndefined();
  });

  it.each(TOOL_IDS)('%s says how to install it on every platform', (id) => {
    expect(CATALOGUE[id].id).toBe(id);
    for (const platform of PLATFORMS) expect(CATALOGUE[id].install[platform]).not.toBe('');
  });
});

describe('whichTool', () => {
  it('takes the first program on PATH, and neither folders nor files that cannot run', async () => {
    writeFileSync(join(bin, 'plain'), '');
    program('tool', '');
    const io = { env: { PATH: [join(bin, 'none'), bin].join(delimiter) } };
    expect(await whichTool(io, 'tool')).toBe(join(bin, 'tool'));
    expect(await whichTool(io, 'plain')).toBeUndefined();
    expect(
      await whichTool({ env: { PATH: tmpdir() } }, bin.split('/').pop() ?? ''),
    ).toBeUndefined();
    expect(await whichTool({ env: {} }, 'tool')).toBeUndefined();
  });

  it('tries the endings that Windows knows', async () => {
    program('tool.CMD', '');
    const io = { env: { Path: bin, PATHEXT: '.EXE;.CMD' } };
    expect(await whichTool(io, 'tool', 'win32')).toBe(join(bin, 'tool.CMD'));
  });
});

describe('versions', () => {
  it.each([
    ['git version 2.39.5', '2.39.5'],
    ['GNU bash, version 5.2.15(1)-release', '5.2.15'],
    ['11.19', '11.19'],
    ['none', undefined],
  ])('finds the one in %s', (text, version) => expect(versionIn(text)).toBe(version));

  it('orders them by number, part by part', () => {
    const part = fc.nat({ max: 99 });
    fc.assert(
      fc.property(fc.tuple(part, part, part), fc.tuple(part, part, part), (a, b) => {
        const order = a.map((n, i) => n - (b[i] ?? 0)).find((d) => d !== 0) ?? 0;
        expect(satisfiesMinimum(a.join('.'), b.join('.'))).toBe(order >= 0);
      }),
    );
  });
});
