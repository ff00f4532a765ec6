import type { Gap } from '../answer.js';
import { child, textOf, type Node, type Read } from '../nodes/node.js';
import { readJson } from '../nodes/read-json.js';
import { readYaml } from '../nodes/read-yaml.js';
import type { TextFile } from '../text.js';
import type { Claim } from './claim.js';
import { ClaimDocument, itemsOf, WrongShape } from './document.js';
import { protectionClaim } from './protection.js';
import { rulesetClaim } from './ruleset.js';

const PROTECTION_FILE = '.github/branch-protection.json';
const BRANCH_FOLDER = '.github/branch-protection';
const RULESET_FOLDER = '.github/rulesets';
/** Of the apps probot/settings and safe-settings. */
const SETTINGS_FILE = /^\.github\/settings\.ya?ml$/;

/** Folders whose files are claims. */
export const CLAIM_FOLDERS: readonly string[] = [BRANCH_FOLDER, RULESET_FOLDER];

export function isClaimFile(path: string): boolean {
  if (path === PROTECTION_FILE || SETTINGS_FILE.test(path)) return true;
  return path.endsWith('.json') && CLAIM_FOLDERS.some((folder) => path.startsWith(`${folder}/`));
}

/** The claims of a file, and what of it could not be read. */
export function readClaims(file: TextFile): readonly (Claim | Gap)[] {
  const found = SETTINGS_FILE.test(file.path)
    ? readSettings(file)
    : [file.path.startsWith(`${RULESET_FOLDER}/`) ? readRuleset(file) : readBranchProtection(file)];
  return found.filter((claim) => claim !== undefined);
}

/** A branch protection as GitHub answers it (GET) or takes it (PUT). */
export function readBranchProtection(file: TextFile): Claim | Gap {
  return claimOf(file, readJson, (document, root) =>
    protectionClaim(document, root, root, protectedBranch(file.path, root)),
  );
}

/** A ruleset as GitHub exports it. One for tags or pushes is no claim about branches: undefined. */
export function readRuleset(file: TextFile): Claim | Gap | undefined {
  return claimOf(file, readJson, rulesetClaim);
}

/**
 * The settings that probot/settings and safe-settings apply: protections under `branches`, in the
 * shape of PUT, and rulesets. What `_extends` names is in another repository and so not known.
 */
function readSettings(file: TextFile): readonly (Claim | Gap | undefined)[] {
  const read = claimOf(file, readYaml, (document, root) => {
    const branches = itemsOf(child(root, 'branches')).map((branch) =>
      orGap(() => branchClaim(document, branch)),
    );
    const rulesets = itemsOf(child(root, 'rulesets')).map((ruleset) =>
      orGap(() => rulesetClaim(document, ruleset)),
    );
    const base = child(root, '_extends');
    const hidden =
      base === undefined
        ? []
        : [document.refuse(base, 'it extends settings that are not here', 'claim-extends').gap];
    return [...branches, ...rulesets, ...hidden];
  });
  return 'code' in read ? [read] : read;
}

/** safe-settings writes `default` for the default branch. A protection of null takes it away. */
function branchClaim(document: ClaimDocument, branch: Node): Claim | undefined {
  const name = child(branch, 'name');
  const text = textOf(name);
  if (name === undefined || text === undefined) {
    throw document.refuse(branch, 'a branch has no `name`', 'claim-target-unknown');
  }
  const protection = child(branch, 'protection');
  if (protection?.kind !== 'mapping') return undefined;
  const ref = text === 'default' ? '~DEFAULT_BRANCH' : `refs/heads/${text}`;
  return protectionClaim(document, protection, name, ref);
}

function claimOf<T>(
  file: TextFile,
  read: (text: string) => Read,
  make: (document: ClaimDocument, root: Node) => T,
): T | Gap {
  const result = read(file.text);
  if ('node' in result) return orGap(() => make(new ClaimDocument(file), result.node));
  const { code, reason, offset } = result.malformed;
  return { code, reason: `${file.path}: ${reason}`, place: file.place(offset) };
}

function orGap<T>(make: () => T): T | Gap {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof WrongShape) return cause.gap;
    throw cause;
  }
}

/** GET names the branch in `url`; a file of the folder is named after it; else it is the default. */
function protectedBranch(path: string, root: Node): string {
  const url = textOf(child(root, 'url')) ?? '';
  const fromUrl = branchInUrl(url);
  if (fromUrl !== undefined) return `refs/heads/${decode(fromUrl)}`;
  if (!path.startsWith(`${BRANCH_FOLDER}/`)) return '~DEFAULT_BRANCH';
  return `refs/heads/${path.slice(BRANCH_FOLDER.length + 1).replace(/\.json$/, '')}`;
}

/** What stands between `/branches/` and `/protection` at the end, if anything does. */
function branchInUrl(url: string): string | undefined {
  const [start, end] = ['/branches/', '/protection'];
  const from = url.indexOf(start);
  const name = url.endsWith(end) && from >= 0 ? url.slice(from + start.length, -end.length) : '';
  return name === '' ? undefined : name;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
