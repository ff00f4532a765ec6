import { describe, expect, it } from '@jest/globals';
import { renderMarkdown } from '../../../runtime/src/report/markdown.js';
import { finding, fullReport, hostileReport, report } from './sample.js';

describe('the Markdown summary', () => {
  it('shows the decision, the findings with claim and reality, what is unknown, and where it is from', () => {
    const text = renderMarkdown(fullReport());
    expect(text).toContain(
      `## Blocked: acme/ledger 0f1e2d3c..a1b2c3d4 into main

- 1 critical finding, at most 0 allowed

- 2 questions could not be answered

| critical | high | medium | low | info |
|--:|--:|--:|--:|--:|
| 1 | 1 | 1 | 1 | 1 |

### critical: required check &quot;critical&quot; is never reported

[MD-001.1](https://github.com/phase-mirror/phase-mirror/blob/main/docs/rules/MD-001.md#md-0011-phantom-context) · brought by this change

**Claim**: claimed · <code>a.json\\:7\\:3</code>

<pre>7 |   <b>abc</b> def</pre>

**Reality**: the job reports another name · <code>.github/workflows/ci.yml\\:4\\:5</code>

<pre>4 |     <b>name</b>: Build and test</pre>

**Why**: because

**Fix**: mend it
`,
    );
    expect(text).toContain('### Not known\n\n- [MD-001.1](');
    expect(text).toContain('### Marked as false positive\n\n- [MD-001.1](');
    expect(text).toContain('### Degraded\n\n- the store was slow');
    expect(text).toContain(
      '<sub>3 checks judged 5 subjects · as a pull request, standard · facts aaaaaaaaaaaa · sealed under nonce v3 · phase-mirror 1.0.0</sub>\n',
    );
  });

  it('says that nothing was found by its decision alone', () => {
    const text = renderMarkdown(
      report({
        decision: {
          outcome: 'allow',
          reasons: [{ code: 'sound', outcome: 'allow', text: 'every claim judged holds' }],
        },
      }),
    );
    expect(
      text.startsWith('## Allowed: acme/x ffffffff\n\n- every claim judged holds\n\n<sub>'),
    ).toBe(true);
  });

  it.each([
    ['markup', '**b** _i_ `c` [l](https://e.example) ![i](u) ~~s~~ | #1 @u $x$'],
    ['HTML', '<img src=x onerror=alert(1)></pre><script>'],
    ['addresses', 'https://e.example www.e.example'],
    ['line breaks', 'a\n\n# heading\n- item'],
    ['fences', '```\n</pre>\n```'],
  ])('shows %s as plain text', (_, hostile) => {
    const text = renderMarkdown(hostileReport(hostile));
    expect(text).not.toMatch(/<(?!\/?(?:pre|code|b|sub)>)/);
    expect(text.match(/<pre>/g)?.length).toBe(text.match(/<\/pre>/g)?.length);
    const prose = text.replace(/<pre>.*<\/pre>/g, '');
    expect(prose).not.toMatch(/(?<!\\)[`[]|(?<!\\):\/\/|www\.|\n# |\n- item/);
  });

  it('stays under the size that GitHub takes, and counts what it leaves out', () => {
    const findings = Array.from({ length: 4000 }, (_, i) =>
      finding({ subject: `s${i}`, why: 'w'.repeat(400) }),
    );
    const text = renderMarkdown(report({ findings }));
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    const shown = text.match(/^### high/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(1000);
    expect(text).toContain(
      `**${4000 - shown} more** do not fit into a summary; the JSON and the HTML report hold everything.`,
    );
  });
});
