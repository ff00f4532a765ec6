import type { Callable } from './action.js';
import { COMMON_OPTIONS, type OptionSpecs } from './options.js';

/** What `--help` prints: of the runbook, or of one of its actions. */
export function helpText(runbook: Callable, action?: string): string {
  const chosen = action === undefined ? undefined : runbook.actions?.[action];
  const name = action === undefined ? runbook.name : `${runbook.name} ${action}`;
  const own = { ...runbook.options, ...chosen?.options };
  return [
    `${name}: ${chosen?.summary ?? runbook.summary}`,
    ...(chosen === undefined ? actionsOf(runbook) : []),
    section('Options', optionRows({ ...own, ...COMMON_OPTIONS })),
    `Example\n  ${chosen?.example ?? runbook.example}\n`,
  ].join('\n\n');
}

function actionsOf({ name, actions }: Callable): readonly string[] {
  if (actions === undefined) return [];
  const rows = Object.entries(actions).map(([word, { summary }]) => [word, summary] as const);
  return [
    section('Actions', rows),
    `\`npm run ops -- ${name} ACTION --help\` shows the options of one.`,
  ];
}

/** Options as rows of a help text. */
export const optionRows = (specs: OptionSpecs): readonly (readonly [string, string])[] =>
  Object.entries(specs).map(
    ([name, spec]) =>
      [`--${name}${spec.type === 'string' ? ` ${spec.value ?? 'VALUE'}` : ''}`, spec.help] as const,
  );

/** A title with two columns below it. */
export function section(title: string, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return [title, ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)].join('\n');
}
