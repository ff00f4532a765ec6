import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderHtml } from '../../../runtime/src/report/html/page.js';
import { finding, fullReport, hostileReport, report } from './sample.js';

const windows = [
  {
    rule: 'MD-001',
    verdicts: ['pending', 'true-positive', 'false-positive'] as const,
    rate: { observed: 0.5, low: 0.095, high: 0.905 },
  },
  { rule: 'MD-102', verdicts: ['pending'] as const },
];

/** Elements and attributes of a page, in order, without text. */
const skeleton = (page: string): string =>
  [...page.replace(/<(style|script)>[^]*?<\/\1>/g, '').matchAll(/<\/?(?!code)[a-z][a-z0-9]*/g)]
    .map(([tag]) => tag)
    .join();

describe('the HTML page', () => {
  it('allows its own style and script by hash and nothing else', () => {
    const page = renderHtml(fullReport(), { windows });
    const policy = /Content-Security-Policy" content="([^"]*)"/
      .exec(page)?.[1]
      ?.replaceAll('&#39;', "'");
    for (const element of ['style', 'script']) {
      const source = new RegExp(`<${element}>([^]*?)</${element}>`).exec(page)?.[1] ?? '';
      const hash = createHash('sha256').update(source).digest('base64');
      expect(policy).toContain(`${element}-src 'sha256-${hash}'`);
    }
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(page).not.toMatch(/ style="| on[a-z]+="| src=|@import|url\(/);
  });

  it('shows the decision, every finding by severity, what is unknown, and where it is from', () => {
    const page = renderHtml(fullReport(), { windows });
    for (const text of [
      '<h1><span class="verdict block">Blocked</span> acme/ledger</h1>',
      '<code>0f1e2d3c..a1b2c3d4</code> into <code>main</code>, judged as a pull request (2 commits, 3 files)',
      'id="group-critical"><span class="severity critical">Critical</span> <span class="count">1</span>',
      '<pre><span class="number" aria-hidden="true">4</span><code><mark>name</mark>: Build and test</code></pre>',
      'deploy: rulesets are hidden (<code>b.json:2</code>)',
      '<dt>Needs</dt><dd><code>administration: read</code></dd>',
      'the store was slow',
      'false positive, 1 confirmed, 1 not reviewed; rate 50\u00a0%, with 95\u00a0% certainty between 9.5\u00a0% and 91\u00a0%',
      'no rate while nothing is reviewed',
      `<code>${'a1b2c3d4'.repeat(5)}</code>`,
    ])
      expect(page).toContain(text);
    expect(page.match(/<article /g)).toHaveLength(5);
  });

  it.each([
    ['merge_group', 'judged as a group of the merge queue'],
    ['drift', 'judged as drift from a baseline'],
  ] as const)('says what was judged in the mode %s', (mode, said) => {
    const { change } = fullReport();
    expect(renderHtml(fullReport({ change: { ...change, mode } }))).toContain(said);
  });

  it('has no filter where there is nothing to filter', () => {
    const page = renderHtml(report({}));
    expect(page).toContain('None. 1 check judged 2 subjects.');
    expect(page).not.toContain('<form');
    expect(page).toContain('none: the state was judged, not a change');
  });

  it('shows what an API answered, and evidence without a place', () => {
    const page = renderHtml(
      report({
        findings: [
          finding({
            claim: { says: 'c', quote: '' },
            reality: { says: 'r', api: 'GET /repos/acme/x#/0', quote: '' },
          }),
        ],
      }),
    );
    expect(page).toContain('<div class="where"><code>GET /repos/acme/x#/0</code></div>');
  });

  it.each([
    ['HTML', '<img src=x onerror=alert(1)>'],
    ['attributes', '" onfocus="alert(1)" x=\''],
    ['the end of an element', '</script></style><script>alert(1)</script>'],
  ])('shows %s as text', (_, hostile) => {
    expect(skeleton(renderHtml(hostileReport(hostile)))).toBe(
      skeleton(renderHtml(hostileReport('plain'))),
    );
  });

  it('has the same elements whatever the text is', () => {
    const plain = skeleton(renderHtml(hostileReport('plain text')));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 4 }), (text) => {
        expect(skeleton(renderHtml(hostileReport(text)))).toBe(plain);
      }),
      { numRuns: 50 },
    );
  });
});
