import type { Check } from '../check.js';
import { partsHold, recordOfHead } from './recorded.js';

export const e2e: Check = {
  id: 'tests/e2e',
  category: 'tests',
  question: 'Do the end-to-end tests pass on this very commit, with Terraform?',
  remedy: '`npm test` on the clean commit, where Terraform and the emulator are installed.',
  async examine(site) {
    const record = await recordOfHead(site);
    return record.kind === undefined ? record : partsHold(record, ['e2e']);
  },
};
