import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { satisfies } from 'semver';
import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { Io } from '../frame/io.js';
import { runTool } from '../frame/process.js';
import { CATALOGUE, judged, type ToolFound, type ToolId } from './catalogue.js';
import { MOTO_VERSION, findPython } from './python.js';
import { versionIn } from './version.js';
import { whichTool } from './which.js';

/** Looks for the tools named, side by side. A tool that is wanting is an answer, no error. */
export async function detectTools(io: Io, ids: readonly ToolId[]): Promise<readonly ToolFound[]> {
  return Promise.all(ids.map((id) => detect(io, id)));
}

async function detect(io: Io, id: ToolId): Promise<ToolFound> {
  const tool = CATALOGUE[id];
  switch (id) {
    case 'node':
      return detectNode(io);
    case 'cdktf': {
      const version = await packageVersion(io, 'cdktf-cli');
      return version === undefined
        ? { tool, state: 'missing' }
        : judged(tool, version, cdktfNote());
    }
    case 'python':
      return detectPython(io);
    case 'terraform':
      return byVersion(io, id, ['version', '-json'], (out) =>
        versionIn((JSON.parse(out) as { terraform_version?: string }).terraform_version ?? ''),
      );
    case 'npm':
    case 'git':
    case 'bash':
    case 'gh':
      return byVersion(io, id, ['--version'], versionIn);
  }
}

async function byVersion(
  io: Io,
  id: ToolId,
  args: readonly string[],
  read: (stdout: string) => string | undefined,
): Promise<ToolFound> {
  const tool = CATALOGUE[id];
  const path = await whichTool(io, id);
  if (path === undefined) return { tool, state: 'missing' };
  try {
    const { exit, stdout, output } = await runTool(io, {
      command: path,
      args,
      // Asking the vendor for a newer version takes seconds and needs a network.
      env: { CHECKPOINT_DISABLE: '1' },
    });
    const version = exit === 0 ? read(stdout) : undefined;
    if (version !== undefined) return judged(tool, version, { path });
    return { tool, state: 'broken', path, note: firstLine(output) };
  } catch (error) {
    if (error instanceof PhaseMirrorError && error.code === 'PM-7005') throw error;
    return { tool, state: 'broken', path, note: firstLine(String(error)) };
  }
}

/** Some versions above the lowest do not do either: 21, or 22 before 22.13. */
async function detectNode(io: Io): Promise<ToolFound> {
  const version = process.versions.node;
  const found = judged(CATALOGUE.node, version, { path: process.execPath });
  const range = await enginesOf(io);
  if (range === undefined || satisfies(version, range)) return found;
  return { ...found, state: 'too old', needs: range };
}

/** The versions of Node that the project's package.json names. */
async function enginesOf(io: Io): Promise<string | undefined> {
  try {
    const text = await readFile(join(io.root, 'package.json'), 'utf8');
    return (JSON.parse(text) as { engines?: { node?: string } }).engines?.node;
  } catch {
    return undefined;
  }
}

async function detectPython(io: Io): Promise<ToolFound> {
  const tool = CATALOGUE.python;
  const python = await findPython(io);
  if (python === undefined) return { tool, state: 'missing' };
  const note = python.ready
    ? `with moto ${MOTO_VERSION}`
    : `moto ${python.moto ?? 'is not installed'}; \`npm run up\` installs ${MOTO_VERSION} in .phase-mirror/venv`;
  return judged(tool, python.version, { path: python.executable, note });
}

/** cdktf-cli 0.21 ships pty binaries for Node 20 and 22 only. */
function cdktfNote(): Partial<ToolFound> {
  const major = Number(process.versions.node.split('.')[0]);
  return major < 24 ? {} : { note: `its command does not run on Node ${major}; the runbooks do` };
}

async function packageVersion(io: Io, name: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(io.root, 'node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(text) as { version?: string }).version;
  } catch {
    return undefined;
  }
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? '';
