/** The stacks as synthesised JSON, each environment once a test file. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Testing, type TerraformStack } from 'cdktf';
import {
  ENVIRONMENTS,
  type Environment,
  type RoleId,
  type StackId,
} from '../../runtime/src/names/index.js';
import type { Statement } from '../../stacks/constructs/policy.js';
import { buildApp } from '../../stacks/app.js';
import { deploymentFor, type Deployment, type Variables } from '../../stacks/environments.js';

export type Properties = Readonly<Record<string, unknown>>;

/** A stack's `cdk.tf.json`, read as plain data. */
export interface Synthesised {
  readonly terraform: { readonly backend: { readonly s3: Properties } } & Properties;
  readonly provider: { readonly aws: readonly Properties[] };
  readonly resource: Readonly<Record<string, Readonly<Record<string, Properties>>>>;
  readonly output: Readonly<Record<string, Properties>>;
  readonly variable?: Readonly<Record<string, Properties>>;
}

/** What a real environment must be told. */
export const VARIABLES: Variables = {
  PHASE_MIRROR_STAGING_ACCOUNT: '111111111111',
  PHASE_MIRROR_STAGING_GITHUB_ORGANISATION: 'acme',
  PHASE_MIRROR_PRODUCTION_ACCOUNT: '222222222222',
  PHASE_MIRROR_PRODUCTION_GITHUB_ORGANISATION: 'acme',
};

export const deployment = (environment: Environment, variables: Variables = {}): Deployment =>
  deploymentFor(environment, { ...VARIABLES, ...variables });

export function synthesised(of: Deployment): Readonly<Record<StackId, Synthesised>> {
  const app = buildApp(of, mkdtempSync(join(tmpdir(), 'stacks-')));
  const stacks = of.stacks.map((id) => {
    const stack = app.node.findChild(id) as TerraformStack;
    return [id, JSON.parse(Testing.synth(stack)) as Synthesised];
  });
  return Object.fromEntries(stacks) as Record<StackId, Synthesised>;
}

/** Every stack of every environment, each with its own foundation. */
export const EVERY_STACK = ENVIRONMENTS.flatMap((environment) => {
  const of = deployment(environment);
  return Object.entries(synthesised(of)).map(([stack, json]) => ({
    environment,
    stack: stack as StackId,
    of,
    json,
  }));
});

export function stackOf(environment: Environment, stack: StackId): Synthesised {
  const found = EVERY_STACK.find((s) => s.environment === environment && s.stack === stack);
  if (found === undefined) throw new Error(`${environment} has no stack ${stack}`);
  return found.json;
}

export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly address: string;
  readonly properties: Properties;
}

export function resourcesOf({ resource }: Synthesised, type?: string): Resource[] {
  return Object.entries(resource).flatMap(([of, all]) =>
    type !== undefined && of !== type
      ? []
      : Object.entries(all).map(([name, properties]) => ({
          type: of,
          name,
          address: `${of}.${name}`,
          properties,
        })),
  );
}

/** The one resource of a type and name. */
export function resource(json: Synthesised, type: string, name: string): Properties {
  const found = json.resource[type]?.[name];
  if (found === undefined) throw new Error(`no ${type}.${name}`);
  return found;
}

export interface Document {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

export const documentOf = (text: unknown): Document => JSON.parse(text as string) as Document;

/** The policies of a role: its own and the managed ones that are attached to it. */
export function policiesOf(environment: Environment, role: RoleId): Document[] {
  const access = stackOf(environment, 'access');
  const own = resource(access, 'aws_iam_role_policy', `${role}_policy`)['policy'];
  const attached = access.resource['aws_iam_role_policy_attachment']?.[`${role}_inspects`];
  const shared = resource(access, 'aws_iam_policy', 'inspection')['policy'];
  return [own, ...(attached === undefined ? [] : [shared])].map(documentOf);
}

export const boundaryOf = (environment: Environment): Document =>
  documentOf(resource(stackOf(environment, 'access'), 'aws_iam_policy', 'boundary')['policy']);

export const listed = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;
