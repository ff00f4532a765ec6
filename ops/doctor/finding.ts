/**
 * `ok`; `wanting`: needed here and not as it must be; `unknown`: could not be asked, so nothing is
 * known; `note`: worth knowing, nothing depends on it.
 */
export type FindingState = 'ok' | 'wanting' | 'unknown' | 'note';

/** One line of what the doctor says. */
export interface DoctorFinding {
  readonly group: 'tools' | 'settings' | 'AWS' | 'Terraform' | 'GitHub';
  readonly name: string;
  readonly state: FindingState;
  /** Never a secret, not even in part. */
  readonly value: string;
  /** What to type, a line each; only where something is wanting. */
  readonly fix?: readonly string[];
}

const MARKS: Readonly<Record<FindingState, string>> = {
  ok: 'ok',
  wanting: 'FAIL',
  unknown: '??',
  note: '-',
};

export function renderFindings(findings: readonly DoctorFinding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const groups = [...new Set(findings.map(({ group }) => group))];
  return groups
    .map((group) => {
      const rows = findings
        .filter((finding) => finding.group === group)
        .flatMap(({ state, name, value, fix }) => [
          `  ${MARKS[state].padEnd(4)}  ${name.padEnd(width)}  ${value}`,
          ...(fix ?? []).map((line, i) => `        ${i === 0 ? 'fix: ' : '     '}${line}`),
        ]);
      return `${group}\n${rows.join('\n')}\n`;
    })
    .join('\n');
}
