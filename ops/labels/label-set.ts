import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { opsError } from '../errors.js';

/** A label as it must be. */
export interface Label {
  readonly name: string;
  /** Six hex digits, lower case, without `#`. */
  readonly color: string;
  readonly description: string;
}

/** A label of the set, with the names that it had: what has one of them is renamed, and keeps its issues. */
export interface WantedLabel extends Label {
  readonly formerly: readonly string[];
}

/** The label set that comes with the runbook. */
export const OWN_SET = fileURLToPath(new URL('labels.json', import.meta.url));

// GitHub: 50 characters of a name, 100 of a description, six hex digits.
const name = z
  .string()
  .min(1)
  .max(50)
  .refine((text) => text.trim() === text && !/[\p{Cc},]/u.test(text), {
    message: 'no comma, no control character, no space at its ends',
  });
const schema = z.strictObject({
  labels: z
    .array(
      z.strictObject({
        name,
        color: z.string().regex(/^[0-9a-fA-F]{6}$/, 'six hex digits without #'),
        description: z.string().max(100).default(''),
        formerly: z.array(name).default([]),
      }),
    )
    .min(1),
});

/** Names of labels differ on GitHub in more than case. */
export const labelKey = (name: string): string => name.toLowerCase();

/** Reads a label set. Throws PM-1002 with the first thing that is wrong. */
export function readLabelSet(path: string): readonly WantedLabel[] {
  const wrong = (why: string): Error => opsError('PM-1002', { what: `label set ${path}`, why });
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw wrong((error as Error).message);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw wrong(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not of its form'}`);
  }
  const { labels } = parsed.data;
  const seen = new Set<string>();
  for (const one of labels.flatMap((label) => [label.name, ...label.formerly])) {
    if (seen.has(labelKey(one))) throw wrong(`"${one}" stands in it twice`);
    seen.add(labelKey(one));
  }
  return labels.map((label) => ({ ...label, color: label.color.toLowerCase() }));
}
