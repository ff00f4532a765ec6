import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Parts } from '../../../../release/pipeline/site.js';
import { PARTS } from '../../../../release/pipeline/real-parts.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Real but for what a tiny repository has not: validation passes, and two small files are built. */
export function tinyParts(changed: Partial<Parts> = {}): Parts {
  return {
    ...PARTS,
    validate: () => Promise.resolve({ ok: true, why: '3 pass' }),
    buildArtifacts({ io: { root }, version: { version } }, { commit, out }) {
      mkdirSync(out, { recursive: true });
      const source = execFileSync('git', ['-C', root, 'archive', '--prefix=x/', commit]);
      const files = [
        { name: `x-${version}.tar`, bytes: source, what: 'the source' },
        { name: 'NOTES.txt', bytes: Buffer.from(`made of ${commit}\n`), what: 'a note' },
      ];
      const built = files.map(({ name, bytes, what }) => {
        const path = join(out, name);
        writeFileSync(path, bytes);
        return { name, path, bytes: bytes.byteLength, sha256: sha256(bytes), what };
      });
      return Promise.resolve(built);
    },
    afterwards: () => [],
    ...changed,
  };
}
