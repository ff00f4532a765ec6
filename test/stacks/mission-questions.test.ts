/** Mission control and the CloudWatch dashboard answer the same questions, or say who does. */
import { describe, expect, it } from '@jest/globals';
import { renderMission } from '../../runtime/src/dashboard/page.js';
import { METRICS } from '../../runtime/src/names/index.js';
import { busyMission } from '../runtime/dashboard/missions.js';
import { deployment, resource, stackOf } from './synthesised.js';

interface Shown {
  /** Section of the page, and what stands in it when all is known. */
  readonly section: string;
  readonly says: RegExp;
}
/** A chart by its title, with the metrics and the line that it draws. */
interface Chart {
  readonly chart: string;
  readonly metrics: readonly string[];
  readonly line?: number;
}
/** What CloudWatch has no number of: the dashboard names the command that has. */
type InCloudWatch = Chart | { readonly alarms: true } | { readonly named: string };

const { settings, names, environment } = deployment('staging');
const { thresholds } = settings;

const QUESTIONS: Readonly<Record<string, { page: Shown; cloudWatch: readonly InCloudWatch[] }>> = {
  'decisions a day': {
    page: { section: 'decisions', says: /blocked.*warned.*allowed/s },
    cloudWatch: [{ chart: 'Decisions a day', metrics: ['Evaluations', 'Blocks'] }],
  },
  'blocks an hour against the breaker’s threshold': {
    page: { section: 'blocks', says: /acme\/ledger/ },
    cloudWatch: [
      { chart: 'Blocks an hour', metrics: ['Blocks'], line: thresholds.blocksPerHour },
      { named: 'blocks by repository' },
    ],
  },
  'false-positive rate of each rule with its interval and the demotion line': {
    page: { section: 'rules', says: /MD-001.*%/s },
    cloudWatch: [{ named: 'False positives by rule' }],
  },
  'open drift': {
    page: { section: 'drift', says: /MD-005/ },
    cloudWatch: [
      { chart: 'Largest drift', metrics: ['DriftMagnitude'], line: thresholds.driftMagnitude },
      { named: 'open drift' },
    ],
  },
  'ages of nonces and salts': {
    page: { section: 'secrets', says: /nonce v\d.*salt v\d/s },
    cloudWatch: [
      {
        chart: 'Age of the newest nonce, days',
        metrics: ['NonceAgeDays'],
        line: thresholds.nonceMaxAgeDays,
      },
      { named: 'ages of salts' },
    ],
  },
  alarms: {
    page: { section: 'alarms', says: /quiet/ },
    cloudWatch: [{ alarms: true }],
  },
  'last deployment and release': {
    page: { section: 'shipped', says: /Terraform last wrote.*newest version tag/s },
    cloudWatch: [{ named: 'the last deployment and release' }],
  },
};

interface Widget {
  readonly type: string;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly metrics?: readonly (readonly unknown[])[];
    readonly alarms?: readonly string[];
    readonly annotations?: { readonly horizontal: readonly { readonly value: number }[] };
  };
}

describe('the questions of mission control', () => {
  const page = renderMission(busyMission());
  const sections = new Map(
    [...page.matchAll(/<section id="(\w+)".*?<\/section>/gs)].map(([text, id]) => [id, text]),
  );
  const json = stackOf('staging', 'observability');
  const { widgets } = JSON.parse(
    resource(json, 'aws_cloudwatch_dashboard', 'dashboard')['dashboard_body'] as string,
  ) as { readonly widgets: readonly Widget[] };
  const hints = widgets.map(({ properties }) => properties.markdown ?? '').join('\n');

  it('have a section of the page each, and no section is without one', () => {
    const asked = Object.values(QUESTIONS).map(({ page: shown }) => shown.section);
    expect([...sections.keys()]).toEqual(asked);
  });

  it.each(Object.entries(QUESTIONS))('%s: the page answers', (_, { page: { section, says } }) => {
    expect(sections.get(section)).toMatch(says);
  });

  it.each(Object.entries(QUESTIONS))('%s: CloudWatch shows, or says who does', (_, question) => {
    for (const answer of question.cloudWatch) {
      if ('named' in answer) {
        expect(hints).toContain(answer.named);
        expect(hints).toContain(`phase-mirror dashboard --store aws --environment ${environment}`);
      } else if ('alarms' in answer) {
        const shown = widgets.find(({ type }) => type === 'alarm')?.properties.alarms;
        expect(shown).toHaveLength(names.alarms.all.length);
      } else {
        const chart = widgets.find(({ properties }) => properties.title === answer.chart);
        const drawn = chart?.properties.metrics?.map(([, name]) => name);
        expect(drawn).toEqual(answer.metrics);
        expect(Object.keys(METRICS)).toEqual(expect.arrayContaining([...answer.metrics]));
        const lines = chart?.properties.annotations?.horizontal.map(({ value }) => value);
        expect(lines).toEqual(answer.line === undefined ? undefined : [answer.line]);
      }
    }
  });
});
