import { describe, expect, it } from '@jest/globals';
import { environment, irrevocable, rehearsal, selfWidening } from './role-cases.js';
import { decide, EVERYTHING, type Call } from './simulate.js';

describe('the boundary', () => {
  const unbounded = (call: Call): Promise<string> =>
    decide(environment, 'deployer', call, [EVERYTHING]);

  it.each([...irrevocable, ...selfWidening])(
    'holds back a role that came to be allowed everything: it may not %s',
    async (_, call) => {
      expect(await unbounded(call)).not.toBe('Allowed');
    },
  );

  it('leaves a rehearsal’s copies deletable', async () => {
    expect(await unbounded({ action: 'dynamodb:DeleteTable', resource: rehearsal })).toBe(
      'Allowed',
    );
  });
});
