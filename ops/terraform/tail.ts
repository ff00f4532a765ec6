import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const EVERY_MS = 150;
const CHUNK = 65_536;

/**
 * Follows a file that another process appends to and emits each whole line. The file, not a pipe,
 * connects us with Terraform: when we are killed, Terraform ends its work and writes the state,
 * where a broken pipe would kill it too. `from` is in bytes; `stop` reads what is left.
 */
export function followLines(
  path: string,
  from: number,
  emit: (line: string) => void,
): { stop(): void } {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(CHUNK);
  const decoder = new StringDecoder('utf8');
  let at = from;
  let rest = '';
  let open = true;
  const drain = (): void => {
    for (;;) {
      const bytes = readSync(file, buffer, 0, CHUNK, at);
      if (bytes === 0) return;
      at += bytes;
      const lines = (rest + decoder.write(buffer.subarray(0, bytes))).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(emit);
    }
  };
  const timer = setInterval(drain, EVERY_MS);
  return {
    stop() {
      if (!open) return;
      open = false;
      clearInterval(timer);
      drain();
      if (rest !== '') emit(rest);
      closeSync(file);
    },
  };
}
