import { THRESHOLDS, type ThresholdId } from '../../../runtime/src/names/index.js';
import type { Deployment } from '../../../stacks/environments.js';
import { judged, type Check } from '../check.js';
import { Missing } from '../live/read.js';
import { redeploy } from '../remedies.js';
import { isMarker, isSecret, SECRET_KINDS } from '../secret-names.js';

const IDS = Object.keys(THRESHOLDS) as ThresholdId[];

/** The thresholds that operators tune, and whether anything lies beside what the code reads. */
export function thresholdChecks(deployment: Deployment): readonly Check[] {
  const { parameters } = deployment.names;
  return [
    ...IDS.map((id): Check => {
      const name = parameters.threshold(id);
      return {
        id: `parameters.threshold.${id}`,
        group: 'parameters',
        promise: `${name} is a number (${THRESHOLDS[id].unit})`,
        remedy: redeploy(deployment),
        async run(live) {
          const found = (await live.parameters(parameters.path)).find((p) => p.Name === name);
          if (found === undefined) throw new Missing(name);
          const text = found.Value ?? '';
          return judged(
            [
              found.Type !== 'String' && `its type is ${found.Type ?? 'unknown'}`,
              !isThreshold(id, text) && `its value is ${JSON.stringify(text)}`,
            ],
            text,
          );
        },
      };
    }),
    {
      id: 'parameters.known',
      group: 'parameters',
      promise: `every parameter below ${parameters.path} is one that the code reads`,
      remedy: 'aws ssm delete-parameter --name NAME, once nobody needs it',
      async run(live) {
        const thresholds = new Set(IDS.map((id) => parameters.threshold(id)));
        const all = (await live.parameterMetadata(parameters.path)).map((p) => p.Name ?? '');
        const unknown = all.filter(
          (name) =>
            !thresholds.has(name) && !isSecret(parameters, name) && !isMarker(parameters, name),
        );
        return judged(
          [unknown.length > 0 && `nothing reads ${unknown.join(', ')}`],
          `${all.length} parameters`,
        );
      },
    },
    {
      id: 'parameters.retired',
      group: 'parameters',
      promise: 'no secret is stored that is marked as retired',
      remedy: `finish it: npm run ops -- nonce|salt revoke --version N --env ${deployment.environment}`,
      async run(live) {
        const all = (await live.parameterMetadata(parameters.path)).map((p) => p.Name ?? '');
        const marked = SECRET_KINDS.flatMap((kind) =>
          all.flatMap((name) => {
            const version = parameters.retiredVersionOf(kind, name);
            return version === undefined ? [] : [parameters.secret(kind, version)];
          }),
        );
        const there = marked.filter((name) => all.includes(name));
        return judged(
          [there.length > 0 && `marked and still there: ${there.join(', ')}`],
          `${marked.length} retired`,
        );
      },
    },
  ];
}

/** The form that L0 and the breaker accept; `Number('')` is 0, so the text is looked at first. */
function isThreshold(id: ThresholdId, text: string): boolean {
  if (!/^\d+(\.\d+)?$/.test(text)) return false;
  const value = Number(text);
  return THRESHOLDS[id].unit === 'ratio 0..1'
    ? value <= 1
    : Number.isSafeInteger(value) && value >= 1;
}
