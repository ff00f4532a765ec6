import { afterEach, expect } from '@jest/globals';
import type { Repo } from '../../../support/github/state.js';
import { world, type World } from './world.js';

const worlds: World[] = [];
afterEach(async () => {
  for (const one of worlds.splice(0)) await one.close();
});

/** A world that ends with the test. */
export async function made(given: Partial<Repo> = {}): Promise<World> {
  const one = await world(given);
  worlds.push(one);
  return one;
}

/** Release 1.0.0 is on GitHub, alone and whole. */
export function expectPublished({ repo }: World): void {
  expect(repo.releases).toHaveLength(1);
  expect(repo.releases[0]).toMatchObject({ tag_name: 'v1.0.0', draft: false });
  expect(repo.releases[0]?.assets).toMatchObject([{ state: 'uploaded' }, { state: 'uploaded' }]);
}
