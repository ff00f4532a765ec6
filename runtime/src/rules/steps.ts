import {
  actionFolder,
  valueOf,
  type Action,
  type Job,
  type Step,
  type Tree,
} from '../facts/index.js';

/** A job whose steps are here, none of which can fail for a reason that lies in the change. */
export function runsNothing(tree: Tree, job: Job): boolean {
  if (job.uses !== undefined || job.steps === undefined) return false;
  return !job.steps.some((step) => isReal(tree, step));
}

/** A step that does something: not a mere message, and not the checkout alone. */
export function isReal(tree: Tree, step: Step, level = 0): boolean {
  const { uses, run, condition } = step;
  if (/^(\$\{\{\s*)?false(\s*\}\})?$/.test(condition?.trim() ?? '')) return false;
  if (uses === undefined) {
    return (run ?? '').split('\n').some((line) => !IDLE.test(withoutTexts(line).trim()));
  }
  if (/^actions\/checkout(@|$)/.test(uses)) return false;
  const steps = level < MAX_LEVELS ? localAction(tree, uses)?.steps : undefined;
  return steps === undefined || steps.some((inner) => isReal(tree, inner, level + 1));
}

/** Composite actions that use each other beyond this are refused by GitHub. */
const MAX_LEVELS = 10;

function localAction(tree: Tree, uses: string): Action | undefined {
  const folder = actionFolder(uses);
  if (folder === undefined || tree.actions === undefined) return undefined;
  const start = folder === '' ? '' : `${folder}/`;
  return valueOf(tree.actions)?.find(
    ({ path }) => path === `${start}action.yml` || path === `${start}action.yaml`,
  );
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
