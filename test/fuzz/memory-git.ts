import { createHash } from 'node:crypto';
import type { Git, GitAnswer } from '../../runtime/src/facts/git/git.js';

const HEAD = 'f'.repeat(40);

/** A repository of one commit on `main` that lives in memory: a process for each input would take hours. */
export function memoryGit(folder: string, files: ReadonlyMap<string, Buffer>): Git {
  const entries = [...files].map(([path, bytes]) => ({
    path,
    bytes,
    blob: createHash('sha1').update(bytes).digest('hex'),
  }));
  const blobs = new Map(entries.map(({ blob, bytes }) => [blob, bytes]));
  const below = (paths: readonly string[]): typeof entries =>
    entries.filter(({ path }) => paths.some((p) => path === p || path.startsWith(`${p}/`)));
  const run = (args: readonly string[], input = ''): GitAnswer => {
    const paths = args.slice(args.indexOf('--') + 1);
    switch (args[0] ?? '') {
      case 'rev-parse':
        if (args.includes('--show-toplevel')) return said(`${folder}\n`);
        if (args.includes('--is-inside-work-tree')) return said('false\ntrue\n');
        return said(`${HEAD}\n`);
      case 'for-each-ref':
        return said('refs/heads/main\n');
      case 'ls-tree':
        if (args.includes('--name-only')) return said(entries.map((e) => `${e.path}\0`).join(''));
        return said(
          below(paths)
            .map((e) => `100644 blob ${e.blob} ${e.bytes.length}\t${e.path}\0`)
            .join(''),
        );
      case 'cat-file':
        return said(
          Buffer.concat(
            input.split('\n').flatMap((id) => {
              const bytes = blobs.get(id);
              return bytes === undefined
                ? []
                : [Buffer.from(`${id} blob ${bytes.length}\n`), bytes, Buffer.from('\n')];
            }),
          ),
        );
      case 'grep':
        return said(
          entries
            .filter(({ bytes }) => bytes.includes('phase-mirror:') && !bytes.includes(0))
            .map(({ path }) => `${HEAD}:${path}\0`)
            .join(''),
        );
      case 'merge-base':
        return said(`${HEAD}\n`);
      case 'log':
      case 'diff-tree':
        return said('');
      default:
        return { code: 1, stdout: Buffer.alloc(0), stderr: '' };
    }
  };
  return { folder, run: (args, input) => Promise.resolve(run(args, input)) };
}

const said = (output: string | Buffer): GitAnswer => ({
  code: 0,
  stdout: Buffer.from(output),
  stderr: '',
});
