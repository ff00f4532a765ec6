import type { Scope } from './scope.js';

/** One attribute of a key. DynamoDB scalar types: S string, N number. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N';
}

export interface IndexSpec {
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  readonly projection: 'ALL' | 'KEYS_ONLY';
}

/** The shape of a table: what Terraform creates and what the stores read and write. */
export interface TableSpec {
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  readonly indexes: readonly IndexSpec[];
  /** Attribute that holds the expiry in Unix seconds; absent when the table keeps its items. */
  readonly ttlAttribute?: string;
}

export const TABLES = ['fpEvents', 'consent', 'calibration', 'blockCounter'] as const;
export type TableId = (typeof TABLES)[number];

/** Unix seconds after which DynamoDB may delete an item and readers ignore it. */
export const TTL_ATTRIBUTE = 'expiresAt';

const PK: KeyAttribute = { name: 'pk', type: 'S' };
const SK: KeyAttribute = { name: 'sk', type: 'S' };

/** Lists the events of one finding. Truth about false positives is the finding's verdict item. */
export const BY_FINDING: IndexSpec = {
  name: 'by-finding',
  partitionKey: { name: 'findingId', type: 'S' },
  sortKey: SK,
  projection: 'ALL',
};

export function tableSpecs(scope: Scope): Readonly<Record<TableId, TableSpec>> {
  const table = (suffix: string, rest: Partial<TableSpec>): TableSpec => ({
    name: `${scope.project}-${scope.environment}-${suffix}`,
    partitionKey: PK,
    sortKey: SK,
    indexes: [],
    ...rest,
  });
  return {
    fpEvents: table('fp-events', { indexes: [BY_FINDING], ttlAttribute: TTL_ATTRIBUTE }),
    consent: table('consent', {}),
    calibration: table('calibration', { ttlAttribute: TTL_ATTRIBUTE }),
    blockCounter: table('block-counter', { ttlAttribute: TTL_ATTRIBUTE }),
  };
}

/** What a copy of a table is for: it is removed again after a rehearsal; a restored one is kept. */
export type CopyKind = 'rehearsal' | 'restored';

/** Name of a copy of a table. Roles may make and remove tables of such names, and no other ones. */
export function copyName(table: string, kind: CopyKind, id: string): string {
  return `${table}-${kind}-${id}`;
}
