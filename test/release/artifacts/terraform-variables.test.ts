import { describe, expect, it } from '@jest/globals';
import {
  placeholderSettings,
  VARIABLES,
  withVariables,
} from '../../../release/artifacts/terraform-variables.js';
import { bundleReadme } from '../../../release/artifacts/terraform-readme.js';
import { deployment, synthesised } from '../../stacks/synthesised.js';

type Tree = Parameters<typeof withVariables>[0];

const GIVEN: Readonly<Record<string, string>> = {
  account: '222222222222',
  region: 'ap-southeast-2',
  organisation: 'acme',
  repository: 'mirror',
  branch: 'trunk',
};
const settings = Object.fromEntries(
  VARIABLES.map(({ name, setting }) => [`PHASE_MIRROR_PRODUCTION_${setting}`, GIVEN[name] ?? '']),
);
const direct = synthesised(deployment('production', settings));
const open = synthesised(deployment('production', placeholderSettings('production')));
const stacks = Object.keys(direct) as (keyof typeof direct)[];

describe('the Terraform bundle of an environment', () => {
  it.each(stacks)('%s is, with its variables given, what the settings synthesise', (stack) => {
    const { configuration, backend } = withVariables(open[stack] as unknown as Tree);
    const text = JSON.stringify(configuration).replaceAll(
      /\$\{var\.(account|region|organisation|repository|branch)\}/g,
      (_, name: string) => GIVEN[name] ?? '',
    );
    const filled = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const { terraform, variable, ...rest } = direct[stack] as unknown as Tree;
    const given = Object.entries(backend).map(([key, value]): [string, unknown] => [
      key,
      JSON.parse(
        value.replaceAll(/ACCOUNT|REGION/g, (name) => GIVEN[name.toLowerCase()] ?? ''),
      ) as unknown,
    ]);
    const { backend: kept, ...others } = filled['terraform'] as { backend: { s3: object } };
    const s3 = { ...kept.s3, ...(Object.fromEntries(given) as object) };
    expect({ ...others, backend: { s3 } }).toEqual(terraform);
    const declared = filled['variable'] as Record<string, unknown>;
    const own = Object.entries(declared).filter(([name]) => !(name in GIVEN));
    expect(Object.fromEntries(own)).toEqual(variable ?? {});
    expect(Object.keys(declared)).toEqual(expect.arrayContaining(Object.keys(GIVEN)));
    for (const [part, content] of Object.entries(rest)) expect(filled[part]).toEqual(content);
  });

  it.each(stacks)('%s holds no placeholder and no backend of an account', (stack) => {
    const { configuration, backend } = withVariables(open[stack] as unknown as Tree);
    for (const { placeholder } of VARIABLES) {
      expect(JSON.stringify({ configuration, backend })).not.toContain(placeholder);
    }
    expect(Object.keys(backend).sort()).toEqual([
      'allowed_account_ids',
      'bucket',
      'kms_key_id',
      'region',
    ]);
  });

  it('refuses a variable where Terraform reads none', () => {
    const stack = {
      terraform: { backend: { s3: {} } },
      resource: { aws_x: { 'of-918273645546': {} } },
    };
    expect(() => withVariables(stack)).toThrow('cannot hold a variable');
  });

  it('takes what the settings take, and has an example of each', () => {
    for (const { allowed, example, placeholder, default: preset = example } of VARIABLES) {
      for (const value of [example, preset, placeholder]) {
        // The placeholder stands in for a region that cannot exist, so it need not be one.
        expect(value).toMatch(new RegExp(allowed));
      }
      expect('"quoted"; ${x}').not.toMatch(new RegExp(allowed));
    }
  });

  it('is explained by a README that names every variable, stack and step', () => {
    const text = bundleReadme('production', '1.0.0');
    for (const { name } of VARIABLES) expect(text).toContain(`| \`${name}\` |`);
    for (const stack of stacks) expect(text).toContain(`\`${stack}\``);
    expect(text).toContain('workspace select -or-create production');
    expect(text).not.toContain('staging');
  });
});
