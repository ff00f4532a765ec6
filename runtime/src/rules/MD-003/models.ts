import type { Job, NamedText, Step } from '../../facts/index.js';
import { invocationsOf, programOf, type Command, type Invocation } from '../shell/commands.js';

/** A step that asks a model. */
export interface ModelCall {
  readonly step: Step;
  /** What it asks with: an action, a program or the address of an API. */
  readonly by: string;
  /** The command, where it is one of a script. */
  readonly invocation?: Invocation;
}

/** Actions that ask a model, by their name without a version. Kept as data. */
const ACTIONS: ReadonlySet<string> = new Set([
  'actions/ai-inference',
  'anthropics/claude-code-action',
  'anthropics/claude-code-base-action',
  'openai/codex-action',
  'google-github-actions/run-gemini-cli',
  'google-gemini/gemini-cli-action',
  'coderabbitai/ai-pr-reviewer',
]);

/** Programs that ask a model, with the first words that make them. */
const PROGRAMS: Readonly<Record<string, RegExp>> = {
  claude: /^(?:-p|--print)\b|\s(?:-p|--print)\b/,
  codex: /^exec\b/,
  gemini: /(?:^|\s)(?:-p|--prompt)\b/,
  ollama: /^run\b/,
  gh: /^models run\b/,
  aws: /^bedrock-runtime (?:invoke-model|converse)\b/,
};

/** Addresses under which models answer. */
const APIS =
  /\b(?:api\.openai\.com|api\.anthropic\.com|generativelanguage\.googleapis\.com|models\.github\.ai|models\.inference\.ai\.azure\.com|openrouter\.ai\/api|api\.mistral\.ai|api\.cohere\.(?:com|ai)|api\.groq\.com|[\w-]{1,63}\.openai\.azure\.com|localhost:11434)(?:\/|\b)/;
const MENTIONS = /\b(?:claude|codex|gemini|ollama|models|bedrock-runtime|curl|wget)\b/;

/** The call of a step; undefined where it asks no model that is known. */
export function modelCall(step: Step, job: Job): ModelCall | undefined {
  const { uses, run } = step;
  const action = uses?.split('@')[0]?.toLowerCase();
  if (action !== undefined) return ACTIONS.has(action) ? { step, by: action } : undefined;
  if (run === undefined || !MENTIONS.test(run)) return undefined;
  for (const invocation of invocationsOf(step, job)) {
    const by = asksBy(invocation);
    if (by !== undefined) return { step, by, invocation };
  }
  return undefined;
}

function asksBy({ program, args }: Invocation): string | undefined {
  if (program === 'curl' || program === 'wget') {
    for (const word of args) {
      const [api] = APIS.exec(word) ?? [];
      if (api !== undefined) return api.replace(/\/$/, '');
    }
    return undefined;
  }
  const form = Object.hasOwn(PROGRAMS, program) ? PROGRAMS[program] : undefined;
  return form?.test(args.join(' ').slice(0, 2000)) === true ? program : undefined;
}

/** Whether the output of a command is the answer of a model: it asks one, or is given an answer in its words. */
export function asksModel(command: Command): boolean {
  const done = asked.get(command);
  if (done !== undefined) return done;
  const program = programOf(command);
  const at = command.words.findIndex((word) => word.replace(/^.*\//, '') === program);
  const args = command.words.slice(at + 1);
  const asks =
    asksBy({ program, args, command, into: [] }) !== undefined || command.inner.some(asksModel);
  asked.set(command, asks);
  return asks;
}

/** A command is looked at once, however deep it stands. */
const asked = new WeakMap<Command, boolean>();

/** A model by a snapshot: a date, a number of three or more digits, or a digest. */
const SNAPSHOT =
  /\b(?:claude|gpt|chatgpt|o[134]|gemini|mistral|codestral|magistral|command|llama|grok|deepseek)[\w.:/-]{0,80}?(?:[-@:]20\d{2}-?[01]\d-?[0-3]\d|-\d{3,4})(?![\w])|@sha256:[0-9a-f]{64}/i;

/** Whether the call names a model that does not change, does not, or says it where it cannot be read. */
export function pinnedModel({ step, invocation }: ModelCall, job: Job): 'yes' | 'no' | 'unknown' {
  const named: readonly NamedText[] = [
    ...(step.with ?? []),
    ...(step.env ?? []),
    ...(job.env ?? []),
  ];
  const texts = [...named.map(({ text }) => text), step.run ?? ''];
  if (texts.some((text) => SNAPSHOT.test(text))) return 'yes';
  const said = named.filter(({ name }) => /model/i.test(name)).map(({ text }) => text);
  const args = invocation?.args ?? [];
  args.forEach((word, i) => {
    if (/^(?:-m|--model)$/.test(word)) said.push(args[i + 1] ?? '');
    if (word.startsWith('--model=')) said.push(word);
  });
  return said.some((text) => /\$\{\{|\$\w|\$\{/.test(text)) ? 'unknown' : 'no';
}

/** What an action answers beside the words of the model. */
const OWN_OUTPUTS: ReadonlySet<string> = new Set([
  ...['execution_file', 'response-file', 'github_token', 'session_id', 'conclusion', 'branch_name'],
]);

/** Whether a text reads what a model said: outputs of a step with an id of `steps`, or of a job of `jobs`. */
export function readsAnswer(text: string, ids: Answering): boolean {
  // Every mention is looked at once; the id is compared as text, so no pattern is made of it.
  for (const [, context, id, output] of text.matchAll(OUTPUTS)) {
    const known = context?.toLowerCase() === 'needs' ? ids.jobs : ids.steps;
    if (known.has(id?.toLowerCase() ?? '') && !OWN_OUTPUTS.has(output?.toLowerCase() ?? '')) {
      return true;
    }
  }
  return false;
}

/** Where the answers of models can be read, in lower case. */
export interface Answering {
  readonly steps: ReadonlySet<string>;
  readonly jobs: ReadonlySet<string>;
}

const OUTPUTS =
  /\b(steps|needs)\s{0,8}\.\s{0,8}([\w-]+)\s{0,8}\.\s{0,8}outputs\s{0,8}\.\s{0,8}([\w-]+)/gi;
