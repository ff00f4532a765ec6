import { createServer, request } from 'node:http';
import { onLoopback } from '../../support/loopback.js';

/** What becomes of a write: refused with 403; ended before it arrives; done, and its answer lost. */
export type Breakage = 'refuse' | 'reset' | 'lose the answer';

/** Stands in front of an emulator and breaks the writing of one S3 object. */
export interface BreakingProxy {
  readonly endpoint: string;
  /** Breaks the next writes of this key, by default all. */
  breakPut(key: string, how: Breakage, times?: number): void;
  heal(): void;
  close(): Promise<void>;
}

export async function breakingProxy(upstream: string): Promise<BreakingProxy> {
  let broken: { readonly key: string; readonly how: Breakage; left: number } | undefined;
  const server = createServer((incoming, outgoing) => {
    const { method, url = '/', headers } = incoming;
    const path = new URL(url, upstream).pathname;
    const meets = method === 'PUT' && broken !== undefined && path.endsWith(`/${broken.key}`);
    const how = meets && broken !== undefined && broken.left-- > 0 ? broken.how : undefined;
    if (how === 'reset') {
      incoming.destroy();
      return;
    }
    if (how === 'refuse') {
      incoming.resume().on('end', () => {
        outgoing
          .writeHead(403, { 'content-type': 'application/xml' })
          .end(
            '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>no</Message></Error>',
          );
      });
      return;
    }
    const onward = request(new URL(url, upstream), { method, headers }, (answer) => {
      if (how === 'lose the answer') {
        answer.resume().on('end', () => outgoing.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  const { address: endpoint, close } = await onLoopback(server);
  return {
    endpoint,
    breakPut: (key, how, times = Infinity) => void (broken = { key, how, left: times }),
    heal: () => void (broken = undefined),
    close,
  };
}
