import { runtimeError } from '../errors/index.js';
import { THRESHOLDS, type ThresholdId } from '../names/index.js';
import type { Thresholds } from './ports.js';

/** Numbers of stored threshold texts. Throws PM-3003 for one that is no number from 0. */
export function thresholdsOf(stored: ReadonlyMap<ThresholdId, string>, source: string): Thresholds {
  const thresholds: Partial<Record<ThresholdId, number>> = {};
  for (const [id, text] of stored) {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value) || value < 0) {
      throw runtimeError('PM-3003', {
        what: `threshold ${THRESHOLDS[id].leaf} in ${source}`,
        why: 'it must be a number from 0',
      });
    }
    thresholds[id] = value;
  }
  return thresholds;
}
