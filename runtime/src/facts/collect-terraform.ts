import { dirname } from 'node:path/posix';
import type { Gap } from './answer.js';
import type { Claim } from './claims/claim.js';
import { readHcl } from './claims/hcl-parse.js';
import { terraformClaims, type TerraformFile } from './claims/terraform.js';
import type { Git } from './git/git.js';
import { listTree, splitNul } from './git/tree.js';
import { readJson } from './nodes/read-json.js';
import { readFiles, type FoundFile } from './read-files.js';
import type { TextFile } from './text.js';

/** Resources that are read, and repositories that they may refer to. */
const RESOURCES =
  'github_(branch_protection|branch_protection_v3|repository_ruleset|organization_ruleset|repository)"';

/** The claims of Terraform files about the repository called `repository`, wherever they stand. */
export async function collectTerraform(
  git: Git,
  commit: string,
  repository: string | undefined,
): Promise<readonly (Claim | Gap)[]> {
  const paths = await pathsWith(git, commit);
  if ('code' in paths) return [paths];
  if (paths.length === 0) return [];
  const wanted = new Set(paths);
  const entries = (await listTree(git, commit, paths)).filter(({ path }) => wanted.has(path));
  const found: (Claim | Gap)[] = [];
  const folders = new Map<string, TerraformFile[]>();
  for (const file of await readFiles(git, entries)) {
    const parsed = await parse(file);
    if ('code' in parsed) found.push(parsed);
    else {
      const folder = dirname(file.entry.path);
      folders.set(folder, [...(folders.get(folder) ?? []), parsed]);
    }
  }
  for (const files of folders.values()) found.push(...terraformClaims(files, repository));
  return found;
}

/** Terraform files that hold a claim, and those beside them that name repositories. */
async function pathsWith(git: Git, commit: string): Promise<readonly string[] | Gap> {
  const args = ['grep', '-l', '-z', '-I', '-E', `"${RESOURCES}`, commit, '--', '*.tf', '*.tf.json'];
  const { code, stdout } = await git.run(args);
  if (code === 0) return splitNul(stdout).map((line) => line.slice(commit.length + 1));
  // 1: none holds such a resource.
  return code === 1
    ? []
    : { code: 'claim-unresolved', reason: 'Terraform files of the commit are not here' };
}

async function parse({ entry, content }: FoundFile): Promise<TerraformFile | Gap> {
  if ('code' in content) return content;
  if (entry.path.endsWith('.json')) return parseJson(content);
  const read = await readHcl(entry.path, content.text);
  if ('json' in read) return { file: content, json: read.json };
  const place = { path: entry.path, line: 1 };
  return { code: 'claim-shape', reason: `${entry.path}: ${read.why}`, place };
}

function parseJson(file: TextFile): TerraformFile | Gap {
  const read = readJson(file.text);
  if ('node' in read) return { file, node: read.node };
  const { reason, offset } = read.malformed;
  return { code: 'claim-shape', reason: `${file.path}: ${reason}`, place: file.place(offset) };
}
