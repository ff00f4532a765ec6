/** A state lock as Terraform describes it. */
export interface Lock {
  readonly id: string;
  /** `<bucket>/<object key>` of the state. */
  readonly path: string;
  /** For example `OperationTypeApply`. */
  readonly operation: string;
  /** `user@host`. */
  readonly who: string;
  /** As Terraform wrote it; Go's time format in messages, RFC 3339 in the lock itself. */
  readonly created: string;
  /** What the holder added; Terraform adds nothing. */
  readonly info?: string;
}

const FIELD = /^\s*(ID|Path|Operation|Who|Created):\s*(.*?)\s*$/gm;

/** The lock in Terraform's words `Error acquiring the state lock`; undefined when there is none. */
export function parseLockMessage(text: string): Lock | undefined {
  const at = text.indexOf('Lock Info:');
  if (at < 0) return undefined;
  // Boxed messages carry a bar before each line.
  const plain = text.slice(at).replaceAll(/^[│\s]+/gm, '');
  const fields = new Map<string, string>();
  for (const [, name, value] of plain.matchAll(FIELD)) fields.set(name ?? '', value ?? '');
  const id = fields.get('ID');
  if (!id) return undefined;
  return {
    id,
    path: fields.get('Path') ?? '',
    operation: fields.get('Operation') ?? '',
    who: fields.get('Who') ?? '',
    created: fields.get('Created') ?? '',
  };
}

/** The lock's own JSON, as it lies in the lock table and in the `.tflock` object. */
export function parseLockInfo(json: string | undefined): Lock | undefined {
  if (!json) return undefined;
  try {
    const raw = JSON.parse(json) as Readonly<Record<string, unknown>>;
    const text = (name: string): string => (typeof raw[name] === 'string' ? raw[name] : '');
    if (text('ID') === '') return undefined;
    return {
      id: text('ID'),
      path: text('Path'),
      operation: text('Operation'),
      who: text('Who'),
      created: text('Created'),
      ...(text('Info') === '' ? {} : { info: text('Info') }),
    };
  } catch {
    return undefined;
  }
}

/** Milliseconds since the epoch at which the lock was taken; NaN when it cannot be read. */
export function lockTime(lock: Lock): number {
  // Go prints `2026-11-22 00:23:23.446625159 +0000 UTC`, JSON `2026-11-22T00:23:23.446625159Z`.
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?/.exec(lock.created);
  if (match === null) return Number.NaN;
  const [, date = '', time = '', fraction = '0'] = match;
  return Date.parse(`${date}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z`);
}

/** Who holds the lock, in one line. */
export function describeLock(lock: Lock): string {
  const operation = lock.operation.replace(/^OperationType/, '').toLowerCase() || 'an operation';
  return `${lock.who || 'unknown'}, ${operation}, since ${lock.created || 'unknown'} (lock ${lock.id})`;
}
