import { join } from 'node:path';
import { opsError } from '../errors.js';
import type { Io } from '../frame/io.js';
import { runTool, type ToolRun } from '../frame/process.js';
import type { Steps } from '../frame/steps.js';
import { toolFailure } from '../frame/tool-failure.js';
import { CATALOGUE, judged } from '../tools/catalogue.js';
import { missingTools } from '../tools/missing.js';
import {
  findPython,
  MOTO_VERSION,
  pythonOfVenv,
  venvFolder,
  venvPython,
  type Python,
} from '../tools/python.js';
import { makeFolder } from './state.js';

const PACKAGE = `moto[server]==${MOTO_VERSION}`;

/**
 * A Python that has the emulator. Where none has it, a virtual environment in the work folder gets
 * it from pip, said aloud. PM-7001 without a usable Python, PM-7002 when pip fails, PM-7003 when
 * PHASE_MIRROR_PYTHON names one that has another version.
 */
export async function pythonWithEmulator(io: Io, steps: Steps): Promise<Python> {
  const python = await findPython(io);
  if (python?.ready === true) return python;
  const found =
    python === undefined
      ? { tool: CATALOGUE.python, state: 'missing' as const }
      : judged(CATALOGUE.python, python.version, { path: python.executable });
  const missing = missingTools([found]);
  if (missing !== undefined) throw missing;
  if (python === undefined) throw new Error('a Python that is not missing was found');
  if (python.chosen && python.moto !== undefined && python.moto !== MOTO_VERSION) {
    throw wrongVersion(`${python.executable} (PHASE_MIRROR_PYTHON)`, python.moto);
  }
  return install(io, steps, python);
}

export function wrongVersion(where: string, version: string): Error {
  return opsError('PM-7003', {
    what: `moto ${version} of ${where}`,
    why: `the launcher closes gaps inside moto ${MOTO_VERSION}; another version may have moved them`,
  });
}

async function install(io: Io, steps: Steps, python: Python): Promise<Python> {
  const folder = venvFolder(io);
  const log = join(makeFolder(io).folder, 'install.log');
  const [program, ...first] = python.command;
  const run = async (what: string, tool: ToolRun): Promise<void> => {
    const result = await runTool(io, { ...tool, log });
    if (result.exit === 0) return;
    const error = toolFailure(io, 'PM-7002', what, result);
    if (!/ensurepip|python3?[0-9.]*-venv/.test(result.output)) throw error;
    throw opsError('PM-7001', {
      what: 'Python cannot make virtual environments',
      why: error.why ?? '',
      remedy: 'Debian, Ubuntu: sudo apt-get install python3-venv; then `npm run up` again.',
    });
  };
  steps.say(
    `  Python ${python.version} has ${python.moto === undefined ? 'no emulator' : `moto ${python.moto}`}: moto ${MOTO_VERSION} goes into ${folder}, and nowhere else`,
  );
  await steps.run('make a virtual environment for the emulator', () =>
    run('python -m venv', { command: program, args: [...first, '-m', 'venv', '--clear', folder] }),
  );
  return steps.run(`install ${PACKAGE} with pip`, async () => {
    await run('pip install', {
      command: venvPython(io),
      args: ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', PACKAGE],
    });
    const made = await pythonOfVenv(io);
    if (made?.ready === true) return made;
    throw opsError('PM-7002', {
      what: PACKAGE,
      why: `pip installed it, but ${venvPython(io)} does not find it (log: ${log})`,
    });
  });
}
