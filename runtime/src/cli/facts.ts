import { resolve } from 'node:path';
import { customRedactions } from '../custom-redactions.js';
import { EXIT, type ExitCode } from '../errors/index.js';
import { digestOf, withAccepted, type Facts } from '../facts/index.js';
import { recordText } from '../facts/recorded/record.js';
import { nonceCache, redactor } from '../privacy/index.js';
import { factUnknowns } from '../report/report.js';
import { printable } from '../report/printable.js';
import { openStores } from '../stores/index.js';
import { loaderOf } from './baselines.js';
import { collectFrom, SOURCE_OPTIONS } from './facts-source.js';
import type { CliIo } from './io.js';
import { optionLines, parseOptions, type OptionSpecs } from './options.js';
import { SCOPE_OPTIONS, scopeOf } from './scope.js';
import { writeOut } from './write-out.js';

export const FACTS_OPTIONS = {
  ...SOURCE_OPTIONS,
  out: { type: 'string', value: 'FILE', help: 'file to write; default standard output' },
  ...SCOPE_OPTIONS,
  json: { type: 'boolean', help: 'with --out, say what was written as JSON' },
  help: { type: 'boolean', help: 'show this help' },
} as const satisfies OptionSpecs;

/** `phase-mirror facts`: records what `check` would judge, redacted, so that it can be judged elsewhere. */
export async function facts(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const values = parseOptions('facts', FACTS_OPTIONS, args);
  if (values.help === true) {
    io.stdout.write(factsHelp());
    return EXIT.ok;
  }
  const scope = scopeOf(values, io.env);
  const stores = await openStores({ store: values.store, scope, env: io.env });
  try {
    // Nothing leaves unredacted: without a nonce there is no record.
    const keys = await nonceCache({ parameters: stores.parameters }).keys();
    const read = await collectFrom(values, io);
    const collected = await withAccepted(read, loaderOf(scope, stores));
    const redact = redactor(keys.ring, { custom: await customRedactions(collected) });
    const text = recordText(collected, (one) => redact.text(one));
    if (values.out === undefined) {
      io.stdout.write(text);
      return EXIT.ok;
    }
    await writeOut(resolve(io.cwd, values.out), values.out, text);
    io.stdout.write(summary(collected, values.out, values.json === true));
    return EXIT.ok;
  } finally {
    stores.close();
  }
}

function summary(facts: Facts, file: string, json: boolean): string {
  const { repository, head } = facts.change;
  const gaps = factUnknowns(facts).length;
  if (json) {
    const said = { file, repository, head, factsDigest: digestOf(facts), unknown: gaps };
    return `${JSON.stringify(said)}\n`;
  }
  const unknown = gaps === 0 ? '' : `, ${gaps} not known`;
  return `${printable(file)}: facts ${digestOf(facts).slice(0, 12)} of ${printable(repository)} ${head.slice(0, 8)}${unknown}\n`;
}

function factsHelp(): string {
  return `phase-mirror facts: records what check judges, to judge it again without git and network

Options
${optionLines(FACTS_OPTIONS)}

The record holds names, places and quoted lines of workflows, claims and commits. Secrets and personal
data in them are redacted as in a report: equal ones by equal tokens, so rules compare what they
compared. \`check --facts FILE\` gives the report, byte for byte, that check gave on the repository
with the same nonce; only a finding about a name that was redacted has another fingerprint.

Exit codes
  0 recorded   2 usage   3 could not run

Examples
  phase-mirror facts --out facts.json
  phase-mirror check --facts facts.json
`;
}
