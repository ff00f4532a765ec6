import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderJunit } from '../../../runtime/src/report/junit.js';
import { finding, fullReport, hostileReport, report } from './sample.js';

const NAME = '[A-Za-z][A-Za-z-]*';
const TEXT = `(?:[^<&\\p{Cc}\\ufffe\\uffff\\p{Cs}]|\\n|&(?:amp|lt|gt|quot|apos);)*`;
const PIECE = new RegExp(
  `<(${NAME})((?: ${NAME}="(?:(?!")${TEXT.slice(0, -1)})*?")*)>|</(${NAME})>|(${TEXT.slice(0, -1)}+)`,
  'uy',
);

/** The names of the elements, in order; throws where the text is not well-formed XML of our kind. */
function elementsOf(xml: string): readonly string[] {
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!xml.startsWith(head)) throw new Error('no XML declaration');
  const names: string[] = [];
  const open: string[] = [];
  PIECE.lastIndex = head.length;
  while (PIECE.lastIndex < xml.length) {
    const at = PIECE.lastIndex;
    const [, opened, , closed] = PIECE.exec(xml) ?? [];
    if (PIECE.lastIndex === 0) throw new Error(`not well-formed: ${xml.slice(at, at + 80)}`);
    if (opened !== undefined) {
      names.push(opened);
      open.push(opened);
    }
    if (closed !== undefined && open.pop() !== closed) throw new Error(`${closed} is not open`);
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join()}`);
  return names;
}

describe('the JUnit report', () => {
  it('has a failure a finding, a skipped case for what is unknown, and a pass for the rest', () => {
    const xml = renderJunit(fullReport());
    expect(elementsOf(xml).filter((name) => name === 'failure')).toHaveLength(4);
    expect(xml).toContain(
      '<testsuites name="phase-mirror" tests="10" failures="4" errors="0" skipped="4">',
    );
    expect(xml).toContain(
      '<testsuite name="MD-102.1 Queue deadlock" tests="2" failures="2" errors="0" skipped="0">',
    );
    expect(xml).toContain(
      `<testcase classname="MD-001.1" name="subject critical" file="claims/critical.json" line="7">
      <failure message="critical: required check &quot;critical&quot; is never reported">critical: required check &quot;critical&quot; is never reported
claim: claimed (a.json:7:3)
reality: the job reports another name (.github/workflows/ci.yml:4:5)
why: because
fix: mend it</failure>`,
    );
    for (const why of ['not known: rulesets are hidden', 'marked as a false positive'])
      expect(xml).toContain(`<skipped message="${why}">`);
    expect(xml).toContain(
      `<testcase classname="MD-999.9" name="no finding">
      <system-out>0 subjects judged</system-out>`,
    );
  });

  it('calls the failure of a rule an error', () => {
    const failed = finding({ kind: 'evaluation-error', severity: 'critical' });
    expect(renderJunit(report({ findings: [failed] }))).toContain('errors="1" skipped="0">');
  });

  it.each(['a\u0000b\u001b[31m', '<x a="1">&\'', ']]>', '\ud800', '\ufffe', '\t\r\n'])(
    'stays well-formed with %j',
    (text) => {
      expect(elementsOf(renderJunit(hostileReport(text)))).toContain('failure');
    },
  );

  it('stays well-formed whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        elementsOf(renderJunit(hostileReport(text)));
      }),
    );
  });
});
