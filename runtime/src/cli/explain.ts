import { EXIT, runtimeError, type ExitCode } from '../errors/index.js';
import { nearest } from '../errors/nearest.js';
import { painter, type Paint } from '../report/paint.js';
import { ruleOf } from '../rules/finding.js';
import type { RuleExample, RuleMeta } from '../rules/rule.js';
import { RULE_METAS } from '../rules/rules.js';
import { wantsColour, type CliIo } from './io.js';
import { optionLines, parseOptions, type OptionSpecs } from './options.js';

export const EXPLAIN_OPTIONS = {
  examples: { type: 'boolean', help: 'show the files of the examples as well' },
  json: { type: 'boolean', help: 'print what is known of the rules as JSON' },
  help: { type: 'boolean', help: 'show this help' },
} as const satisfies OptionSpecs;

/** `phase-mirror explain`: the page of a rule, or the list of them. Throws PM-1001 for another word. */
export function explain(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const words = args.filter((arg) => !arg.startsWith('-'));
  const values = parseOptions(
    'explain',
    EXPLAIN_OPTIONS,
    args.filter((arg) => arg.startsWith('-')),
  );
  if (values.help === true) {
    io.stdout.write(explainHelp());
    return Promise.resolve(EXIT.ok);
  }
  const metas = chosen(words);
  const paint = painter(wantsColour(io));
  const [meta] = metas;
  const whole = words.length === 1 && metas.length === 1 && meta !== undefined;
  io.stdout.write(
    values.json === true
      ? `${JSON.stringify(whole ? meta : metas.map(withoutExamples), null, 2)}\n`
      : whole
        ? page(meta, paint, values.examples === true)
        : list(metas, paint),
  );
  return Promise.resolve(EXIT.ok);
}

/** The rules that a word names: one sub-check, all of a rule, or all there are. */
function chosen([word, ...more]: readonly string[]): readonly RuleMeta[] {
  const all = RULE_METAS;
  if (word === undefined) return all;
  const asked = word.toUpperCase();
  const found = all.filter(({ id }) => id === asked || ruleOf(id) === asked);
  if (found.length > 0 && more.length === 0) return found;
  const ids = all.map(({ id }) => id);
  const near = nearest(asked, [...ids, ...new Set(ids.map(ruleOf))]);
  throw runtimeError('PM-1001', {
    what: `phase-mirror explain ${[word, ...more].join(' ')}`,
    why: more.length > 0 ? 'one rule is explained at a time' : 'there is no such rule',
    remedy:
      near === undefined || more.length > 0
        ? 'Run `phase-mirror explain`; it lists every rule.'
        : `Did you mean \`phase-mirror explain ${near}\`? \`phase-mirror explain\` lists every rule.`,
  });
}

function withoutExamples({
  id,
  title,
  rationale,
  remedy,
  docs,
}: RuleMeta): Omit<RuleMeta, 'examples'> {
  return { id, title, rationale, remedy, docs };
}

function list(metas: readonly RuleMeta[], paint: Paint): string {
  const width = Math.max(...metas.map(({ id }) => id.length));
  const lines = metas.map(({ id, title }) => `  ${paint.bold(id.padEnd(width))}  ${title}`);
  return `${lines.join('\n')}\n\n  phase-mirror explain ${metas[0]?.id ?? 'ID'}   the page of a rule\n`;
}

const ANSWERS: readonly (readonly [RuleExample['answer'], string])[] = [
  ['violation', 'It trips on'],
  ['pass', 'It does not trip on'],
  ['unknown', 'It cannot be answered for'],
];

function page(meta: RuleMeta, paint: Paint, withFiles: boolean): string {
  const blocks = [
    [paint.bold(`${meta.id} ${meta.title}`)],
    [paint.bold('Why'), ...wrapped(meta.rationale)],
    [paint.bold('Fix'), ...wrapped(meta.remedy)],
    ...ANSWERS.flatMap(([answer, title]) => {
      const examples = meta.examples.filter((example) => example.answer === answer);
      if (examples.length === 0) return [];
      return [[paint.bold(title), ...examples.flatMap((e) => exampleLines(e, paint, withFiles))]];
    }),
    [paint.dim(`${meta.docs}${withFiles ? '' : '   --examples shows the files of the examples'}`)],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function exampleLines(
  { title, base, change }: RuleExample,
  paint: Paint,
  withFiles: boolean,
): readonly string[] {
  const head = `  - ${title}`;
  if (!withFiles) return [head];
  const files = (tree: Readonly<Record<string, string>>, when: string): readonly string[] =>
    Object.entries(tree).flatMap(([path, text]) => [
      paint.dim(`    ${path}${when}`),
      ...text
        .trimEnd()
        .split('\n')
        .map((line) => `      ${line}`.trimEnd()),
    ]);
  return [
    head,
    ...files(base, change === undefined ? '' : ', before the change'),
    ...files(change ?? {}, ', in the change'),
    '',
  ];
}

const WIDTH = 100;

/** A paragraph in lines of at most {@link WIDTH} characters, indented. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(`  ${word}`);
  }
  return lines;
}

function explainHelp(): string {
  return `phase-mirror explain: the page of a rule: why it matters, how to mend it, what it trips on

Usage
  phase-mirror explain [RULE] [options]   without a rule, the list of them

Options
${optionLines(EXPLAIN_OPTIONS)}

Exit codes
  0 explained   2 usage

Examples
  phase-mirror explain MD-001.3
  phase-mirror explain MD-102 --json
  phase-mirror explain MD-002.6 --examples
`;
}
