import type { BaselineStore } from '../ports.js';
import type { S3BaselineOptions } from './baseline-store.js';

/** `BaselineStore` in S3. Few commands need it, so its SDK is loaded at the first call. */
export function s3Baselines(options: S3BaselineOptions): BaselineStore & { close(): void } {
  let opened: Promise<BaselineStore & { close(): void }> | undefined;
  let closed = false;
  const open = (): Promise<BaselineStore & { close(): void }> => {
    if (closed) throw new Error('the store is closed');
    opened ??= import('./baseline-store.js').then((s3) => s3.s3BaselineStore(options));
    return opened;
  };
  return {
    load: async (...args) => (await open()).load(...args),
    publish: async (...args) => (await open()).publish(...args),
    versions: async (...args) => (await open()).versions(...args),
    restore: async (...args) => (await open()).restore(...args),
    close() {
      closed = true;
      void opened?.then((store) => store.close());
    },
  };
}
