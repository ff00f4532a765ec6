import { readFileSync } from 'node:fs';
import { parseEvent, type Diagnostic, type TerraformEvent } from '../../../ops/terraform/events.js';

/** Lines that Terraform 1.11.4 wrote, word for word. */
export const captured = (name: string): string =>
  readFileSync(new URL(`captured/${name}`, import.meta.url), 'utf8');

export const eventsOf = (text: string): readonly TerraformEvent[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map(parseEvent);

export const diagnosticsOf = (text: string): readonly Diagnostic[] =>
  eventsOf(text).flatMap((event) => (event.type === 'diagnostic' ? [event.diagnostic] : []));
