import { inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/** Whether a file is a zip, as a saved Terraform plan is. */
export const isZip = (file: Buffer): boolean =>
  file.subarray(0, 4).equals(Buffer.from('PK\x03\x04'));

/**
 * Entries of a zip, unpacked. Throws for a broken one and for packing that it does not know: an
 * entry that cannot be looked into must not count as one without secrets.
 */
export function zipEntries(file: Buffer): ReadonlyMap<string, Buffer> {
  let end = file.length - 22;
  while (end >= 0 && file.readUInt32LE(end) !== END) end -= 1;
  if (end < 0) throw new Error('a zip without its directory');
  const entries = new Map<string, Buffer>();
  let at = file.readUInt32LE(end + 16);
  for (let left = file.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (file.readUInt32LE(at) !== ENTRY) throw new Error(`a zip with a broken directory at ${at}`);
    const packing = file.readUInt16LE(at + 10);
    const size = file.readUInt32LE(at + 20);
    const [name, extra, comment] = [28, 30, 32].map((o) => file.readUInt16LE(at + o)) as [
      number,
      number,
      number,
    ];
    const local = file.readUInt32LE(at + 42);
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    const packed = file.subarray(start, start + size);
    const path = file.subarray(at + 46, at + 46 + name).toString();
    if (packing !== STORED && packing !== DEFLATED) {
      throw new Error(`${path}: packed in way ${packing}`);
    }
    entries.set(path, packing === STORED ? packed : inflateRawSync(packed));
    at += 46 + name + extra + comment;
  }
  return entries;
}
