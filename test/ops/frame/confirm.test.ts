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
    expect(await confirm({ io, yes: false }, 'Apply?')).toBe(answer);
    expect(stderr()).toBe('Apply? [y/N] ');
  });

  it('takes --yes for an answer', async () => {
    const { io, stderr } = testIo();
    expect(await confirm({ io, yes: true }, 'Apply?')).toBe(true);
    expect(stderr()).toBe('');
  });

  it('never answers for a person who is not there', async () => {
    const { io } = testIo();
    await expect(confirm({ io, yes: false }, 'Apply?')).rejects.toMatchObject({ code: 'PM-1001' });
  });

  it('is No when the input ends without an answer', async () => {
    const { io } = testIo({ typed: '' });
    const asked = confirm({ io, yes: false }, 'Apply?');
    (io.stdin as unknown as { end(): void }).end();
    expect(await asked).toBe(false);
  });

  it('is cancelled by Ctrl-C', async () => {
    const abort = new AbortController();
    const { io } = testIo({ typed: '', signal: abort.signal });
    const asked = confirm({ io, yes: false }, 'Apply?');
    abort.abort();
    await expect(asked).rejects.toMatchObject({ code: 'PM-7005', exit: 130 });
  });
});
