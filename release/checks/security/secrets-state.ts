import { isEnvironment, STACKS } from '../../../runtime/src/names/index.js';
import type { Answer, Check } from '../check.js';
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

export const secretsState = secretsStateWith(statesOf);

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

async function statesOf({ io, environment }: Parameters<ReadStates>[0]): ReturnType<ReadStates> {
  if (!isEnvironment(environment)) return new Map();
  // The AWS SDK takes longer to load than all other checks take.
  const { withSite } = await import('../../../ops/aws/site.js');
  const { storedState } = await import('../../../ops/terraform/state-objects.js');
  const { steps } = await import('../../../ops/frame/steps.js');
  const context = {
    ...{ io, steps: steps(io), environment, dryRun: true, yes: false, json: false },
    ...{ values: {}, command: 'npm run release -- validate' },
  };
  return withSite(context, 'validate', async ({ backend }) => {
    const states = new Map<string, string>();
    for (const stack of STACKS) {
      const stored = await storedState(backend, stack);
      if (stored !== undefined) states.set(stack, stored.text);
    }
    return states;
  });
}
