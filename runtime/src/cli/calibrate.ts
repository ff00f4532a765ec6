import { systemClock } from '../clock.js';
import { EXIT, type ExitCode } from '../errors/index.js';
import {
  calibrate as suggest,
  dueStep,
  FALSE_POSITIVE_RATE,
  reviewedIn,
} from '../policy/calibration.js';
import {
  anonymizer,
  consentGate,
  earlyRedactor,
  giveToCalibration,
  PRIVACY_POLICY_VERSION,
  saltCache,
} from '../privacy/index.js';
import { collectedMonth, openStores, shownMonth, type Stores } from '../stores/index.js';
import { renderCalibration, type Calibrated, type Contributed } from './calibration-lines.js';
import { wantsColour, type CliIo } from './io.js';
import {
  optionLines,
  parseOptions,
  usage,
  type OptionSpecs,
  type OptionValues,
} from './options.js';
import { RULE_IDS } from './rule-ids.js';
import { SCOPE_OPTIONS, scopeOf } from './scope.js';

/** Newest events of a rule that are looked at. */
const EVENTS = 5_000;

export const CALIBRATE_OPTIONS = {
  rule: { type: 'string', choices: RULE_IDS, value: 'RULE', help: 'one rule; default all' },
  apply: { type: 'boolean', help: 'demote and promote what is due; recorded for good' },
  by: { type: 'string', value: 'NAME', help: 'with --apply: who decides it' },
  reason: { type: 'string', value: 'TEXT', help: 'with --apply: why, or where it is argued' },
  contribute: {
    type: 'string',
    value: 'ORGANISATION',
    help: 'give last month’s counts of this store to the aggregates, if the organisation consented',
  },
  ...SCOPE_OPTIONS,
  json: { type: 'boolean', help: 'print the suggestions as JSON' },
  help: { type: 'boolean', help: 'show this help' },
} as const satisfies OptionSpecs;

type CalibrateValues = OptionValues<typeof CALIBRATE_OPTIONS>;

/** `phase-mirror calibrate`: judges the rules by what people said of their findings. */
export async function calibrate(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const values = parseOptions('calibrate', CALIBRATE_OPTIONS, args);
  if (values.help === true) {
    io.stdout.write(calibrateHelp());
    return EXIT.ok;
  }
  if (values.apply === true && (values.by === undefined || values.reason === undefined)) {
    throw usage('calibrate', '--apply needs --by and --reason: every change is kept with both');
  }
  const scope = scopeOf(values, io.env);
  const stores = await openStores({ store: values.store, scope, env: io.env });
  try {
    const rules = values.rule === undefined ? RULE_IDS : [values.rule];
    const calibrated = await calibrateRules(rules, values, stores);
    io.stdout.write(
      values.json === true
        ? `${JSON.stringify({ schema: 'phase-mirror/calibration@1', rules: calibrated })}\n`
        : renderCalibration(calibrated, wantsColour(io)),
    );
    return EXIT.ok;
  } finally {
    stores.close();
  }
}

async function calibrateRules(
  rules: readonly string[],
  values: CalibrateValues,
  stores: Stores,
): Promise<readonly Calibrated[]> {
  const { calibration, parameters, fp } = stores;
  const month = shownMonth(systemClock.now());
  const [thresholds, changes] = await Promise.all([
    parameters.thresholds(),
    calibration.enforcement(rules),
  ]);
  const settings = { falsePositiveRate: thresholds.falsePositiveRate ?? FALSE_POSITIVE_RATE };
  const give = await giverOf(values.contribute, stores);
  return await Promise.all(
    rules.map(async (rule): Promise<Calibrated> => {
      const [events, elsewhere] = await Promise.all([
        fp.getWindowByCount(rule, EVENTS),
        calibration.aggregate(rule, month),
      ]);
      const enforcement = changes.get(rule);
      const suggestion = suggest({ rule, events, enforcement, benchmark: elsewhere }, settings);
      const step =
        values.apply === true
          ? dueStep(suggestion, values.by as string, values.reason as string)
          : undefined;
      const applied =
        step === undefined
          ? undefined
          : await calibration.changeEnforcement(step, suggestion.revision);
      return { suggestion, elsewhere, month, applied, contributed: await give?.(rule) };
    }),
  );
}

/** Gives the counts of one rule; undefined when nothing is to be given. Throws PM-4003 without a salt. */
async function giverOf(
  organisation: string | undefined,
  { fp, calibration, consent, parameters }: Stores,
): Promise<((rule: string) => Promise<Contributed>) | undefined> {
  if (organisation === undefined) return undefined;
  const month = collectedMonth(systemClock.now());
  const { ring } = await saltCache({ parameters }).keys();
  const parts = {
    anonymizer: anonymizer(ring),
    consent: consentGate({ store: consent, policyVersion: PRIVACY_POLICY_VERSION }),
    store: calibration,
  };
  return async (rule) => {
    const counts = reviewedIn(month, await fp.getWindowSince(rule, `${month}-01T00:00:00.000Z`));
    if (counts.reviewed === 0) return { month, outcome: 'nothing reviewed' };
    const given = await giveToCalibration({ organisation, rule, period: month, ...counts }, parts);
    return given.outcome === 'refused'
      ? { month, outcome: 'refused', why: earlyRedactor().text(given.consent.detail) }
      : { month, outcome: given.outcome };
  };
}

function calibrateHelp(): string {
  return `phase-mirror calibrate: judges the rules by what people said of their findings

A rule is due to be demoted, so that it warns and does not block, when its false-positive rate is above
the threshold false_positive_rate with 95 % confidence. It is due to be promoted again when findings
reviewed since then witness, as surely, that the rate is below it. Without --apply nothing is changed.

Options
${optionLines(CALIBRATE_OPTIONS)}

--contribute counts every event of the store, so the store must be of that organisation alone. Only
sums are kept, and they are shown when 10 organisations have contributed and the month is over for all.

Exit codes
  0 done   1 somebody else changed a rule meanwhile   2 usage   3 could not run

Examples
  phase-mirror calibrate
  phase-mirror calibrate --rule MD-001 --apply --by ada --reason "T-7: matrix jobs are misread"
  phase-mirror calibrate --store aws --environment production --json
`;
}
