import type { Answer, Check } from '../check.js';
import { statesOf } from '../../terraform/states.js';
import { literalsIn } from './literals.js';

/** The state object of each stack that has one. */
type ReadStates = (site: Parameters<Check['examine']>[0]) => Promise<ReadonlyMap<string, string>>;

export const secretsStateWith = (readStates: ReadStates): Check => ({
  id: 'security/secrets-state',
  category: 'security',
  question: 'Does no Terraform state of the environment hold a secret?',
  remedy:
    'Rotate what is named, make its argument write-only, and deploy; older versions of the state hold it until they expire.',
  async examine(site) {
    // What AWS, or the settings, refuse is thrown with its code: then nobody looked.
    const states = await readStates(site);
    if (states.size === 0) {
      return { outcome: 'could-not-run', why: `${site.environment} has no state yet` };
    }
    const found = [...states].map(([stack, text]) => ({ stack, subjects: secretsIn(stack, text) }));
    for (const { stack, subjects } of found)
      site.note(`${stack}: ${subjects?.join(', ') ?? 'no state'}`);
    return judge(found, site.environment);
  },
});

export const secretsState = secretsStateWith(({ io, environment }) =>
  statesOf(io, environment, 'validate'),
);

function judge(
  found: readonly { readonly stack: string; readonly subjects: readonly string[] | undefined }[],
  environment: string,
): Answer {
  const garbled = found.find(({ subjects }) => subjects === undefined);
  if (garbled !== undefined) {
    return { outcome: 'could-not-run', why: `the state of ${garbled.stack} is no Terraform state` };
  }
  const subjects = found.flatMap(({ subjects }) => subjects ?? []);
  return subjects.length === 0
    ? { outcome: 'pass', why: `none in ${found.length} states of ${environment}` }
    : { outcome: 'fail', why: `${subjects.length}: ${subjects.join(', ')}`, subjects };
}

interface RawState {
  readonly resources?: readonly {
    readonly type?: string;
    readonly name?: string;
    readonly instances?: readonly { readonly attributes?: Readonly<Record<string, unknown>> }[];
  }[];
}

/** Addresses whose attributes hold a secret; undefined for what is no state. */
function secretsIn(stack: string, text: string): readonly string[] | undefined {
  let state: RawState;
  try {
    state = JSON.parse(text) as RawState;
  } catch {
    return undefined;
  }
  const { resources } = state;
  if (resources === undefined || !Array.isArray(resources)) return undefined;
  return (resources as NonNullable<RawState['resources']>).flatMap(
    ({ type = '', name = '', instances = [] }) =>
      instances.flatMap(({ attributes = {} }) => {
        const at = `${stack}/${type}.${name}`;
        // The provider keeps the value of a SecureString here, unless it was written only.
        const kept = type === 'aws_ssm_parameter' && attributes['type'] === 'SecureString';
        const value = kept && [attributes['value'], attributes['insecure_value']].some(isText);
        const literals = literalsIn(JSON.stringify(attributes, null, 1));
        return [
          ...(value ? [`${at} value`] : []),
          ...literals.map(({ kind, digest }) => `${at} ${kind} ${digest}`),
        ];
      }),
  );
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
