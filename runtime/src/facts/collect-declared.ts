import { seen, type Answer, type Gap } from './answer.js';
import { matcherOf, TooMuchWork } from './codeowners/matcher.js';
import { gitBytes, type Git } from './git/git.js';
import { listTree, splitNul } from './git/tree.js';
import { readConsumers } from './models/read-consumers.js';
import type { ModelConsumer } from './models/model-consumer.js';
import { POLICY_FILE, type Policy } from './policy-file/policy.js';
import { readFiles } from './read-files.js';

/** What the policy declares of files that nothing else reads; absent where it declares nothing. */
export interface Declared {
  /** Lock files of package managers, sorted. */
  readonly lockFiles?: readonly string[];
  readonly consumers?: Answer<readonly ModelConsumer[]>;
}

const LOCK_FILE =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|Cargo\.lock|go\.sum|Gemfile\.lock|composer\.lock)$/;
/** Declared files beyond this are not read. */
const MAX_FILES = 200;

/** Lists the files of a commit only where the policy declares something that asks for them. */
export async function collectDeclared(
  git: Git,
  commit: string,
  policy: Policy | undefined,
): Promise<Declared> {
  const patterns = policy?.modelConsumers ?? [];
  const locks = (policy?.reproducibleJobs.length ?? 0) > 0;
  if (patterns.length === 0 && !locks) return {};
  const names = await gitBytes(git, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit]);
  const files = splitNul(names);
  return {
    ...(locks ? { lockFiles: files.filter((file) => LOCK_FILE.test(file)).sort() } : {}),
    ...(patterns.length === 0
      ? {}
      : { consumers: await consumersOf(git, commit, patterns, files) }),
  };
}

async function consumersOf(
  git: Git,
  commit: string,
  patterns: readonly string[],
  files: readonly string[],
): Promise<Answer<readonly ModelConsumer[]>> {
  const gaps: Gap[] = [];
  const wanted = matching(patterns, files, gaps);
  if (wanted.length > MAX_FILES) {
    const reason = `modelConsumers matches ${wanted.length} files; ${MAX_FILES} are read`;
    gaps.push({ code: 'model-config-unread', reason });
  }
  const read = new Set(wanted.slice(0, MAX_FILES));
  const entries = read.size === 0 ? [] : await listTree(git, commit, [...read]);
  const consumers: ModelConsumer[] = [];
  for (const { entry, content } of await readFiles(git, entries)) {
    if (!read.has(entry.path)) continue;
    const answer = 'code' in content ? content : readConsumersOf(content);
    if ('code' in answer) gaps.push(answer);
    else consumers.push(...answer);
  }
  return seen(consumers, gaps);
}

function readConsumersOf(
  content: Parameters<typeof readConsumers>[0],
): ReturnType<typeof readConsumers> {
  const { path } = content;
  if (/\.(?:ya?ml|jsonc?)$/.test(path)) return readConsumers(content);
  const reason = `${path}: it is neither YAML nor JSON`;
  return { code: 'model-config-unread', reason, place: { path, line: 1 } };
}

/** The files that the patterns match; a pattern that matches none is a gap. */
function matching(
  patterns: readonly string[],
  files: readonly string[],
  gaps: Gap[],
): readonly string[] {
  const matcher = matcherOf(patterns);
  const found: string[] = [];
  const matched = new Set<number>();
  try {
    for (const file of files) {
      const all = matcher.all(file);
      if (all.length > 0) found.push(file);
      for (const index of all) matched.add(index);
    }
  } catch (cause) {
    if (!(cause instanceof TooMuchWork)) throw cause;
    const reason = 'the patterns of modelConsumers need too many comparisons';
    gaps.push({ code: 'codeowners-too-complex', reason });
    return [];
  }
  for (const [index, pattern] of patterns.entries()) {
    if (matched.has(index)) continue;
    const reason = `no file matches ${JSON.stringify(pattern)} of modelConsumers in ${POLICY_FILE}`;
    gaps.push({ code: 'model-config-unread', reason });
  }
  return found.sort();
}
