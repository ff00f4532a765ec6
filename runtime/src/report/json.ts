import { canonicalJson } from '../facts/index.js';
import type { Report } from './report.js';

/** Canonical JSON (RFC 8785) with a line break at its end: equal reports have equal bytes. */
export function renderJson(report: Report): string {
  return `${canonicalJson(report)}\n`;
}
