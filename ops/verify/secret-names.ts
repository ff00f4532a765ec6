import type { ParameterNames, SecretKind } from '../../runtime/src/names/index.js';

export const SECRET_KINDS: readonly SecretKind[] = ['nonce', 'salt'];

/** Whether a parameter's name is that of a version of a secret. */
export const isSecret = (names: ParameterNames, name = ''): boolean =>
  SECRET_KINDS.some((kind) => names.versionOf(kind, name) !== undefined);

/** Whether a parameter's name is that of a marker which a version that was taken away leaves behind. */
export const isMarker = (names: ParameterNames, name = ''): boolean =>
  SECRET_KINDS.some((kind) => names.retiredVersionOf(kind, name) !== undefined);
