import { expect } from '@jest/globals';
import { refusingProxy, type PassingCall } from '../../support/refusing-proxy.js';
import type { LocalEnvironment } from './local-environment.js';
import { killAlone, untilLine } from './power-loss.js';
import { expectExit, runHere, startChild, type Place, type RunbookRun } from './runbook-run.js';

interface Failed {
  readonly error: { readonly code: string; readonly what: string; readonly why?: string };
}

/** A port of loopback that nothing listens on: discard, which needs root. */
const NOBODY = 'http://127.0.0.1:9';

export const at = (place: Place, endpoint: string): Place => ({
  ...place,
  env: {
    ...place.env,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'e2e',
    AWS_SECRET_ACCESS_KEY: 'e2e',
    AWS_REGION: 'eu-central-1',
  },
});

/** An AWS that does not answer and an environment that does not exist are said, with exits 3 and 2. */
export async function withoutAws(place: Place, args: readonly string[]): Promise<void> {
  const down = await runHere(at(place, NOBODY), [...args, '--json']);
  expect(expectExit<Failed>(down, 3).error.code).toBe('PM-7004');
  const wrong = await runHere(place, [...args, '--env', 'nowhere', '--json']);
  expect(expectExit<Failed>(wrong, 2).error.code).toBe('PM-1001');
}

/** Runs where AWS refuses some calls. */
export async function refused(
  place: LocalEnvironment,
  args: readonly string[],
  refuse: (call: PassingCall) => boolean,
): Promise<RunbookRun> {
  const proxy = await refusingProxy(place.local.endpoint);
  proxy.refuse = refuse;
  try {
    return await runHere(at(place, proxy.endpoint), [...args, '--json']);
  } finally {
    await proxy.close();
  }
}

/** Two at once: while the first is in the call that `within` tells, the second is sent away. */
export async function twoAtOnce(
  place: LocalEnvironment,
  args: readonly string[],
  within: (call: PassingCall) => boolean,
): Promise<void> {
  const proxy = await refusingProxy(place.local.endpoint);
  let arrived = (): void => undefined;
  const inside = new Promise<void>((resolve) => (arrived = resolve));
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  proxy.hold = (call) => {
    if (!within(call)) return undefined;
    arrived();
    return released;
  };
  const first = startChild(at(place, proxy.endpoint), [...args, '--json']);
  try {
    await Promise.race([inside, first.ended]);
    const second = expectExit<Failed>(await runHere(place, [...args, '--json']), 1);
    expect(second.error).toMatchObject({ code: 'PM-6002' });
    expect(second.error.why).toContain(`pid ${first.child.pid ?? ''}`);
    release();
    expectExit(await first.ended, 0);
  } finally {
    release();
    await proxy.close();
  }
}

/** `kill -9` as a step begins: the next run says where the dead one stood, and ends well. */
export async function killedAt(
  place: Place,
  args: readonly string[],
  step: RegExp,
): Promise<RunbookRun> {
  const run = startChild(place, [...args, '--json']);
  await untilLine(run, step);
  await killAlone(run);
  return runHere(place, [...args, '--json']);
}
