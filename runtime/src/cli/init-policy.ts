import { valueOf, type Facts } from '../facts/index.js';
import { activeClaims, queueClaim, requirements } from '../rules/required-checks.js';
import { phantomContext } from '../rules/MD-001/phantom-context.js';

/** Files that tell agents what to do. */
const INSTRUCTIONS = ['AGENTS.md', 'CLAUDE.md', '.cursor/', '.github/copilot-instructions.md'];

/**
 * The text of a policy file from what the repository has: what it claims already is said, everything
 * else stands in comments. `files` are those of the head; without facts nothing is known.
 */
export async function initialPolicy(
  facts: Facts | undefined,
  files: readonly string[],
): Promise<string> {
  const external = facts === undefined ? [] : await openContexts(facts);
  const claims = facts === undefined ? [] : activeClaims(facts.head);
  const checks = claims.some((claim) => claim.checks.length > 0);
  const queue = facts !== undefined && queueClaim(facts.head) !== undefined;
  const noBypass = claims.some(({ bypass }) => bypass?.length === 0);
  const lines = [
    '# Policy of phase-mirror. A change is judged by this file on the branch that it goes to, never by its own.',
    '# Every key with its meaning: docs/schema/policy.schema.json of phase-mirror.',
    '',
    '# standard lets 0 critical, 3 high and 10 medium findings through; strict 0, 0 and 5.',
    'strictness: standard',
    '# thresholds: {critical: 0, high: 3, medium: 10}',
    '',
    '# Questions that must have an answer: under strict an unknown answer to one blocks.',
    '# mustVerify: [MD-001.1, facts]',
    '',
    '# Required checks that other apps report, and no workflow here; `*` stands for any characters.',
    ...listOf('externalContexts', external, true),
    '',
    '# What this repository claims beside what GitHub enforces. Rules hold it to that.',
    'require:',
    `  checks: ${checks}`,
    `  mergeQueue: ${queue}`,
    `  noBypass: ${noBypass}`,
    '',
    '# Paths that no agent may change without the approval of a person. Patterns as in CODEOWNERS.',
    'autonomy:',
    ...listOf('controlledPaths', controlledPaths(files), false).map((line) => `  ${line}`),
    '  # Kinds of updates that bots may merge by themselves.',
    '  # autoMerge: [digest, patch]',
    '',
    '# Owners of actions, workflows and images that need not be pinned to a commit or digest.',
    'pins:',
    '  # trustedOwners: [your-org]',
    '',
    '# Checks whose jobs answer the same for the same commit, or can be built again.',
    '# deterministicJobs: [test]',
    "# reproducibleJobs: ['release / *']",
    '',
    '# Findings that are let through for a time. Each one is counted in the report.',
    'suppress:',
    '  # - check: MD-001.2',
    '  #   subject: test (20)',
    "  #   owner: '@your-org/your-team'",
    '  #   reason: why it is right to look away',
    '  #   expires: 2027-01-31',
    '',
    '# The severity of a sub-check, or of a rule, in place of its own.',
    'severity:',
    '  # MD-001.6: low',
    '',
    '# Secrets of a form of your own that reports must not show, in RE2 syntax.',
    'redaction:',
    '  patterns:',
    "    # - {name: employee, pattern: 'E[0-9]{6}'}",
    '',
  ];
  return lines.join('\n');
}

/** Contexts of which no workflow here is known to report them: whether an app does is for people. */
async function openContexts(facts: Facts): Promise<readonly string[]> {
  const { unknowns } = await phantomContext.judge(facts);
  const open = new Set(unknowns.map(({ subject }) => subject));
  const required = new Set(requirements(facts.head).map(({ context }) => context));
  return [...required].filter((context) => open.has(context)).sort();
}

/** What guards the repository itself, as far as it is there. */
function controlledPaths(files: readonly string[]): readonly string[] {
  const has = (path: string): boolean =>
    path.endsWith('/') ? files.some((file) => file.startsWith(path)) : files.includes(path);
  return [
    '/.github/',
    '/.phase-mirror.yml',
    ...['CODEOWNERS', 'docs/CODEOWNERS', ...INSTRUCTIONS]
      .filter((path) => has(path) && !path.startsWith('.github/'))
      .map((path) => `/${path}`),
    ...(files.some((file) => file.endsWith('.tf')) ? ['*.tf'] : []),
  ];
}

/** A list, or its lines as comments: what people must decide is not decided for them. */
function listOf(key: string, items: readonly string[], asked: boolean): readonly string[] {
  if (items.length === 0) return [`# ${key}: []`];
  const mark = asked ? '# ' : '';
  return [`${mark}${key}:`, ...items.map((item) => `${mark}  - ${yamlText(item)}`)];
}

/** Plain where YAML reads a text of it; JSON, which YAML is, where the text is not one printable line. */
function yamlText(text: string): string {
  if (/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(text)) return JSON.stringify(text);
  const plain = /^[A-Za-z/.][\w./ -]*$/.test(text) && !/^(?:true|false|null)$/i.test(text);
  return plain && text.trim() === text ? text : `'${text.replaceAll("'", "''")}'`;
}

/** The default branch, for the workflow. */
export function branchName(facts: Facts | undefined): string {
  return (facts === undefined ? undefined : valueOf(facts.change.branch)?.name) ?? 'main';
}
