import type { Policy } from '../facts/index.js';
import type { Finding } from '../rules/finding.js';
import { ruleOf } from '../rules/finding.js';

/**
 * Findings with the severity that the policy gives their sub-check, else their rule. A rule that failed
 * to answer keeps its own: no policy can make a crash harmless.
 */
export function regraded(
  findings: readonly Finding[],
  { severity }: Pick<Policy, 'severity'>,
): readonly Finding[] {
  if (Object.keys(severity).length === 0) return findings;
  return findings.map((finding) => {
    const graded = severity[finding.check] ?? severity[ruleOf(finding.check)];
    return graded === undefined || finding.kind === 'evaluation-error'
      ? finding
      : { ...finding, severity: graded };
  });
}
