import { valueOf, type Facts } from '../../facts/index.js';
import { matcherOf } from '../../facts/codeowners/matcher.js';
import { changeRule } from '../change-rule.js';
import { machinesOf, machineTitle } from '../machines.js';
import type { RuleMeta } from '../rule.js';
import { judgeEach, NOTHING_JUDGED, type TreeResult, type Violation } from '../violation.js';

const BY_COPILOT = 'Copilot <198982749+Copilot@users.noreply.github.com>';
const base = { 'README.md': 'A ledger.\n', 'AGENTS.md': 'Run the tests.\n' };

const meta: RuleMeta = {
  id: 'MD-002.9',
  title: 'Agent instructions changed by an agent',
  rationale:
    'Instruction files and tool configurations decide what the next agent does and may reach. An agent that rewrites them widens its own reach, or passes on what it was tricked into.',
  remedy: 'Let a person make the change of these files, or review it line by line.',
  docs: 'docs/rules/MD-002.md#md-0029-agent-instructions-changed-by-an-agent',
  examples: [
    {
      title: 'an agent that rewrites AGENTS.md',
      answer: 'violation',
      base,
      change: { 'AGENTS.md': 'Skip the tests.\n' },
      author: BY_COPILOT,
    },
    {
      title: 'an agent that adds a tool server',
      answer: 'violation',
      base,
      change: { '.mcp.json': '{ "mcpServers": {} }\n' },
      author: BY_COPILOT,
    },
    {
      title: 'a person who rewrites AGENTS.md',
      answer: 'pass',
      base,
      change: { 'AGENTS.md': 'Run all tests.\n' },
    },
    {
      title: 'an agent that changes something else',
      answer: 'pass',
      base,
      change: { 'README.md': 'A ledger that balances.\n', 'docs/AGENTS.txt': 'x\n' },
      author: BY_COPILOT,
    },
    {
      title: 'a person who was helped: the trailer does not say with which file',
      answer: 'pass',
      base,
      change: { 'AGENTS.md': 'Run all tests.\n' },
      message: 'Say which tests\n\nCo-authored-by: Claude <noreply@anthropic.com>\n',
    },
  ],
};

/** Files that tell agents what to do and what they may use, in the forms of CODEOWNERS patterns. */
const INSTRUCTIONS: readonly string[] = [
  ...['AGENTS.md', 'CLAUDE.md', 'GEMINI.md', '.cursorrules', '.windsurfrules', '.mcp.json'],
  ...['.cursor/', '.claude/', '/.vscode/mcp.json'],
  ...['/.github/copilot-instructions.md', '/.github/instructions/', '/.github/agents/'],
];

/** Files with instructions for agents that an agent changed. */
export const instructionFiles = changeRule(meta, judge);

/**
 * Only where the whole change is an agent's: it wrote every commit, or opened the pull request. In a
 * mixed change nothing says whose the file is.
 */
function judge(facts: Facts): TreeResult {
  const files = valueOf(facts.change.files) ?? [];
  if (files.length === 0) return NOTHING_JUDGED;
  const matcher = matcherOf(INSTRUCTIONS);
  const changed = files.filter(({ path }) => matcher.last(path) >= 0);
  if (changed.length === 0) return NOTHING_JUDGED;
  const agent = machinesOf(facts).find(({ kind, by }) => kind === 'agent' && by !== 'trailer');
  const commits = (valueOf(facts.change.commits) ?? []).filter(({ parents }) => parents.length < 2);
  const all = commits.every(({ machines }) =>
    machines.some(
      ({ kind, where, by }) => kind === 'agent' && where === 'author' && by !== 'trailer',
    ),
  );
  return judgeEach(meta.id, changed, ({ path }): Violation | undefined => {
    if (agent === undefined || !(all || agent.role.startsWith('author of pull request'))) {
      return undefined;
    }
    return {
      subject: path,
      severity: 'medium',
      confidence: 'high',
      title: `an agent changed ${path}`,
      claim: {
        says: `${path} tells agents what to do and what they may use`,
        quote: '',
        place: { path, line: 1 },
      },
      reality: { says: `${machineTitle(agent)} changed it`, quote: '' },
      why: 'What stands there steers every agent that works here next, with the rights of whoever starts it.',
      fix: 'Let a person read the change of this file line by line and commit it in a change of its own.',
    };
  });
}
