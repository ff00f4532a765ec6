import { opsError } from '../errors.js';

/** How Terraform begins a state of format 4; `serial` stands before anything that could look like it. */
const HEAD = /^(\s*\{\s*"version":\s*4,\s*"terraform_version":\s*"[^"]*",\s*"serial":\s*)(\d+)/;

/**
 * The same state with another serial, byte for byte the same otherwise: whoever holds a plan or a state
 * with the former serial sees that it is over. Throws PM-6031 when it does not begin as states do.
 */
export function withSerial(text: string, serial: number, what: string): string {
  if (!HEAD.test(text)) {
    throw opsError('PM-6031', { what, why: 'it does not begin as a state of format 4 does' });
  }
  return text.replace(HEAD, (_, head: string) => `${head}${serial}`);
}

/** Whether two states say the same, their serials apart. */
export function sameButSerial(a: string, b: string): boolean {
  return HEAD.test(a) && HEAD.test(b) && a.replace(HEAD, '$1') === b.replace(HEAD, '$1');
}
