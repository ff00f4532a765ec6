import { TABLES, type TableId, type TableSpec } from '../../runtime/src/names/index.js';
import { nearest } from '../../runtime/src/errors/nearest.js';
import type { Deployment } from '../../stacks/environments.js';
import { opsError } from '../errors.js';

/** A table of the environment, as the names define it. */
export interface Subject {
  readonly id: TableId;
  readonly spec: TableSpec;
  /** The name without the environment's prefix: `fp-events`. */
  readonly word: string;
  /** Attributes of the primary key. */
  readonly key: readonly string[];
}

export function subjectsOf({ names }: Deployment): readonly Subject[] {
  return TABLES.map((id) => {
    const spec = names.tables[id];
    return {
      id,
      spec,
      word: spec.name.slice(names.prefix.length + 1),
      key: [spec.partitionKey, ...(spec.sortKey === undefined ? [] : [spec.sortKey])].map(
        ({ name }) => name,
      ),
    };
  });
}

/** The tables that `--table` names, by their whole name or the last part of it; all without it. PM-1001. */
export function chosenTables(deployment: Deployment, word?: string): readonly Subject[] {
  const all = subjectsOf(deployment);
  if (word === undefined) return all;
  const chosen = all.find((one) => one.word === word || one.spec.name === word);
  if (chosen !== undefined) return [chosen];
  const words = all.map((one) => one.word);
  const near = nearest(word, words);
  throw opsError('PM-1001', {
    what: `--table ${word}`,
    why: `the tables are ${words.join(', ')}${near === undefined ? '' : `; did you mean ${near}?`}`,
  });
}
