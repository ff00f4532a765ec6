import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  inProcess,
  insidePush,
  insideRequest,
  withoutRuns,
  type Inside,
} from '../release/pipeline/support/killed.js';
import { world, type World } from '../release/pipeline/support/world.js';

const RUN = ['run', '1.0.0', '--yes', '--confirm', '1.0.0'];
const ROLLBACK = ['rollback', '1.0.0', '--yes', '--confirm', '1.0.0'];
const SECONDS = 120_000;

/** A real SIGKILL at every boundary between two acts, and in the middle of those that reach out. */
describe('a release that is killed anywhere', () => {
  let here: World;
  let start: unknown;
  let whole: unknown;
  let boundaries = 0;
  beforeAll(async () => {
    here = await world();
    start = here.state();
    const { err } = await inProcess(here, RUN);
    boundaries = Number(/synced (\d+)/.exec(err)?.[1]);
    whole = withoutRuns(here.state());
    expect(await here.release(ROLLBACK)).toMatchObject({ exit: 0 });
    expect(here.state()).toEqual(start);
  }, SECONDS);
  afterAll(() => here.close());

  const isPublished = (): boolean => here.repo.releases.some(({ draft }) => !draft);

  /** Ends as an uninterrupted one; taken back, it leaves the start. */
  async function resumed(): Promise<void> {
    const resume = await here.release(['resume', '1.0.0']);
    expect({ ...resume, out: '' }).toMatchObject({ exit: 0 });
    expect(withoutRuns(here.state())).toEqual(whole);
    await takenBack();
  }

  async function takenBack(): Promise<void> {
    expect(await here.release(ROLLBACK)).toMatchObject({ exit: 0 });
    expect(here.state()).toEqual(start);
  }

  it('before its plan is kept has not begun', async () => {
    expect(await inProcess(here, RUN, { killAt: 1 })).toMatchObject({ signal: 'SIGKILL' });
    expect(await here.release(['resume', '1.0.0'])).toMatchObject({ exit: 2 });
    expect(await here.release(ROLLBACK)).toMatchObject({ exit: 2 });
    expect(here.state()).toEqual(start);
  });

  it(
    'is gone on with from every boundary',
    async () => {
      expect(boundaries).toBeGreaterThan(28);
      for (let killAt = 2; killAt <= boundaries; killAt += 1) {
        const died = await inProcess(here, RUN, { killAt });
        expect({ killAt, signal: died.signal }).toEqual({ killAt, signal: 'SIGKILL' });
        await resumed();
      }
    },
    40 * SECONDS,
  );

  it(
    'is taken back from every boundary before it is published',
    async () => {
      let seen = 0;
      for (let killAt = 2; killAt <= boundaries; killAt += 1) {
        await inProcess(here, RUN, { killAt });
        if (isPublished()) break;
        seen += 1;
        await takenBack();
      }
      expect(seen).toBeGreaterThan(22);
      await takenBack();
    },
    40 * SECONDS,
  );

  it.each<readonly [string, Inside]>([
    ['a push that is not taken', insidePush('pre-receive', false)],
    ['a push that is taken', insidePush('pre-receive', true)],
    ['a push that was taken', insidePush('post-receive', true)],
    ['the draft, not made', insideRequest('POST /repos/acme/widget/releases', 1, false)],
    ['the draft, made', insideRequest('POST /repos/acme/widget/releases', 1, true)],
    ['the first upload, not made', insideRequest('/assets', 1, false)],
    ['the first upload, made', insideRequest('/assets', 1, true)],
    ['the second upload, not made', insideRequest('/assets', 2, false)],
    ['publishing, not done', insideRequest('PATCH /repos/acme/widget/releases', 1, false)],
    ['publishing, done', insideRequest('PATCH /repos/acme/widget/releases', 1, true)],
  ])(
    'in the middle of %s: gone on with, and taken back',
    async (_, die) => {
      expect(await die(here, RUN)).toMatchObject({ signal: 'SIGKILL' });
      await resumed();
      await die(here, RUN);
      await takenBack();
    },
    2 * SECONDS,
  );

  it(
    'in the middle of a rollback: the next one ends it',
    async () => {
      for (const killAt of [2, 6, 10, 14, 18]) {
        expect(await here.release(RUN)).toMatchObject({ exit: 0 });
        expect(await inProcess(here, ROLLBACK, { killAt })).toMatchObject({ signal: 'SIGKILL' });
        await takenBack();
      }
    },
    5 * SECONDS,
  );
});
