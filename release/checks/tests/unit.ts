import type { Check } from '../check.js';
import { partsHold, recordOfHead } from './recorded.js';

export const unit: Check = {
  id: 'tests/unit',
  category: 'tests',
  question: 'Do types, lint, layers, and all tests without Terraform pass on this very commit?',
  remedy: '`npm test` on the clean commit, or `npm run release -- validate --run-tests`.',
  async examine(site) {
    const record = await recordOfHead(site);
    if (record.kind === undefined) return record;
    // Without Chromium the browser's tests are left out, and said to be.
    const browser = record.parts['browser'] === undefined ? [] : ['browser'];
    const answer = partsHold(record, ['guards', 'unit', ...browser]);
    return answer.outcome === 'pass' && browser.length === 0
      ? { ...answer, why: `${answer.why}; not in a browser` }
      : answer;
  },
};
