import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckSite } from '../check.js';

/** Stands for what is not set of a real environment: what is synthesised here is looked at and never applied. */
const STAND_INS = { ACCOUNT: '000000000000', GITHUB_ORGANISATION: 'example' };

export type Synthesis =
  | { readonly kind: 'stacks'; readonly folders: readonly string[] }
  | { readonly kind: 'failed'; readonly why: string };

/**
 * Runs the app of cdktf.json for an environment, into a folder of its own. Throws what reading cdktf.json
 * throws.
 */
export async function synthesised(
  { root, io, run, note }: CheckSite,
  environment: string,
  outdir: string,
): Promise<Synthesis> {
  const { app } = JSON.parse(await readFile(join(root, 'cdktf.json'), 'utf8')) as {
    readonly app: string;
  };
  const unset =
    environment === 'local'
      ? []
      : Object.entries(STAND_INS).flatMap(([field, value]) => {
          const name = `PHASE_MIRROR_${environment.toUpperCase()}_${field}`;
          return (io.env[name] ?? '') === '' ? [[name, value] as const] : [];
        });
  for (const [name, value] of unset) note(`${name} is not set; ${value} stands for it`);
  const { exit, output } = await run('sh', ['-c', app], {
    env: {
      TF_WORKSPACE: environment,
      CDKTF_OUTDIR: outdir,
      // The stacks as they are for AWS itself.
      AWS_ENDPOINT_URL: undefined,
      ...Object.fromEntries(unset),
    },
  });
  if (exit !== 0) {
    const said = output.split('\n').find((line) => /PM-\d{4}|Error/.test(line)) ?? `exit ${exit}`;
    return { kind: 'failed', why: `${environment}: ${said.trim()}` };
  }
  const stacks = join(outdir, 'stacks');
  const names = await readdir(stacks).catch(() => [] as readonly string[]);
  const folders = names.map((name) => join(stacks, name));
  for (const folder of folders) {
    try {
      JSON.parse(await readFile(join(folder, 'cdk.tf.json'), 'utf8'));
    } catch (error) {
      return { kind: 'failed', why: `${environment}: ${(error as Error).message}` };
    }
  }
  if (folders.length === 0) return { kind: 'failed', why: `${environment}: it wrote no stack` };
  return { kind: 'stacks', folders };
}
