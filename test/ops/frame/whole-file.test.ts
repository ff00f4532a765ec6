import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { writeWhole } from '../../../ops/frame/whole-file.js';

const folder = mkdtempSync(join(tmpdir(), 'pm-whole-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('a file that is written whole', () => {
  it('is there with the folders above it, and nothing else is', () => {
    const path = join(folder, 'a', 'b', 'record.json');
    writeWhole(path, '{}\n');
    expect(readFileSync(path, 'utf8')).toBe('{}\n');
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['record.json']);
  });

  it.each([
    { kept: 0o600, given: 0o644 },
    { kept: 0o755, given: 0o600 },
  ])('keeps the mode $kept of the one that was there', ({ kept, given }) => {
    const path = join(folder, `kept-${kept}`);
    writeWhole(path, 'before');
    chmodSync(path, kept);
    writeWhole(path, 'after', given);
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['after', kept]);
  });

  it('is for its owner alone where that is asked', () => {
    const path = join(folder, 'own');
    writeWhole(path, 'mine', 0o600);
    expect(modeOf(path)).toBe(0o600);
  });

  it('leaves no draft when it cannot take its place', () => {
    const place = join(folder, 'refused');
    mkdirSync(join(place, 'taken', 'by-a-folder'), { recursive: true });
    const path = join(place, 'taken');
    expect(() => writeWhole(path, 'text')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('.new') as unknown }),
    );
    expect(() => writeWhole(path, 'text')).toThrow(`'${path}'`);
    expect(readdirSync(place)).toEqual(['taken']);
  });
});
