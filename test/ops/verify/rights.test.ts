import { describe, expect, it } from '@jest/globals';
import { decide } from '../../stacks/simulate.js';
import { deployment } from '../../stacks/synthesised.js';
import { rightsOf } from './rights.js';
import { verifiedAfter } from './verified.js';

const environment = 'staging';
const rights = rightsOf(deployment(environment));

describe('the rights that verify needs', () => {
  it('are listed for every command that it sends', async () => {
    const { sent } = await verifiedAfter(undefined, {
      settings: { PHASE_MIRROR_LOCAL_EMAILS_CRITICAL: 'oncall@example.org' },
    });
    expect([...new Set(sent)].sort()).toEqual(Object.keys(rights).sort());
  });

  // The operator verifies by hand, the deployer after each apply.
  describe.each(['operator', 'deployer'] as const)('%s', (role) => {
    it.each(Object.entries(rights))('has those of %s', async (_, calls) => {
      for (const call of calls) {
        expect([call, await decide(environment, role, call)]).toEqual([call, 'Allowed']);
      }
    });
  });
});
