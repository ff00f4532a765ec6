// A bundle of Terraform serves every account: what is told apart by settings stands in it as a variable.

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Tree = Readonly<Record<string, Json>>;

export interface BundleVariable {
  readonly name: string;
  /** The setting that a synthesis reads it from: PHASE_MIRROR_<ENVIRONMENT>_<setting>. */
  readonly setting: string;
  /** What stands for it while the stacks are synthesised. Occurs nowhere else, and is a valid value. */
  readonly placeholder: string;
  readonly description: string;
  readonly default?: string;
  /** Regular expression of what may be given, as Terraform's `regex` reads it. */
  readonly allowed: string;
  readonly example: string;
}

export const VARIABLES: readonly BundleVariable[] = [
  {
    name: 'account',
    setting: 'ACCOUNT',
    placeholder: '918273645546',
    description: 'AWS account id: 12 digits',
    allowed: '^[0-9]{12}$',
    example: '123456789012',
  },
  {
    name: 'region',
    setting: 'REGION',
    placeholder: 'zz-placeholder-9',
    description: 'AWS region',
    default: 'eu-central-1',
    allowed: '^[a-z]{2}(-[a-z]+)+-[0-9]$',
    example: 'eu-central-1',
  },
  {
    name: 'organisation',
    setting: 'GITHUB_ORGANISATION',
    placeholder: 'placeholder-of-the-organisation',
    description: 'GitHub organisation whose workflows are trusted',
    allowed: '^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}$',
    example: 'octo-org',
  },
  {
    name: 'repository',
    setting: 'GITHUB_REPOSITORY',
    placeholder: 'placeholder-of-the-repository',
    description: 'GitHub repository whose workflows are trusted',
    default: 'phase-mirror',
    allowed: '^[A-Za-z0-9_.-]{1,100}$',
    example: 'phase-mirror',
  },
  {
    name: 'branch',
    setting: 'GITHUB_BRANCH',
    placeholder: 'placeholder-of-the-branch',
    description: 'Branch whose pushes and merge queue may evaluate',
    default: 'main',
    allowed: '^[A-Za-z0-9_./-]+$',
    example: 'main',
  },
];

/** The settings to synthesise a bundle with. */
export function placeholderSettings(environment: string): Readonly<Record<string, string>> {
  const prefix = `PHASE_MIRROR_${environment.toUpperCase()}_`;
  return Object.fromEntries(
    VARIABLES.map(({ setting, placeholder }) => [`${prefix}${setting}`, placeholder]),
  );
}

/** `text` with what `of` says for each variable in the place of its placeholder. */
function filled(text: string, of: (variable: BundleVariable) => string): string {
  return VARIABLES.reduce(
    (filledIn, variable) => filledIn.replaceAll(variable.placeholder, of(variable)),
    text,
  );
}

export interface BundledStack {
  readonly configuration: Tree;
  /** Settings of the backend that hold a variable: Terraform wants them at `init`. */
  readonly backend: Readonly<Record<string, string>>;
}

/**
 * A stack that was synthesised with `placeholderSettings`, for every account: each placeholder is a
 * reference to its variable, which is declared, and the backend keeps only what has none. Throws for a
 * placeholder where Terraform reads no template: in the name of a block or an argument.
 */
export function withVariables(synthesised: Tree): BundledStack {
  const { terraform, variable, '//': comment, ...rest } = synthesised;
  void comment;
  const { backend, ...settings } = terraform as { backend: { s3: Tree } } & Tree;
  const entries = Object.entries(backend.s3);
  const open = entries.filter(([, value]) => holdsPlaceholder(value));
  const closed = entries.filter(([, value]) => !holdsPlaceholder(value));
  const referring = (value: Json): Json =>
    mapText(value, (text) => filled(text, ({ name }) => `\${var.${name}}`));
  return {
    configuration: {
      terraform: { ...settings, backend: { s3: Object.fromEntries(closed) } },
      variable: { ...(variable as Tree | undefined), ...declared() },
      ...(referring(rest) as Tree),
    },
    backend: Object.fromEntries(
      open.map(([key, value]) => [
        key,
        filled(JSON.stringify(value), ({ name }) => name.toUpperCase()),
      ]),
    ),
  };
}

function declared(): Tree {
  return Object.fromEntries(
    VARIABLES.map(({ name, description, default: preset, allowed }) => [
      name,
      {
        type: 'string',
        description,
        ...(preset === undefined ? {} : { default: preset }),
        validation: [
          {
            condition: `\${can(regex(${JSON.stringify(allowed)}, var.${name}))}`,
            error_message: `${name} is no ${description}.`,
          },
        ],
      },
    ]),
  );
}

function holdsPlaceholder(value: Json): boolean {
  const text = JSON.stringify(value);
  return VARIABLES.some(({ placeholder }) => text.includes(placeholder));
}

function mapText(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item: Json) => mapText(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (holdsPlaceholder(key)) throw new Error(`${key} is a name, and cannot hold a variable`);
      return [key, mapText(inner, change)];
    }),
  );
}
