import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { readCodeownersFile, replaceFile } from '../../../ops/codeowners/file.js';

const folder = mkdtempSync(join(tmpdir(), 'pm-codeowners-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is not replaced when somebody has changed it since it was read', () => {
  const path = join(folder, 'CODEOWNERS');
  writeFileSync(path, '* @a\n');
  const read = readCodeownersFile(folder);
  writeFileSync(path, '* @somebody-else\n');
  expect(() => replaceFile(read, '* @b\n')).toThrow(expect.objectContaining({ code: 'PM-6013' }));
  expect(readFileSync(path, 'utf8')).toBe('* @somebody-else\n');
  expect(readdirSync(folder)).toEqual(['CODEOWNERS']);
});
