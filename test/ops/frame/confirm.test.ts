import { describe, expect, it } from '@jest/globals';
import { confirm } from '../../../ops/frame/confirm.js';
import { testIo } from '../support/test-io.js';

describe('confirm', () => {
  it.each([
    ['y\n', true],
    ['Y\n', true],
    ['yes\n', true],
    ['\n', false],
    ['n\n', false],
    ['yep\n', false],
  ])('%j → %s', async (typed, answer) => {
    const { io, stderr } = testIo({ typed });
    expect(await confirm({ io, yes: false, environment: 'staging' }, 'Apply?')).toBe(answer);
    expect(stderr()).toBe('Apply? [y/N] ');
  });

  it('takes --yes for an answer', async () => {
    const { io, stderr } = testIo();
    expect(await confirm({ io, yes: true, environment: 'staging' }, 'Apply?')).toBe(true);
    expect(stderr()).toBe('');
  });

  it('never answers for a person who is not there', async () => {
    const { io } = testIo();
    await expect(
      confirm({ io, yes: false, environment: 'staging' }, 'Apply?'),
    ).rejects.toMatchObject({ code: 'PM-1001' });
  });

  it('is No when the input ends without an answer', async () => {
    const { io } = testIo({ typed: '' });
    const asked = confirm({ io, yes: false, environment: 'staging' }, 'Apply?');
    (io.stdin as unknown as { end(): void }).end();
    expect(await asked).toBe(false);
  });

  it('is cancelled by Ctrl-C', async () => {
    const abort = new AbortController();
    const { io } = testIo({ typed: '', signal: abort.signal });
    const asked = confirm({ io, yes: false, environment: 'staging' }, 'Apply?');
    abort.abort();
    await expect(asked).rejects.toMatchObject({ code: 'PM-7005', exit: 130 });
  });
});

describe('confirm in production', () => {
  const production = 'production' as const;

  it.each([
    ['production\n', true],
    ['yes\n', false],
    ['y\n', false],
    ['Production\n', false],
    ['staging\n', false],
    ['\n', false],
  ])('takes the typed name for an answer: %j → %s', async (typed, answer) => {
    const { io, stderr } = testIo({ typed });
    expect(await confirm({ io, yes: false, environment: production }, 'Rotate?')).toBe(answer);
    expect(stderr()).toBe("Rotate?\nType the environment's name to go on: ");
  });

  it('is not answered by --yes alone', async () => {
    const { io } = testIo({ typed: '' });
    await expect(
      confirm({ io, yes: true, environment: production }, 'Rotate?'),
    ).rejects.toMatchObject({
      code: 'PM-1001',
      remedy: expect.stringContaining('--yes --confirm production'),
    });
  });

  it('is answered by --yes with the name', async () => {
    const { io } = testIo();
    const asked = { io, yes: true, environment: production, confirmed: production };
    expect(await confirm(asked, 'Rotate?')).toBe(true);
  });

  it.each([true, false])('refuses the name of another environment, --yes %s', async (yes) => {
    const { io } = testIo({ typed: 'production\n' });
    const asked = { io, yes, environment: production, confirmed: 'staging' };
    await expect(confirm(asked, 'Rotate?')).rejects.toMatchObject({ code: 'PM-1001' });
  });
});
