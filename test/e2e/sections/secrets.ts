import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeExample } from '../../../ops/examples.js';
import { RUNBOOKS } from '../../../ops/runbooks/index.js';
import type { ArgumentWatch } from '../support/argument-watch.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { TOKEN as DESK_TOKEN } from '../../ops/support/github-desk.js';
import { runHere, told } from '../support/runbook-run.js';
import { remember } from '../support/secret-memory.js';
import { DRIFT_TOKEN } from './drift.js';
import { leaksBelow, leaksIn, leaksInBuckets, type KnownSecret } from '../support/secret-search.js';

const MINUTE = 60_000;
/** What watches until it is told to end is told so. */
const PATIENCE_MS = 20_000;

/** Options without which a runbook or an action does not begin. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'backup restore': ['--table', 'consent', '--at', '2026-11-22T06:00:00Z'],
  'baseline capture': ['--by', 'ada'],
  'baseline publish': ['--by', 'ada', '--expect', 'none'],
  'baseline restore': ['--expect', 'none', '--version', '1'],
  'codeowners check': ['--folder', 'EXAMPLE'],
  'codeowners replace': ['--folder', 'EXAMPLE', '--map', '@nobody=@ledger/people'],
  logs: ['--once'],
  monitor: ['--for', '1s'],
  'nonce revoke': ['--version', '1'],
  'production-checklist tick': ['--item', 'on-call', '--by', 'ada', '--note', 'a rehearsal'],
  'salt revoke': ['--version', '1'],
  'state diff': ['--stack', 'data', '--from', 'none'],
  'state restore': ['--stack', 'data', '--version', 'none'],
  'state unlock': ['--stack', 'data'],
};

/** A runbook with one of its actions. */
export interface Action {
  /** `nonce rotate`, `verify`. */
  readonly name: string;
  /** Its words, and the options that it needs. EXAMPLE is a repository. */
  readonly args: readonly string[];
}

/** Every runbook with each of its actions: the list is that of `npm run ops`. */
export async function everyAction(): Promise<readonly Action[]> {
  const all: Action[] = [];
  for (const [runbook, { load }] of Object.entries(RUNBOOKS)) {
    const { actions } = await load();
    const names =
      actions === undefined
        ? [runbook]
        : Object.keys(actions).map((action) => `${runbook} ${action}`);
    for (const name of names) {
      all.push({ name, args: [...name.split(' '), ...(NEEDED[name] ?? [])] });
    }
  }
  return all;
}

/**
 * The secrets of the environment, those that rotation has taken away too, and a token of GitHub's:
 * looked for in everything that the story so far has said, written or started, and where it is asked
 * for in what every runbook says.
 */
export function secretsSection(
  place: LocalEnvironment,
  watch: ArgumentWatch,
  asked: 'and of every runbook' | 'only' = 'only',
): void {
  const token: KnownSecret = {
    name: 'GITHUB_TOKEN',
    value: `ghp_${randomBytes(18).toString('hex')}`,
  };
  const secrets = async (): Promise<readonly KnownSecret[]> => [
    ...(await remember(place.aws)),
    ...[token.value, DESK_TOKEN, DRIFT_TOKEN].map((value) => ({ ...token, value })),
  ];

  describe('the secrets', () => {
    let before = 0;
    beforeAll(async () => {
      before = told.length;
      if (asked === 'only') return;
      const { folder } = await makeExample('sound', join(place.home, 'examples', 'secrets'));
      const env = { ...place.env, GITHUB_TOKEN: token.value, GITHUB_API_URL: 'http://127.0.0.1:9' };
      for (const { args } of await everyAction()) {
        const here = args.map((word) => word.replace('EXAMPLE', folder));
        await runHere({ env }, [...here, '--dry-run'], AbortSignal.timeout(PATIENCE_MS));
      }
    }, 20 * MINUTE);

    it(
      'are in nothing that any runbook has said',
      async () => {
        const known = await secrets();
        const leaks = told.flatMap(({ args, text }) => leaksIn(known, args.join(' '), text));
        expect(told.length).toBeGreaterThan(0);
        expect(leaks).toEqual([]);
      },
      8 * MINUTE,
    );

    if (asked === 'and of every runbook') {
      it('were looked for in what every runbook says, with each of its actions', async () => {
        everyRunbookSpoke(told.slice(before), await everyAction());
      });
    }

    it(
      'stand in no file of the work folder: synthesis, plans, logs, journals, reports',
      async () => {
        const { leaks, looked } = await leaksBelow(
          await secrets(),
          place.home,
          // The provider's own program, linked there by Terraform.
          ['providers'],
        );
        expect(looked).toBeGreaterThan(20);
        expect(leaks).toEqual([]);
      },
      8 * MINUTE,
    );

    it(
      'stand in no version of any object, the states among them',
      async () => {
        const { leaks, looked } = await leaksInBuckets(await secrets(), place.aws);
        expect(looked).toBeGreaterThanOrEqual(4);
        expect(leaks).toEqual([]);
      },
      8 * MINUTE,
    );

    it(
      'were in no command line',
      async () => {
        const known = await secrets();
        expect(watch.seen.size).toBeGreaterThan(10);
        const leaks = [...watch.seen].flatMap((line) => leaksIn(known, 'argv', line));
        expect(leaks).toEqual([]);
      },
      8 * MINUTE,
    );
  });
}

function everyRunbookSpoke(runs: typeof told, actions: readonly Action[]): void {
  expect(runs.filter(({ text }) => text.trim() === '')).toEqual([]);
  const silent = actions.filter(
    ({ name }) => !runs.some(({ args }) => `${args.join(' ')} `.startsWith(`${name} `)),
  );
  expect(silent).toEqual([]);
  // One that was called wrongly would have had nothing to tell.
  const wrong = runs.filter(({ text }) => /^PM-1001/m.test(text)).map(({ args }) => args);
  expect(wrong.filter((args) => args.includes('--dry-run'))).toEqual([]);
}
