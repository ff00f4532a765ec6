import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { YAML } from 'zx';
import { OWN_SET, readLabelSet } from '../../ops/labels/label-set.js';
import { DESCRIPTION, wrongIn } from '../support/github/description.js';

const FORMS = '.github/ISSUE_TEMPLATE';
const read = (path: string): string => readFileSync(path, 'utf8');

const text = z.string().min(1);
const validations = z.strictObject({ required: z.boolean().optional() }).optional();
/** An id in a form: letters, digits, - and _; without one GitHub cannot fill the field from a link. */
const id = z.string().regex(/^[\w-]+$/);
const described = { label: text, description: text.optional() };
/** GitHub's form schema (docs.github.com, "Syntax for GitHub's form schema"): what it does not know, it shows no form for. */
const field = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('markdown'), attributes: z.strictObject({ value: text }) }),
  z.strictObject({
    type: z.literal('input'),
    id,
    attributes: z.strictObject({
      ...described,
      placeholder: text.optional(),
      value: text.optional(),
    }),
    validations,
  }),
  z.strictObject({
    type: z.literal('textarea'),
    id,
    attributes: z.strictObject({
      ...described,
      placeholder: text.optional(),
      value: text.optional(),
      render: text.optional(),
    }),
    validations,
  }),
  z.strictObject({
    type: z.literal('dropdown'),
    id,
    attributes: z.strictObject({
      ...described,
      options: z.array(text).nonempty(),
      multiple: z.boolean().optional(),
      default: z.number().int().min(0).optional(),
    }),
    validations,
  }),
  z.strictObject({
    type: z.literal('checkboxes'),
    id,
    attributes: z.strictObject({
      ...described,
      options: z
        .array(z.strictObject({ label: text, required: z.boolean().optional() }))
        .nonempty(),
    }),
    validations,
  }),
]);
const form = z.strictObject({
  name: text,
  description: text,
  title: text.optional(),
  labels: z.array(text).optional(),
  assignees: z.array(text).optional(),
  projects: z.array(text).optional(),
  type: text.optional(),
  body: z.array(field).nonempty(),
});

const forms = readdirSync(FORMS)
  .filter((file) => file !== 'config.yml')
  .map((file) => ({ file, parsed: form.safeParse(YAML.parse(read(join(FORMS, file)))) }));

describe('the issue forms', () => {
  it.each(forms)('$file is one that GitHub shows', ({ parsed }) => {
    expect(parsed.error?.issues ?? []).toEqual([]);
    const body = parsed.data?.body ?? [];
    expect(body.some(({ type }) => type !== 'markdown')).toBe(true);
    const ids = body.flatMap((one) => (one.type === 'markdown' ? [] : [one.id]));
    expect(new Set(ids).size).toBe(ids.length);
    const labels = body.flatMap((one) => (one.type === 'markdown' ? [] : [one.attributes.label]));
    expect(new Set(labels).size).toBe(labels.length);
  });

  it('give labels that the set of this repository has: GitHub drops others without a word', () => {
    // Those that every repository has from GitHub, and our own (`npm run ops -- labels`).
    const known = ['bug', 'enhancement', ...readLabelSet(OWN_SET).map(({ name }) => name)];
    for (const { file, parsed } of forms) {
      expect([file, known]).toEqual([file, expect.arrayContaining(parsed.data?.labels ?? [])]);
    }
  });

  it('have one chooser, with a way in private for what nobody may read', () => {
    const config = z.strictObject({
      blank_issues_enabled: z.boolean(),
      contact_links: z.array(z.strictObject({ name: text, url: z.url(), about: text })).nonempty(),
    });
    const parsed = config.parse(YAML.parse(read(join(FORMS, 'config.yml'))));
    expect(parsed.contact_links.map(({ about }) => about).join()).toContain('SECURITY.md');
    expect(read('.github/SECURITY.md')).toContain('Report a vulnerability');
  });
});

describe('the rulesets', () => {
  /** As the API takes them (POST /repos/{owner}/{repo}/rulesets). */
  const ruleset = z.strictObject({
    name: text,
    target: z.enum(['branch', 'tag', 'push']),
    enforcement: z.literal('active'),
    conditions: z.strictObject({
      ref_name: z.strictObject({ include: z.array(text).nonempty(), exclude: z.array(text) }),
    }),
    bypass_actors: z.array(z.unknown()).optional(),
    rules: z
      .array(
        z.strictObject({ type: text, parameters: z.record(z.string(), z.unknown()).optional() }),
      )
      .nonempty(),
  });

  it.each(readdirSync('.github/rulesets'))('%s is such as GitHub takes', (file) => {
    const parsed = ruleset.parse(JSON.parse(read(join('.github/rulesets', file))));
    expect(parsed.rules.map(({ type }) => type)).toContain('non_fast_forward');
    for (const rule of parsed.rules) {
      const schema = DESCRIPTION.schemas[`repository-rule-${rule.type.replaceAll('_', '-')}`];
      if (schema === undefined) throw new Error(`GitHub has no rule ${rule.type}`);
      expect([rule.type, wrongIn(schema, rule)]).toEqual([rule.type, []]);
      // GitHub drops a parameter that it does not know.
      const { properties } = schema as {
        readonly properties: { readonly parameters?: { readonly properties: object } };
      };
      const known = Object.keys(properties.parameters?.properties ?? {});
      expect(known).toEqual(expect.arrayContaining(Object.keys(rule.parameters ?? {})));
    }
  });
});

describe('CODEOWNERS', () => {
  it('says which teams must be there, and how to put others in their place', () => {
    const lines = read('.github/CODEOWNERS').split('\n');
    const remarks = lines.filter((line) => line.startsWith('#')).join('\n');
    const owners = lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .flatMap((line) => line.split(/\s+/).slice(1));
    for (const owner of owners) expect(remarks).toContain(owner.split('/')[1] ?? owner);
    expect(remarks).toContain('codeowners replace --map');
    expect(remarks).toContain('codeowners check');
  });
});
