import { valuesOf, wordsOf, type CompletionTable } from './completion-words.js';

/** A script for bash, to be sourced. */
export function bashScript(table: CompletionTable): string {
  const words = wordsOf(table).map(
    ([path, next]) => `    '${path}') COMPREPLY=($(compgen -W '${next.join(' ')}' -- "$word")) ;;`,
  );
  const values = valuesOf(table).map(([at, { choices, value }]) => {
    const how =
      choices !== undefined
        ? `-W '${choices.join(' ')}'`
        : value === 'DIR'
          ? '-d'
          : value === 'FILE'
            ? '-f'
            : undefined;
    const answer = how === undefined ? '' : `COMPREPLY=($(compgen ${how} -- "$word"))`;
    return `    '${at}') ${answer}${answer === '' ? '' : '; '}return ;;`;
  });
  const paths = Object.keys(table).map((path) => `'${path}'`);
  return `# phase-mirror completion bash
_phase_mirror() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} at='' next i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    next="\${at:+$at }\${COMP_WORDS[i]}"
    case "$next" in
    ${paths.join('|')}) at=$next ;;
    *) break ;;
    esac
  done
  case "$at $before" in
${values.join('\n')}
  esac
  case "$at" in
${words.join('\n')}
  esac
}
complete -o filenames -F _phase_mirror phase-mirror
`;
}
