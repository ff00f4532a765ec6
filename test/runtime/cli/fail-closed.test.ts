import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import Libsql from 'libsql';
import { phantomContextMeta } from '../../../runtime/src/rules/MD-001/meta.js';
import type { Rule } from '../../../runtime/src/rules/rule.js';
import { RULES } from '../../../runtime/src/rules/rules.js';
import { repository, type Files, type TestRepository } from '../../support/repository.js';
import { SOUND, UNSOUND } from '../oracle/parts.js';
import { home, phaseMirror, type Ran } from './terminal.js';

function repositoryOf([base, change]: readonly [Files, Files]): TestRepository {
  const repo = repository(base);
  repo.branch('change', change);
  return repo;
}

let stores = 0;

/** A check with a store of its own to which the SQL was done after an earlier check had made it. */
async function checkWith(
  sql: string,
  files: readonly [Files, Files],
  ...args: readonly string[]
): Promise<Ran & { readonly folder: string }> {
  stores += 1;
  const folder = join(home, `store-${stores}`);
  const env = { PHASE_MIRROR_EMBEDDED_FILE: join(folder, 'x.db'), XDG_STATE_HOME: folder };
  const first = await phaseMirror(['check', '--repo', repositoryOf(SOUND).folder], { env });
  expect(first.exit).toBe(0);
  const database = new Libsql(env.PHASE_MIRROR_EMBEDDED_FILE);
  database.exec(sql);
  database.close();
  const ran = await phaseMirror(['check', '--repo', repositoryOf(files).folder, ...args], { env });
  return { ...ran, folder };
}

describe('design section 6, through the command', () => {
  it('an L0 invariant fails: exit 1 and its code, no report, under a dry run as well', async () => {
    for (const args of [[], ['--dry-run']]) {
      const ran = await checkWith(
        `INSERT INTO thresholds VALUES ('driftMagnitude', '2')`,
        SOUND,
        ...args,
      );
      expect(ran).toMatchObject({ exit: 1, stdout: '' });
      expect(ran.stderr).toMatch(/^PM-5001 /);
    }
  });

  it('a rule throws: a critical finding of that rule, exit 1', async () => {
    const broken: Rule = {
      meta: { ...phantomContextMeta, id: 'MD-009.1' },
      judge: () => {
        throw new Error('off by one');
      },
    };
    const rules = RULES as Rule[];
    rules.push(broken);
    try {
      const { exit, stdout } = await phaseMirror(['check', '--repo', repositoryOf(SOUND).folder]);
      expect(exit).toBe(1);
      expect(stdout).toContain('critical  MD-009.1  the rule MD-009.1 could not be evaluated');
      expect(stdout).toContain('Error: off by one');
    } finally {
      rules.splice(rules.indexOf(broken), 1);
    }
  });

  it.each<readonly [string, readonly string[], readonly string[], number, string]>([
    ['a warning', ['strictness: standard'], [], 0, 'WARN'],
    ['exit 4 where warnings fail', ['strictness: standard'], ['--fail-on', 'warn'], 4, 'WARN'],
    [
      'a block under strict where the policy must have an answer',
      ['strictness: strict', 'mustVerify: [facts]'],
      [],
      1,
      'BLOCK',
    ],
  ])('facts are unreadable: %s', async (_, policy, args, exit, word) => {
    const files = {
      ...SOUND[0],
      '.phase-mirror.yml': `${policy.join('\n')}\n`,
      '.github/workflows/bad.yml': '{',
    };
    const ran = await phaseMirror([
      'check',
      '--repo',
      repositoryOf([files, SOUND[1]]).folder,
      ...args,
    ]);
    expect(ran.exit).toBe(exit);
    expect(ran.stdout.startsWith(word)).toBe(true);
    expect(ran.stdout).toContain('facts  yaml-malformed: .github/workflows/bad.yml');
  });

  it('no nonce can be read: no report leaves, exit 3 with code and remedy', async () => {
    const ran = await checkWith('DROP TABLE secrets', UNSOUND);
    expect(ran).toMatchObject({ exit: 3, stdout: '' });
    expect(ran.stderr).toMatch(/^PM-4001 [^]*\n {2}fix: .+/);
    const json = await checkWith('DROP TABLE secrets', UNSOUND, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ exit: 3, error: { code: 'PM-4001' } });
  });

  it.each([
    ['verdicts', 'false positives are not filtered'],
    ['thresholds', 'thresholds unreadable, built-in ones are used'],
    ['blocks', 'block counter unreadable'],
    ['events', 'events are kept for the next run'],
  ])(
    'the table %s is unreadable: the block stands, and the report says it',
    async (table, said) => {
      const { exit, stdout } = await checkWith(`DROP TABLE ${table}`, UNSOUND, '--json');
      expect(exit).toBe(1);
      const report = JSON.parse(stdout) as { decision: unknown; degraded: readonly string[] };
      expect(report.decision).toMatchObject({ outcome: 'block' });
      expect(report.degraded.filter((line) => line.startsWith(said))).toHaveLength(1);
      const shown = await checkWith(`DROP TABLE ${table}`, UNSOUND);
      expect(shown.stdout).toContain(said);
    },
  );

  it('recording fails: what was to be recorded waits in a file for the next run', async () => {
    const { folder } = await checkWith('DROP TABLE events', UNSOUND);
    const kept = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(kept.some((name) => name.includes('spool') && existsSync(join(folder, name)))).toBe(
      true,
    );
  });

  it('recording failed: the next run records what waited', async () => {
    const { folder } = await checkWith('ALTER TABLE events RENAME TO kept', UNSOUND);
    const file = join(folder, 'x.db');
    const env = { PHASE_MIRROR_EMBEDDED_FILE: file, XDG_STATE_HOME: folder };
    const query = (sql: string): unknown => {
      const database = new Libsql(file);
      try {
        return sql.startsWith('SELECT') ? database.prepare(sql).get() : database.exec(sql);
      } finally {
        database.close();
      }
    };
    query('ALTER TABLE kept RENAME TO events');
    expect(query('SELECT count(*) AS n FROM events')).toMatchObject({ n: 0 });
    await phaseMirror(['check', '--repo', repositoryOf(SOUND).folder], { env });
    expect(query('SELECT count(*) AS n FROM events')).not.toMatchObject({ n: 0 });
    const left = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => name.endsWith('.spool'))).toEqual([]);
  });

  it('consent is unreadable: a check asks for none, and records nothing of an organisation', async () => {
    const { exit, stdout } = await checkWith('DROP TABLE consents', SOUND, '--json');
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ degraded: [] });
  });

  it('there is no baseline in drift mode: unknown, never a pass', async () => {
    const { folder } = repository(SOUND[0]);
    const args = ['check', '--repo', folder, '--mode', 'drift'];
    const { exit, stdout } = await phaseMirror(args);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^WARN/);
    expect((await phaseMirror([...args, '--fail-on', 'warn'])).exit).toBe(4);
  });

  it('the baseline cannot be read in drift mode: unknown, never a pass, and never "there is none"', async () => {
    const ran = await checkWith('DROP TABLE baselines', [SOUND[0], {}], '--mode', 'drift');
    expect(ran.exit).toBe(0);
    expect(ran.stdout).toMatch(/^WARN/);
    expect(ran.stdout).toContain('the baseline of main is not known: embedded store');
  });
});
