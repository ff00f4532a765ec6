import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inProcess, insidePush, insideRequest, withoutRuns } from './support/killed.js';
import { world, type World } from './support/world.js';

const RUN = ['run', '1.0.0', '--yes', '--confirm', '1.0.0'];
const ROLLBACK = ['rollback', '1.0.0', '--yes', '--confirm', '1.0.0'];

/** Three places of the many that `npm run test:e2e` goes through. */
describe('a release that is killed', () => {
  let here: World;
  let start: unknown;
  let whole: unknown;
  beforeAll(async () => {
    here = await world();
    start = here.state();
    expect(await here.release(RUN)).toMatchObject({ exit: 0 });
    whole = withoutRuns(here.state());
    expect(await here.release(ROLLBACK)).toMatchObject({ exit: 0 });
    expect(here.state()).toEqual(start);
  });
  afterAll(() => here.close());

  it.each([
    ['between two steps', (w: World) => inProcess(w, RUN, { killAt: 12 })],
    ['inside the push, which arrives', (w: World) => insidePush('post-receive', true)(w, RUN)],
    ['inside an upload', (w: World) => insideRequest('/assets', 2, true)(w, RUN)],
  ])('%s ends as one that is not, and is taken back to the start', async (_, die) => {
    expect(await die(here)).toMatchObject({ signal: 'SIGKILL' });
    expect(await here.release(['resume', '1.0.0'])).toMatchObject({ exit: 0 });
    expect(withoutRuns(here.state())).toEqual(whole);
    expect(await here.release(ROLLBACK)).toMatchObject({ exit: 0 });
    expect(here.state()).toEqual(start);
  });
});
