import { describe, expect, it } from '@jest/globals';
import type { Deployment } from '../../../stacks/environments.js';
import { eachFailsItsPromise, type Broken } from './each-fails-its-promise.js';
import { keyIdOf } from './healthy-store.js';
import { verifiedAfter } from './verified.js';
import type { World } from './world.js';

const tags = (world: World, part: string): Record<string, string> => {
  const [, found] = Object.entries(world.tags).find(([id]) => id.endsWith(part)) ?? [];
  return found ?? {};
};

const TAGS: readonly Broken[] = [
  [
    'a table that says another environment',
    (w) => (tags(w, 'local-consent')['Environment'] = 'production'),
    'tags.data.tables',
    /phase-mirror-local-consent: Environment is production/,
  ],
  [
    'a key without the tag that the roles’ policies ask for',
    (w, d: Deployment) => delete tags(w, keyIdOf(d.names.auditKeyAlias))['Project'],
    'tags.access.keys',
    /Project is not there/,
  ],
  [
    'a bucket without any tag',
    (w, d: Deployment) => delete w.tags[d.names.buckets.baseline],
    'tags.data.buckets',
    /Project is not there, Environment is not there, Stack/,
  ],
  [
    'an alarm of another stack',
    (w) => (tags(w, 'breaker-opened')['Stack'] = 'data'),
    'tags.observability.alarms',
    /breaker-opened: Stack is data/,
  ],
  [
    'a secret of another project',
    (w) => (tags(w, 'nonce_v1')['Project'] = 'theirs'),
    'tags.data.secrets',
    /Project is theirs/,
  ],
  [
    'a trail that says another repository',
    (w, d: Deployment) => (tags(w, `trail/${d.names.trail}`)['Repository'] = 'a/b'),
    'tags.access.trails',
    /Repository is a\/b/,
  ],
  [
    'the state bucket of nobody',
    (w, d: Deployment) => (w.tags[d.state.bucket] = {}),
    'tags.foundation.buckets',
    /Project is not there/,
  ],
];

describe('tags', () => {
  eachFailsItsPromise(TAGS);

  it('of a secret that a rotation made say so and are fine', async () => {
    const { bad } = await verifiedAfter((w) => {
      const made = tags(w, 'nonce_v1');
      made['ManagedBy'] = 'rotation';
      delete made['Stack'];
    });
    expect(bad).toEqual([]);
  });

  it('of what does not exist hold nothing', async () => {
    const { bad } = await verifiedAfter((w) => {
      for (const id of Object.keys(w.tags)) if (id.includes(':table/')) delete w.tags[id];
    });
    expect(bad.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['tags.foundation.tables', 'fail'],
      ['tags.data.tables', 'fail'],
    ]);
    expect(bad.map(({ missing }) => missing)).toEqual([
      'phase-mirror-tfstate-lock',
      'phase-mirror-local-fp-events',
    ]);
  });
});
