import { gapsOf, valueOf, type Facts } from '../facts/index.js';
import {
  BASELINE_SCHEMA,
  compareFields,
  sealBaseline,
  type Baseline,
  type BaselineField,
} from './baseline.js';
import { FIELD_KINDS } from './fields.js';

/** Who captures a baseline, and when. */
export interface Capture {
  readonly by: string;
  /** ISO 8601 UTC with milliseconds. */
  readonly capturedAt: string;
  readonly branch: string;
}

/** The facts that a baseline keeps: every comparable field, and what could not be seen. Pure. */
export function captureBaseline(facts: Facts, { by, capturedAt, branch }: Capture): Baseline {
  const { repository } = facts.change;
  const { head: tree, live } = facts;
  const source = { tree, repository, ...(live === undefined ? {} : { live }) };
  const read = FIELD_KINDS.flatMap((field) => {
    const answer = field.read(source);
    return answer === undefined ? [] : [{ kind: field.kind, answer }];
  });
  const fields = read.flatMap(({ kind, answer }): readonly BaselineField[] =>
    (valueOf(answer) ?? []).map(({ subject, value }) => ({ kind, subject, value })),
  );
  return sealBaseline({
    schema: BASELINE_SCHEMA,
    repository,
    branch,
    commit: facts.head.commit,
    capturedAt,
    by,
    kinds: read.map(({ kind }) => kind).sort(),
    fields: fields.sort(compareFields),
    unknown: read.flatMap(({ kind, answer }) =>
      gapsOf(answer).map(({ reason }) => ({ kind, reason })),
    ),
  });
}
