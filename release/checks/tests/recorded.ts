import type { Answer, CheckSite } from '../check.js';
import { readTestRecord, RECORD, type TestRecord } from './record.js';

/** A record of `npm test` on the very commit that is checked out. */
export type Recorded = Extract<TestRecord, { kind: 'record' }>;

/** The record, or why there is none of this commit: what was tested is exactly what is released. */
export async function recordOfHead({
  root,
  run,
  note,
}: CheckSite): Promise<Recorded | (Answer & { readonly kind?: undefined })> {
  const head = await run('git', ['rev-parse', 'HEAD']);
  if (head.exit !== 0) return { outcome: 'could-not-run', why: head.output.trim() };
  const record = await readTestRecord(root);
  if (record.kind === 'none') return { outcome: 'could-not-run', why: record.why };
  note(`${RECORD}: ${JSON.stringify(record)}`);
  const commit = head.stdout.trim();
  if (record.commit !== commit) {
    const [tested, here] = [record.commit.slice(0, 7), commit.slice(0, 7)];
    return { outcome: 'could-not-run', why: `what was tested is ${tested}; here is ${here}` };
  }
  if (!record.clean) {
    return {
      outcome: 'could-not-run',
      why: `the tests of ${commit.slice(0, 7)} ran with changes that are not committed`,
    };
  }
  return record;
}

/** Whether these parts ran and passed; a part that was left out has not passed. */
export function partsHold(record: Recorded, names: readonly string[]): Answer {
  const parts = names.map((name) => ({ name, counts: record.parts[name] }));
  const absent = parts.filter(({ counts }) => counts === undefined || counts.passed === 0);
  const failed = parts.filter(({ counts }) => (counts?.failed ?? 0) > 0);
  const said = parts
    .map(
      ({ name, counts }) => `${name} ${counts?.passed ?? 0} passed, ${counts?.failed ?? 0} failed`,
    )
    .join('; ');
  if (failed.length > 0) {
    return { outcome: 'fail', why: said, subjects: failed.map(({ name }) => name) };
  }
  if (absent.length > 0) {
    return {
      outcome: 'could-not-run',
      why: `not run: ${absent.map(({ name }) => name).join(', ')}`,
    };
  }
  const skipped = parts.reduce((sum, { counts }) => sum + (counts?.skipped ?? 0), 0);
  return { outcome: 'pass', why: skipped === 0 ? said : `${said} (${skipped} left out)` };
}
