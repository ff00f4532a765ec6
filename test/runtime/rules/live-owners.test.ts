import { describe, expect, it } from '@jest/globals';
import { codeownersLines } from '../../../runtime/src/rules/MD-002/codeowners-lines.js';
import { codeownersVoid } from '../../../runtime/src/rules/MD-002/codeowners-void.js';
import { judged, sides } from './example-sides.js';

const API = 'GET /repos/example-org/ledger/codeowners/errors#/errors/0';

describe('owners whom GitHub does not know', () => {
  it('are told at their line, with what GitHub answers', async () => {
    expect(await sides(codeownersLines, 'one of two owners whom GitHub does not know')).toEqual([
      '"/infra/" belongs to @acme/platform and @acme/gone',
      '.github/CODEOWNERS:2',
      'GitHub does not know @acme/gone, or they may not write to the repository',
      API,
    ]);
    expect(await sides(codeownersVoid, 'an owner whom GitHub does not know')).toEqual([
      '@acme/gone answers for 4 files',
      '.github/CODEOWNERS:1',
      'GitHub does not know @acme/gone, or they may not write to the repository',
      API,
    ]);
  });

  it('are high where nobody else owns the files, and then told once', async () => {
    const title = 'an owner whom GitHub does not know';
    const example = codeownersVoid.meta.examples.find((one) => one.title === title);
    const lines = await judged(codeownersLines, 'no CODEOWNERS', example);
    expect(lines.findings).toEqual([]);
    expect((await judged(codeownersVoid, title)).findings).toMatchObject([{ severity: 'high' }]);
  });

  it('are not known where GitHub does not show it, with the permission', async () => {
    const { unknowns } = await judged(
      codeownersLines,
      'owners of whom GitHub does not say whether they exist',
    );
    expect(unknowns).toMatchObject([
      { check: 'MD-002.7', subject: 'owners in .github/CODEOWNERS', missing: 'contents: read' },
    ]);
  });
});
