import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { OVERRIDE_FILE, type Backend } from './local-override.js';

type Config = Readonly<Record<string, unknown>>;

/** What Terraform's `init` notes in `.terraform/terraform.tfstate`: where the state is, not the state. */
interface Pointer {
  readonly backend?: { readonly type: string; readonly config: Config };
}

/** Settings that say how the bucket is reached, not which one it is. */
const ROUTE = ['use_path_style', 'skip_metadata_api_check'];

/**
 * Forgets a folder's initialised backend when it is another account's bucket, or the same bucket
 * reached in another way: environments share the folders of `cdktf.out`, and `cdktf deploy` offers
 * no `-reconfigure`. Everything else, a local state above all, is left for Terraform to migrate.
 */
export function forgetOtherBackend(folder: string): void {
  const file = join(folder, '.terraform', 'terraform.tfstate');
  const noted = read<Pointer>(file)?.backend;
  if (noted?.type !== 's3') return;
  const wanted = (read<Backend>(join(folder, OVERRIDE_FILE)) ??
    read<Backend>(join(folder, 'cdk.tf.json'))) as Backend;
  const { s3 } = wanted.terraform.backend;
  const differs = (name: string): boolean =>
    JSON.stringify(noted.config[name] ?? null) !== JSON.stringify(s3[name] ?? null);
  const names = [...new Set([...Object.keys(noted.config), ...Object.keys(s3)])].filter(differs);
  if (names.length === 0) return;
  if (differs('allowed_account_ids') || names.every((name) => ROUTE.includes(name))) rmSync(file);
}

function read<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
}
