import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { RULES } from '../../../runtime/src/rules/rules.js';
import { FAMILIES } from './examples.js';

it('leaves no rule without its examples being tried', () => {
  const families = new Set(RULES.map(({ meta }) => meta.id.replace(/\.\d+$/, '')));
  expect([...families].sort()).toEqual([...FAMILIES].sort());
  for (const family of FAMILIES) {
    const file = `examples-${family.toLowerCase()}.test.ts`;
    expect([file, existsSync(join(import.meta.dirname, file))]).toEqual([file, true]);
  }
});
