import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { securityPosture } from '../../release/changelog/release-sections/security.js';
import type { Written } from '../../release/changelog/release-sections/section.js';
import type { Verdict } from '../../release/checks/runner.js';
import { keepValidation } from '../../release/checks/validation.js';
import { parseVersion } from '../../release/version/rules.js';
import { repository, type TestRepository } from '../support/repository.js';

const verdict = (id: string, more: Partial<Verdict> = {}): Verdict => ({
  id,
  category: 'security',
  question: `Is ${id} right?`,
  outcome: 'pass',
  why: 'it | is',
  remedy: 'mend it',
  commands: [],
  subjects: [],
  ms: 1,
  evidence: `looked at ${id}`,
  ...more,
});

const VERDICTS: readonly Verdict[] = [
  verdict('security/a'),
  verdict('security/b', { outcome: 'fail', why: 'no' }),
  verdict('dependencies/c', { category: 'dependencies', outcome: 'could-not-run', why: 'offline' }),
  verdict('git/d', { category: 'git' }),
];

let repo: TestRepository;
let head: string;
beforeEach(() => {
  repo = repository({ 'a.txt': 'x' });
  head = repo.git('rev-parse', 'HEAD');
});

const keep = (
  more: { commit?: string; clean?: boolean; verdicts?: readonly Verdict[]; folder?: string } = {},
) => {
  const verdicts = more.verdicts ?? VERDICTS;
  return keepValidation(join(repo.folder, '.release', more.folder ?? '1.0.0'), verdicts, {
    version: '1.0.0',
    environment: 'production',
    commit: more.commit ?? head,
    clean: more.clean ?? true,
    now: Date.UTC(2026, 10, 22),
    known: verdicts.map(({ id }) => id),
  });
};

const section = (): Promise<Written> =>
  securityPosture.write({
    root: repo.folder,
    version: parseVersion('1.0.0'),
    commit: head,
    previousTag: undefined,
    repository: undefined,
    history: {
      ...{ entries: [], breaking: [], unconventional: [], reverted: [] },
      leftOut: new Map(),
      commits: 1,
    },
  });

describe('the security posture', () => {
  it.each(['1.0.0', 'unreleased'])(
    'is what the validator found, in .release/%s',
    async (folder) => {
      const { checks } = await keep({ folder });
      const digest = (id: string): string | undefined =>
        checks.find((check) => check.id === id)?.evidence.sha256.slice(0, 12);
      expect(await section()).toEqual({
        text: [
          `Answers of \`npm run release -- validate\` at commit ${head.slice(0, 12)}, 2026-11-22T00:00:00.000Z.`,
          '',
          '| question | answer | why | evidence (SHA-256) |',
          '|---|---|---|---|',
          `| Is security/a right? | yes | it \\| is | \`${digest('security/a')}\` |`,
          `| Is security/b right? | **no** | no | \`${digest('security/b')}\` |`,
          `| Is dependencies/c right? | **not known** | offline | \`${digest('dependencies/c')}\` |`,
        ].join('\n'),
      });
    },
  );

  it.each<readonly [string, () => unknown, RegExp]>([
    ['nothing was validated', () => undefined, /run `npm run release -- validate 1\.0\.0`/],
    [
      'another commit was',
      () => keep({ commit: 'a'.repeat(40) }),
      /is of commit aaaaaaaaaaaa, this/,
    ],
    ['the tree was not clean', () => keep({ clean: false }), /changes that no commit has/],
    [
      'nothing of it is security',
      () => keep({ verdicts: VERDICTS.slice(3) }),
      /no check of security/,
    ],
    [
      'the evidence was changed',
      async () => {
        await keep();
        writeFileSync(join(repo.folder, '.release/1.0.0/evidence/security/a.txt'), 'all is well');
      },
      /the evidence of security\/a is not what/,
    ],
    [
      'it cannot be read',
      async () => {
        await keep();
        writeFileSync(join(repo.folder, '.release/1.0.0/validation.json'), '{"schema":');
      },
      /validation\.json/,
    ],
  ])('is left out, saying why, where %s', async (_, given, why) => {
    await given();
    expect(await section()).toEqual({ leftOut: expect.stringMatching(why) });
  });
});
