import { isError, PhaseMirrorError } from '../../runtime/src/errors/index.js';
import { said } from '../aws/failure.js';
import { opsError } from '../errors.js';
import { latencyOf } from './latency.js';
import { Unexpected, type Scenario, type ScenarioResult, type Scene } from './scenario.js';

/**
 * Runs scenarios one after another: their times are those of a quiet connection. Throws PM-7005 when
 * it is cancelled, and nothing else.
 */
export async function runScenarios(
  scenarios: readonly Scenario[],
  sceneFor: (durations: number[]) => Scene,
  signal: AbortSignal,
): Promise<readonly ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    if (signal.aborted) throw opsError('PM-7005', { what: scenario.id });
    results.push(await runOne(scenario, sceneFor));
  }
  return results;
}

async function runOne(
  scenario: Scenario,
  sceneFor: (durations: number[]) => Scene,
): Promise<ScenarioResult> {
  const { id, kind, title, injected } = scenario;
  const row = { id, kind, title, ...(injected === undefined ? {} : { injected }) };
  const durations: number[] = [];
  const ended = (outcome: ScenarioResult['outcome'], seen: string): ScenarioResult => {
    const latency = latencyOf(durations);
    return { ...row, outcome, seen, ...(latency === undefined ? {} : { latency }) };
  };
  try {
    return ended('pass', await scenario.run(sceneFor(durations)));
  } catch (error) {
    if (error instanceof Unexpected) return ended('fail', error.message);
    return ended(isUnanswered(error) ? 'could-not-run' : 'fail', wordsOf(error));
  }
}

/** The store or the parameters did not answer, or refused: nothing is known of the promise. */
const isUnanswered = (error: unknown): boolean =>
  error instanceof PhaseMirrorError
    ? error.code === 'PM-3001' || isUnanswered(error.cause)
    : isError(error) && '$metadata' in error;

const wordsOf = (error: unknown): string =>
  error instanceof PhaseMirrorError
    ? `${error.code} ${error.what}${error.why === undefined ? '' : `: ${error.why}`}`
    : said(error);
