import type { Names } from '../../runtime/src/names/index.js';
import { BREAKER_REPOSITORY, ORGANISATIONS, REPOSITORY, RULE } from './own-ids.js';

/** What a dry run shows: the calls of each step, on which resource, under which keys. */
const organisations = Object.values(ORGANISATIONS)
  .map((id) => `org#${id.slice(0, 11)}…`)
  .join(', ');
const counters = [REPOSITORY, BREAKER_REPOSITORY].map((name) => `${RULE}#${name}`).join(', ');

export const callsOfClearing = ({ tables }: Names): readonly string[] => [
  `dynamodb:Query, dynamodb:DeleteItem ${tables.fpEvents.name} (${RULE}#0 … ${RULE}#f, 3 verdicts)`,
  `dynamodb:Query, dynamodb:DeleteItem ${tables.consent.name} (${organisations})`,
  `dynamodb:Query, dynamodb:DeleteItem ${tables.blockCounter.name} (${counters})`,
];

export const callsOfScenarios = ({ tables, parameters }: Names): readonly string[] => [
  `ssm:GetParametersByPath ${parameters.path}; ssm:GetParameters ${parameters.path}/thresholds/*`,
  `dynamodb:PutItem, dynamodb:DeleteItem, dynamodb:Query, dynamodb:BatchGetItem ${tables.fpEvents.name} (${RULE}#…, 3 verdicts)`,
  `dynamodb:PutItem (transaction with its history), dynamodb:GetItem, dynamodb:BatchGetItem ${tables.consent.name} (${organisations})`,
  `dynamodb:UpdateItem, dynamodb:BatchGetItem ${tables.blockCounter.name} (${counters})`,
];

export const callsOfMeasuring = ({ tables, parameters }: Names): readonly string[] => [
  `ssm:GetParametersByPath ${parameters.path}; ssm:GetParameters ${parameters.path}/thresholds/*`,
  `dynamodb:BatchGetItem ${tables.fpEvents.name}, ${tables.blockCounter.name}, ${tables.calibration.name}, ${tables.consent.name}`,
  `dynamodb:PutItem, dynamodb:Query ${tables.fpEvents.name} (${RULE}#…)`,
  `dynamodb:UpdateItem ${tables.blockCounter.name} (${RULE}#${REPOSITORY})`,
];
