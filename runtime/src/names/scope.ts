/** Where something is deployed. Every name in this room is a pure function of a scope. */
export interface Scope {
  /** Prefix of every name, lower-case kebab, at most 16 characters. */
  readonly project: string;
  /** Environment, which is also the Terraform workspace. */
  readonly environment: Environment;
  /** AWS account id, 12 digits. */
  readonly account: string;
  /** AWS region, for example `eu-central-1`. */
  readonly region: string;
}

export const ENVIRONMENTS = ['local', 'staging', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export const PROJECT = 'phase-mirror';

export function isEnvironment(value: string): value is Environment {
  return (ENVIRONMENTS as readonly string[]).includes(value);
}
