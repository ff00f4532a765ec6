import { expect } from '@jest/globals';
import { notesOf } from '../../../release/changelog/merge.js';

const ROW =
  /^\| .+ \| (yes|waived|does not apply|\*\*no\*\*|\*\*not known\*\*) \| .+ \| `[0-9a-f]{12}` \|$/;

/**
 * The section of a version tells what the validator found on the commit that the release began at, each
 * answer with its evidence; no answer of a release that was made is no.
 */
export function expectPosture(changelog: string, version: string, start: string): void {
  const section = notesOf(changelog, version) ?? '';
  const [, posture = ''] = /### Security posture\n\n([^]*?)(?=\n### |$)/.exec(section) ?? [];
  expect(posture).toContain(`at commit ${start.slice(0, 12)}, `);
  const [, , ...rows] = posture.split('\n').filter((line) => line.startsWith('|'));
  const answers = rows.map((row) => ROW.exec(row)?.[1] ?? row);
  expect(answers).toContain('yes');
  for (const answer of answers) expect(['yes', 'waived', 'does not apply']).toContain(answer);
}
