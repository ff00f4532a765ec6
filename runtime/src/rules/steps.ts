import type { Job, Step } from '../facts/index.js';

/** A job whose steps are here, none of which can fail for a reason that lies in the change. */
export function runsNothing(job: Job): boolean {
  return job.uses === undefined && job.steps !== undefined && !job.steps.some(isReal);
}

/** A step that does something: not a mere message, and not the checkout alone. */
export function isReal({ uses, run, condition }: Step): boolean {
  if (/^(\$\{\{\s*)?false(\s*\}\})?$/.test(condition?.trim() ?? '')) return false;
  if (uses !== undefined) return !/^actions\/checkout(@|$)/.test(uses);
  return (run ?? '').split('\n').some((line) => !IDLE.test(withoutTexts(line).trim()));
}

/** Of a line without its quoted texts; redirection counts as a message only into GitHub's own files. */
const IDLE =
  /^(#.*|:|true|exit 0|set [-+]\w+|(echo|printf)\b[^|&;<>`(]*(>>?\s*\$?\{?GITHUB_\w+\}?)?)?$/;

/** A text in quotes holds no command unless the shell substitutes one there. */
function withoutTexts(line: string): string {
  return line
    .replace(/'[^']*'/g, '_')
    .replace(/"(?:[^"\\`$]|\\.|\$(?!\())*"/g, (text) =>
      /^"\$\{?GITHUB_\w+\}?"$/.test(text) ? text.slice(1, -1) : '_',
    );
}
