import type { FieldKind } from './field.js';
import { SETTING_FIELDS } from './setting-fields.js';
import { SURFACE_FIELDS } from './surface-fields.js';

/** Every kind of field that drift is judged by. What the facts come to hold is one more row. */
export const FIELD_KINDS: readonly FieldKind[] = [...SETTING_FIELDS, ...SURFACE_FIELDS];

const byKind = new Map(FIELD_KINDS.map((one) => [one.kind, one]));

export function fieldKind(kind: string): FieldKind | undefined {
  return byKind.get(kind);
}
