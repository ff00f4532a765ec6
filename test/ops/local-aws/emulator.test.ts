import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { steps } from '../../../ops/frame/steps.js';
import { pythonWithEmulator } from '../../../ops/local-aws/emulator.js';
import { ensureLocalAws } from '../../../ops/local-aws/start.js';
import { findPython, MOTO_VERSION, venvPython } from '../../../ops/tools/python.js';
import { describeWithEmulator } from '../support/needs.js';
import { testIo, type TestIo } from '../support/test-io.js';

const run = promisify(execFile);

let folder: string;
let home: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pm-emulator-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  home = mkdtempSync(join(folder, 'home-'));
});

/** A file that runs as a program. */
function program(name: string, text: string): string {
  const path = join(home, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A real Python that has nothing installed. */
const bare = (): string => program('bare-python', 'exec python3 -I -S "$@"');

/** A Python that only tells of itself. */
const telling = (version: string, moto: string | null): string =>
  program(
    'telling-python',
    `echo '${JSON.stringify({ executable: '/x/python', version, moto, server: moto !== null })}'`,
  );

/** A folder with a wheel of the emulator's name that holds just enough to be found. */
async function wheels(version: string): Promise<string> {
  const path = join(home, 'wheels');
  mkdirSync(path);
  const info = `moto-${version}.dist-info`;
  const files: Record<string, string> = {
    'moto/__init__.py': '',
    'flask.py': '',
    'flask_cors.py': '',
    'werkzeug.py': '',
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: moto\nVersion: ${version}\nProvides-Extra: server\n`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  };
  files[`${info}/RECORD`] = Object.keys(files)
    .map((name) => `${name},,\n`)
    .join('');
  const zip = `import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    for name, text in json.loads(sys.argv[2]).items():
        wheel.writestr(name, text)`;
  await run('python3', [
    '-c',
    zip,
    join(path, `moto-${version}-py3-none-any.whl`),
    JSON.stringify(files),
  ]);
  return path;
}

const scene = (env: Record<string, string>): TestIo =>
  testIo({ env: { PHASE_MIRROR_HOME: home, PIP_NO_INDEX: '1', ...env } });

describeWithEmulator('a Python without the emulator', () => {
  it('gets the pinned one from pip in the work folder, said aloud, and only once', async () => {
    const { io, stderr } = scene({
      PHASE_MIRROR_PYTHON: bare(),
      PIP_FIND_LINKS: await wheels(MOTO_VERSION),
    });
    const python = await pythonWithEmulator(io, steps(io));
    expect(python).toMatchObject({ ready: true, moto: MOTO_VERSION, executable: venvPython(io) });
    expect(stderr()).toContain(`moto ${MOTO_VERSION} goes into ${join(home, 'venv')}`);
    expect(stderr()).toMatch(/ok make a virtual environment for the emulator/);
    expect(stderr()).toMatch(/ok install moto\[server\]==5\.2\.1 with pip/);

    const second = scene({ PHASE_MIRROR_PYTHON: bare(), PIP_FIND_LINKS: join(home, 'none') });
    expect(await pythonWithEmulator(second.io, steps(second.io))).toEqual(python);
    expect(second.stderr()).toBe('');

    // This one holds no server: what it says when it ends is shown, with the log that has it all.
    const failed = ensureLocalAws(io, steps(io), { port: 0 });
    await expect(failed).rejects.toMatchObject({
      code: 'PM-7002',
      why: expect.stringMatching(
        /ended with exit 1[^]*ModuleNotFoundError[^]*log: .*emulator\.log/,
      ),
    });
  }, 90_000);

  it('is told what pip said, and where its log is, when pip fails', async () => {
    const { io } = scene({ PHASE_MIRROR_PYTHON: bare(), PIP_FIND_LINKS: await wheels('5.0.0') });
    await expect(pythonWithEmulator(io, steps(io))).rejects.toMatchObject({
      code: 'PM-7002',
      what: expect.stringContaining('pip install'),
      why: expect.stringMatching(/No matching distribution[^]*log: .*install\.log/),
    });
  }, 90_000);

  it('is told to install python3-venv where Debian left it out', async () => {
    const { io } = scene({
      PHASE_MIRROR_PYTHON: program(
        'debian-python',
        `case "$*" in
          *venv*) echo "The virtual environment was not created successfully because ensurepip is not available."; exit 1;;
          *) echo '{"executable": "/usr/bin/python3", "version": "3.11.2", "moto": null, "server": false}';;
        esac`,
      ),
    });
    await expect(pythonWithEmulator(io, steps(io))).rejects.toMatchObject({
      code: 'PM-7001',
      remedy: expect.stringContaining('apt-get install python3-venv'),
    });
  });
});

describe('which Python', () => {
  it('refuses another emulator in the Python that the person chose', async () => {
    const { io } = scene({ PHASE_MIRROR_PYTHON: telling('3.12.0', '5.0.0') });
    await expect(pythonWithEmulator(io, steps(io))).rejects.toMatchObject({
      code: 'PM-7003',
      what: expect.stringContaining('5.0.0'),
    });
  });

  it('says how to install a newer one when all are too old', async () => {
    const { io } = scene({ PHASE_MIRROR_PYTHON: telling('3.9.2', null) });
    await expect(pythonWithEmulator(io, steps(io))).rejects.toMatchObject({
      code: 'PM-7001',
      why: expect.stringMatching(/3\.9\.2.*3\.10\.0 or newer/),
      remedy: expect.stringMatching(/Debian[^]*macOS[^]*Windows[^]*npx phase-mirror check/),
    });
  });

  it('says how to install one when there is none', async () => {
    const { io } = scene({ PATH: home, PHASE_MIRROR_PYTHON: join(home, 'no-such-python') });
    expect(await findPython(io)).toBeUndefined();
    await expect(pythonWithEmulator(io, steps(io))).rejects.toMatchObject({
      code: 'PM-7001',
      why: expect.stringContaining('Python is not installed'),
    });
  });

  it('takes a program that is no Python for none', async () => {
    const { io } = scene({ PHASE_MIRROR_PYTHON: program('shop', 'echo "Get it from the shop"') });
    expect(await findPython(io)).toBeUndefined();
  });
});

describeWithEmulator('launcher.py', () => {
  it('refuses every other version of moto by itself', async () => {
    const other = join(home, 'other');
    mkdirSync(join(other, 'moto-5.0.0.dist-info'), { recursive: true });
    writeFileSync(
      join(other, 'moto-5.0.0.dist-info', 'METADATA'),
      'Metadata-Version: 2.1\nName: moto\nVersion: 5.0.0\n',
    );
    const launcher = new URL('../../../ops/local-aws/launcher.py', import.meta.url).pathname;
    const started = run(
      'python3',
      [
        launcher,
        '--instance',
        'x',
        '--state-file',
        join(home, 's'),
        '--request-log',
        join(home, 'r'),
      ],
      { env: { ...process.env, PYTHONPATH: other } },
    );
    await expect(started).rejects.toMatchObject({
      code: 78,
      stderr: 'moto 5.0.0 is installed; the launcher is written for moto 5.2.1\n',
    });
  });
});
