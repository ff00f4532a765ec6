import { createHash } from 'node:crypto';

/** What identifies a Terraform state, without its values. */
export interface State {
  readonly lineage: string;
  readonly serial: number;
  /** How many objects it holds. */
  readonly resources: number;
  readonly addresses: readonly string[];
  /** SHA-256 of its bytes, hexadecimal. */
  readonly digest: string;
}

/** Reads a state file of format 4. Throws when the text is no state. */
export function stateOf(text: string): State {
  const raw = JSON.parse(text) as {
    readonly version?: unknown;
    readonly lineage?: unknown;
    readonly serial?: unknown;
    readonly resources?: readonly {
      readonly mode?: string;
      readonly type?: string;
      readonly name?: string;
      readonly instances?: readonly unknown[];
    }[];
  };
  if (typeof raw.lineage !== 'string' || typeof raw.serial !== 'number') {
    throw new SyntaxError('not a Terraform state: lineage or serial is missing');
  }
  const managed = (raw.resources ?? []).filter(({ mode }) => mode === 'managed');
  return {
    lineage: raw.lineage,
    serial: raw.serial,
    resources: managed.reduce((sum, { instances }) => sum + (instances?.length ?? 0), 0),
    addresses: managed
      .filter(({ instances }) => (instances?.length ?? 0) > 0)
      .map(({ type, name }) => `${type ?? ''}.${name ?? ''}`),
    digest: createHash('sha256').update(text).digest('hex'),
  };
}
