import { join } from 'node:path';
import type { Environment } from '../../runtime/src/names/index.js';
import type { Io } from './io.js';

/** Folder of everything that runbooks write: `.phase-mirror`, or PHASE_MIRROR_HOME. Never committed. */
export function workFolder(io: Pick<Io, 'root' | 'env'>): string {
  return io.env['PHASE_MIRROR_HOME'] ?? join(io.root, '.phase-mirror');
}

/** The part of the work folder that belongs to one environment. */
export function environmentFolder(io: Pick<Io, 'root' | 'env'>, environment: Environment): string {
  return join(workFolder(io), environment);
}
