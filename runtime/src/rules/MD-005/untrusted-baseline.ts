import { DAY_MS } from '../../clock.js';
import type { Baseline } from '../../drift/baseline.js';
import { valueOf, type Facts } from '../../facts/index.js';
import { fingerprintOf, type Evidence, type Finding, type RuleResult } from '../finding.js';
import type { Rule } from '../rule.js';
import { baselineApi, baselineTitle, POLICY_PLACE } from './accepted.js';
import { driftOf } from './drift-of.js';
import { untrustedBaselineMeta } from './meta.js';

const CHECK = 'MD-005.5';

/** Days after which nobody can be taken to stand behind a baseline any more. */
const STALE_DAYS = 90;

/** The baseline itself: stale, captured from what it judges, broken, or of another schema. */
export const untrustedBaseline: Rule = { meta: untrustedBaselineMeta, judge };

function judge(facts: Facts): RuleResult {
  const state = driftOf(facts);
  if (state.state === 'hidden') {
    const { code, reason } = state.gap;
    if (code !== 'baseline-broken' && code !== 'baseline-other-schema') {
      return { findings: [], unknowns: [], judged: 0 };
    }
    return { findings: [broken(code, reason)], unknowns: [], judged: 1 };
  }
  if (state.state !== 'accepted') return { findings: [], unknowns: [], judged: 0 };
  const findings = [stale(state.baseline, facts), ownChange(state.baseline, facts)];
  return { findings: findings.flatMap((one) => one ?? []), unknowns: [], judged: 1 };
}

type Doubt = Pick<Finding, 'subject' | 'title' | 'why' | 'fix'> & { readonly reality: string };

function finding(claim: Evidence, doubt: Doubt): Finding {
  return {
    check: CHECK,
    kind: 'violation',
    severity: 'high',
    confidence: 'high',
    ...doubt,
    claim,
    reality: { says: doubt.reality, quote: '' },
    introduced: false,
    fingerprint: fingerprintOf(CHECK, doubt.subject),
    place: POLICY_PLACE,
  };
}

function broken(code: 'baseline-broken' | 'baseline-other-schema', reason: string): Finding {
  const isBroken = code === 'baseline-broken';
  return finding(
    { says: 'a stored baseline is what somebody published', quote: '' },
    {
      subject: isBroken ? 'broken baseline' : 'baseline of another schema',
      title: isBroken ? 'the stored baseline cannot be trusted' : 'the baseline has another schema',
      reality: reason,
      why: 'Without a baseline that can be trusted nobody knows whether anything drifted.',
      fix: isBroken
        ? 'List its versions (`phase-mirror baseline show --versions`), restore one that is sound, and find out who changed it.'
        : 'Judge with the release that wrote it, or capture and publish it again.',
    },
  );
}

const claimOf = (baseline: Baseline): Evidence => ({
  says: `${baselineTitle(baseline)} is what was accepted`,
  api: baselineApi(baseline),
  quote: '',
});

function stale(baseline: Baseline, { change }: Facts): Finding | undefined {
  const days = Math.floor((Date.parse(change.asOf) - Date.parse(baseline.capturedAt)) / DAY_MS);
  const fromFuture = days < -1;
  if (days <= STALE_DAYS && !fromFuture) return undefined;
  return finding(claimOf(baseline), {
    subject: 'stale baseline',
    title: fromFuture ? 'the baseline is from the future' : `the baseline is ${days} days old`,
    reality: fromFuture
      ? `it is ${change.asOf}; the baseline says that it was captured on ${baseline.capturedAt.slice(0, 10)}`
      : `nobody has accepted the state of the branch for ${days} days; ${STALE_DAYS} are taken for accepted`,
    why: 'An old baseline lets through what was changed and accepted meanwhile, and nobody stands behind it any more.',
    fix: `Look at the drift (\`phase-mirror baseline diff\`), then accept it: \`phase-mirror baseline publish --expect ${baseline.sha256}\`.`,
  });
}

/** Captured from a commit of the very change that it judges: then it accepts whatever the change does. */
function ownChange(baseline: Baseline, { change }: Facts): Finding | undefined {
  const commits = valueOf(change.commits) ?? [];
  if (!commits.some(({ id }) => id === baseline.commit)) return undefined;
  return finding(claimOf(baseline), {
    subject: 'baseline of the change itself',
    title: 'the baseline was captured from the change that it judges',
    reality: `${baseline.commit.slice(0, 8)} is a commit of the change`,
    why: 'A change that brings its own baseline is compared with itself, and nothing ever drifts.',
    fix: 'Publish the baseline from a commit of the branch that the change goes to.',
  });
}
