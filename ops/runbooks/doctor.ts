import { EXIT } from '../../runtime/src/errors/index.js';
import type { Environment } from '../../runtime/src/names/index.js';
import type { DoctorFinding } from '../doctor/finding.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';

export const doctor: Runbook = {
  name: 'doctor',
  summary: 'say which tools, settings and endpoints are in force and what is missing',
  example: 'npm run ops -- doctor --env staging',
  when: 'First on a new machine, and whenever a runbook says that a tool or a credential is missing.',
  changes: 'Nothing.',
  undo: 'There is nothing to undo.',
  options: {},
  async run({ io, environment }: Context): Promise<Outcome> {
    const { examine } = await import('../doctor/examine.js');
    const { renderFindings } = await import('../doctor/finding.js');
    const findings = await examine(io, environment);
    const wanting = findings.filter(({ state }) => state === 'wanting');
    const unknown = findings.filter(({ state }) => state === 'unknown');
    const exit = wanting.length > 0 ? EXIT.failed : unknown.length > 0 ? EXIT.couldNotRun : EXIT.ok;
    return {
      exit,
      json: { findings, wanting: namesOf(wanting), unknown: namesOf(unknown) },
      text: `${renderFindings(findings)}\n${conclusion(environment, wanting, unknown)}\n`,
    };
  },
};

const namesOf = (findings: readonly DoctorFinding[]): readonly string[] =>
  findings.map(({ name }) => name);

function conclusion(
  environment: Environment,
  wanting: readonly DoctorFinding[],
  unknown: readonly DoctorFinding[],
): string {
  if (wanting.length > 0) {
    return `Missing or wrong for ${environment}: ${namesOf(wanting).join(', ')}. Without it, \`npx phase-mirror check\` judges a repository with Node alone.`;
  }
  return unknown.length > 0
    ? `Could not be asked for ${environment}: ${namesOf(unknown).join(', ')}.`
    : `Nothing is missing for ${environment}.`;
}
