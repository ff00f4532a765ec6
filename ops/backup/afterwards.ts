import type { Site } from '../aws/site.js';
import type { Subject } from './tables.js';

/** Terraform address of a table in the stack `data`. */
const ADDRESSES: Readonly<Record<Subject['id'], string>> = {
  fpEvents: 'aws_dynamodb_table.fp_events_table',
  consent: 'aws_dynamodb_table.consent_table',
  calibration: 'aws_dynamodb_table.calibration_table',
  blockCounter: 'aws_dynamodb_table.block_counter_table',
};

/** What Terraform makes of a restored table, and how to go on. */
export function afterwards(
  { deployment: { environment } }: Site,
  subject: Subject,
  target: string,
): readonly string[] {
  const { name } = subject.spec;
  const address = ADDRESSES[subject.id];
  if (target === name) {
    return [
      `Terraform knows ${name} by its name, as ${address} of the stack data: nothing is imported as long as the state has it. Look: npm run ops -- deploy --env ${environment} --dry-run`,
      `should the state not have it, a deploy finds the table and adopts it by an import block of its own; by hand: terraform import ${address} ${name}`,
    ];
  }
  return [
    `Terraform does not know ${target}, and the oracle does not read it: it is a copy to look at`,
    `to bring its items into ${name}, which stays what Terraform knows: npm run ops -- backup restore --env ${environment} --table ${subject.word} --swap ${name} with the same source`,
  ];
}
