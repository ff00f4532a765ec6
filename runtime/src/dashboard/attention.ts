import type { Mission } from './mission.js';

/** Something that a person should look at, and the part of the page that shows it. */
export interface Attention {
  readonly urgent: boolean;
  readonly text: string;
  readonly part: string;
}

/** What wants a person, urgent things first. Pure. */
export function attentionOf(mission: Mission): readonly Attention[] {
  const all = [
    ...ofAlarms(mission),
    ...ofSecrets(mission),
    ...ofDrift(mission),
    ...ofBlocks(mission),
    ...ofRules(mission),
  ];
  return [...all.filter(({ urgent }) => urgent), ...all.filter(({ urgent }) => !urgent)];
}

/** How many questions of the page have no answer. */
export function unansweredIn(mission: Mission): number {
  const { decided, evaluated, blocks, rules, drift, magnitude } = mission;
  const { alarms, deployments, release } = mission;
  const asked = [
    ...[decided, evaluated, blocks, rules, drift, magnitude],
    ...[alarms, deployments, release],
  ];
  return asked.filter(({ known }) => !known).length;
}

function ofAlarms({ alarms }: Mission): readonly Attention[] {
  if (!alarms.known) return [];
  const { ringing, missing } = alarms.value;
  return [
    ...some(true, 'alarms', ringing.length, 'alarm rings', 'alarms ring'),
    ...some(true, 'alarms', missing.length, 'alarm is missing', 'alarms are missing'),
  ];
}

function ofSecrets({ secrets }: Mission): readonly Attention[] {
  return secrets.flatMap(({ kind, failed, degraded, versions, maxAgeDays }): Attention[] => {
    const part = 'secrets';
    if (failed !== undefined) return [{ urgent: true, part, text: `no ${kind} can be used` }];
    if (degraded !== undefined) return [{ urgent: true, part, text: `an older ${kind} signs` }];
    const age = versions.find(({ state }) => state === 'signs')?.ageDays;
    if (age === undefined || maxAgeDays === undefined || age <= maxAgeDays) return [];
    const text = `the ${kind} is ${age} days old and due for rotation`;
    return [{ urgent: false, part, text }];
  });
}

function ofDrift({ drift, magnitude }: Mission): readonly Attention[] {
  const { largest, threshold } = magnitude.known ? magnitude.value : {};
  const above =
    largest !== undefined && threshold !== undefined && largest.magnitude > threshold
      ? [{ urgent: true, part: 'drift', text: 'a repository drifted beyond the threshold' }]
      : [];
  const open = drift.known ? drift.value.length : 0;
  return [
    ...above,
    ...some(false, 'drift', open, 'drift finding is open', 'drift findings are open'),
  ];
}

function ofBlocks({ blocks }: Mission): readonly Attention[] {
  if (!blocks.known) return [];
  const open = blocks.value.counters.filter(({ state }) => state === 'degraded').length;
  return some(true, 'blocks', open, 'breaker is open', 'breakers are open');
}

function ofRules({ rules }: Mission): readonly Attention[] {
  if (!rules.known) return [];
  const { value } = rules;
  const due = (action: string): number => value.filter((rule) => rule.due === action).length;
  const text = (what: string): readonly [string, string] => [
    `rule is due to be ${what}`,
    `rules are due to be ${what}`,
  ];
  return [
    ...some(false, 'rules', due('demote'), ...text('demoted')),
    ...some(false, 'rules', due('promote'), ...text('promoted')),
  ];
}

function some(
  urgent: boolean,
  part: string,
  n: number,
  one: string,
  many: string,
): readonly Attention[] {
  return n === 0 ? [] : [{ urgent, part, text: `${n} ${n === 1 ? one : many}` }];
}
