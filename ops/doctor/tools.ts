import type { Environment } from '../../runtime/src/names/index.js';
import type { Io } from '../frame/io.js';
import { TOOL_IDS, type ToolFound, type ToolId } from '../tools/catalogue.js';
import { detectTools } from '../tools/detect.js';
import { complaint, installLines } from '../tools/missing.js';
import type { DoctorFinding } from './finding.js';

const ALWAYS: readonly ToolId[] = ['node', 'npm', 'git', 'bash', 'terraform'];

/** Python runs the local AWS only. */
export function isNeeded(id: ToolId, environment: Environment, env: Io['env']): boolean {
  if (id === 'python') return environment === 'local' && !env['AWS_ENDPOINT_URL'];
  return ALWAYS.includes(id);
}

export async function toolFindings(
  io: Io,
  environment: Environment,
): Promise<readonly DoctorFinding[]> {
  const found = await detectTools(io, TOOL_IDS);
  return found.map((tool) => toolFinding(tool, isNeeded(tool.tool.id, environment, io.env)));
}

function toolFinding(found: ToolFound, needed: boolean): DoctorFinding {
  const { tool, version, path, note } = found;
  const wrong = complaint(found);
  const base = { group: 'tools', name: tool.title } as const;
  if (wrong === undefined) {
    const value = [version, path, note].filter((part) => part !== undefined).join('  ');
    return { ...base, state: 'ok', value };
  }
  if (!needed) return { ...base, state: 'note', value: `${wrong} (not needed here)` };
  return { ...base, state: 'wanting', value: wrong, fix: installLines(tool) };
}
