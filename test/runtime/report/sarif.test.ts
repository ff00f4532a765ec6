import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import fc from 'fast-check';
import type { Log, Run } from 'sarif';
import { renderSarif } from '../../../runtime/src/report/sarif.js';
import type { Report } from '../../../runtime/src/report/report.js';
import { finding, fullReport, hostileReport, report } from './sample.js';

const schema = JSON.parse(
  readFileSync(new URL('fixtures/sarif-2.1.0-rtm.5.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;
// The schema names draft 4, but uses nothing of it that later drafts read otherwise.
delete schema['$schema'];
delete schema['id'];
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv);
const validate = ajv.compile(schema);

function runOf(given: Report): Run {
  const log = JSON.parse(renderSarif(given)) as Log;
  validate(log);
  expect(validate.errors).toBeNull();
  return log.runs[0] as Run;
}

describe('the SARIF report', () => {
  it('is valid for a report without findings', () => {
    expect(runOf(report({})).results).toEqual([]);
  });

  it('gives every result a place, a rule and a fingerprint, worst first', () => {
    const { results = [], tool } = runOf(fullReport());
    expect(results.map(({ level, ruleId }) => [level, ruleId])).toEqual([
      ['error', 'MD-001.1'],
      ['error', 'MD-102.1'],
      ['warning', 'MD-001.1'],
      ['note', 'MD-102.1'],
      ['note', 'MD-001.1'],
      ['error', 'MD-001.1'],
      ['error', 'MD-001.1'],
    ]);
    for (const { locations, ruleIndex = -1, ruleId, partialFingerprints } of results) {
      expect(locations?.[0]?.physicalLocation?.region?.startLine).toBe(7);
      expect(tool.driver.rules?.[ruleIndex]?.id).toBe(ruleId);
      expect(partialFingerprints?.['phaseMirror/v1']).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('has the claim and the reality as related places, and the line of the claim', () => {
    const claim = {
      says: 'claimed',
      place: { path: 'a.json', line: 7, column: 3, endColumn: 6 },
      quote: '  abc def',
    };
    const reality = { says: 'real', place: { path: 'ci/b c.yml', line: 2 }, quote: 'x' };
    const { results = [] } = runOf(report({ findings: [finding({ claim, reality })] }));
    expect(results[0]?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'a.json', uriBaseId: '%SRCROOT%' },
      region: { startLine: 7, startColumn: 3 },
      contextRegion: { startLine: 7, snippet: { text: '  abc def' } },
    });
    expect(
      results[0]?.relatedLocations?.map((l) => l.physicalLocation?.artifactLocation?.uri),
    ).toEqual(['a.json', 'ci/b%20c.yml']);
  });

  it('describes the rules that it knows, with the address of their pages', () => {
    const { rules = [] } = runOf(fullReport()).tool.driver;
    expect(rules.map(({ id }) => id)).toEqual(['MD-001.1', 'MD-102.1', 'MD-999.9']);
    expect(rules[0]).toMatchObject({
      name: 'PhantomContext',
      helpUri:
        'https://github.com/phase-mirror/phase-mirror/blob/main/docs/rules/MD-001.md#md-0011-phantom-context',
    });
    expect(rules[2]).toEqual({ id: 'MD-999.9' });
  });

  it('suppresses what a person let through, and notifies of what is unknown or degraded', () => {
    const { results = [], invocations } = runOf(fullReport());
    expect(results.slice(-2).map(({ suppressions }) => suppressions)).toEqual([
      [{ kind: 'external', status: 'accepted', justification: 'marked as a false positive' }],
      [
        {
          kind: 'external',
          status: 'accepted',
          justification: '@example-org/platform until 2999-12-31: the matrix moves next week',
        },
      ],
    ]);
    expect(invocations?.[0]?.executionSuccessful).toBe(true);
    expect(
      invocations?.[0]?.toolExecutionNotifications?.map(({ descriptor, message }) => [
        descriptor?.id,
        message.text,
      ]),
    ).toEqual([
      [
        'MD-001.1',
        'deploy: rulesets are hidden. Needs administration: read. give the token administration: read',
      ],
      ['facts', 'base-missing: gone. fetch it'],
      ['degraded', 'the store was slow'],
    ]);
  });

  it('says that a run was not successful when a rule failed', () => {
    const failed = finding({ kind: 'evaluation-error', place: { path: '.github', line: 1 } });
    const { invocations } = runOf(report({ findings: [failed] }));
    expect(invocations?.[0]?.executionSuccessful).toBe(false);
  });

  it('doubles braces and makes no link of the text of a repository', () => {
    const title = 'test (${{ matrix.os }}) [click](https://evil.example)';
    const { results = [] } = runOf(report({ findings: [finding({ title })] }));
    expect(results[0]?.message.text).toContain(
      'test (${{{{ matrix.os }}}}) [click] (https://evil.example)',
    );
  });

  it('is valid whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { results = [] } = runOf(hostileReport(text));
        expect(results).toHaveLength(3);
      }),
      { numRuns: 50 },
    );
  });
});
