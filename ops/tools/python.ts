import { join } from 'node:path';
import type { Io } from '../frame/io.js';
import { runTool } from '../frame/process.js';
import { workFolder } from '../frame/work-folder.js';
import { CATALOGUE } from './catalogue.js';
import { satisfiesMinimum } from './version.js';

/** The emulator that the launcher is written for; `launcher.py` refuses every other version. */
export const MOTO_VERSION = '5.2.1';

/** A Python interpreter and what it has of the emulator. */
export interface Python {
  readonly command: readonly [string, ...string[]];
  readonly executable: string;
  readonly version: string;
  /** Version of moto; undefined when it is not installed. */
  readonly moto: string | undefined;
  /** Whether moto's server and what it imports are there. */
  readonly server: boolean;
  /** It can run the launcher as it is. */
  readonly ready: boolean;
  /** Named by PHASE_MIRROR_PYTHON: nobody else's choice replaces it. */
  readonly chosen: boolean;
}

// Looks at what is installed without importing it: importing moto takes a second.
const PROBE = `
import importlib.metadata as m, importlib.util as u, json, sys
def version(name):
    try:
        return m.version(name)
    except m.PackageNotFoundError:
        return None
print(json.dumps({
    "executable": sys.executable,
    "version": "%d.%d.%d" % sys.version_info[:3],
    "moto": version("moto"),
    "server": all(u.find_spec(name) for name in ("moto", "flask", "flask_cors", "werkzeug")),
}))
`;

/** Folder of the virtual environment that `npm run up` makes when no Python has the emulator. */
export function venvFolder(io: Pick<Io, 'root' | 'env'>): string {
  return join(workFolder(io), 'venv');
}

export function venvPython(io: Pick<Io, 'root' | 'env'>): string {
  return process.platform === 'win32'
    ? join(venvFolder(io), 'Scripts', 'python.exe')
    : join(venvFolder(io), 'bin', 'python');
}

/**
 * The Python for the emulator: one that has it, else the first that is new enough to be given it,
 * else the newest of those that are too old. Looked at: PHASE_MIRROR_PYTHON, the virtual environment
 * of the work folder, `python3`, `python`, `py -3`.
 */
export async function findPython(io: Io): Promise<Python | undefined> {
  const named = io.env['PHASE_MIRROR_PYTHON'];
  const candidates: [string, ...string[]][] = named
    ? [[named], [venvPython(io)]]
    : [[venvPython(io)], ['python3'], ['python'], ['py', '-3']];
  const found: Python[] = [];
  for (const command of candidates) {
    const python = await probe(io, command, command[0] === named);
    if (python?.ready === true) return python;
    if (python !== undefined) found.push(python);
  }
  return found.find(isNewEnough) ?? found.at(0);
}

/** The Python of the work folder's virtual environment, when there is one. */
export function pythonOfVenv(io: Io): Promise<Python | undefined> {
  return probe(io, [venvPython(io)], false);
}

export function isNewEnough(python: Python): boolean {
  return satisfiesMinimum(python.version, CATALOGUE.python.minimum ?? '0');
}

async function probe(
  io: Io,
  command: readonly [string, ...string[]],
  chosen: boolean,
): Promise<Python | undefined> {
  const [program, ...first] = command;
  try {
    const { exit, stdout } = await runTool(io, {
      command: program,
      args: [...first, '-c', PROBE],
      // Else the folder that the runbook was started in could shadow a module.
      env: { PYTHONSAFEPATH: '1' },
    });
    if (exit !== 0) return undefined;
    const told = JSON.parse(stdout) as Pick<Python, 'executable' | 'version' | 'server'> & {
      moto: string | null;
    };
    const moto = told.moto ?? undefined;
    return { ...told, moto, command, chosen, ready: moto === MOTO_VERSION && told.server };
  } catch (error) {
    if (io.signal.aborted) throw error;
    // Not there, or not a Python: a stub that opens a shop, for example.
    return undefined;
  }
}
