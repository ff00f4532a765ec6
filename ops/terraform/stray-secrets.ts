import { DeleteParameterCommand, DescribeParametersCommand } from '@aws-sdk/client-ssm';
import { opsError } from '../errors.js';
import type { StackPlan } from './plan.js';
import { interruptedOf, type Session } from './session.js';

/** How far the clocks of this host and of AWS may be apart. */
const CLOCK_SKEW_MS = 120_000;

/**
 * Makes room for seeded secrets that the plan creates and that exist already. They cannot be imported
 * as other resources are: an import reads the value into plan and state. One that the dead run itself
 * made was never part of a whole environment; it is removed and made anew. Throws PM-6011 for an
 * older one, with which reports may be sealed, unless everything is to go.
 */
export async function dropStraySecrets(
  session: Session,
  plan: StackPlan,
  { everything = false } = {},
): Promise<void> {
  const { stacks, context, backend, deployment } = session;
  const { parameters } = deployment.names;
  const created = (['nonce', 'salt'] as const)
    .map((kind) => parameters.secret(kind, 1))
    .filter((name) => plan.changes.some((one) => one.action === 'create' && makes(one, name)));
  if (created.length === 0) return;
  const { ssm } = backend.clients;
  const { Parameters: existing = [] } = await ssm.send(
    new DescribeParametersCommand({
      ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: created }],
    }),
  );
  const announced = interruptedOf(session, plan.stack).map(({ at }) => Date.parse(at));
  const since = Math.min(...announced) - CLOCK_SKEW_MS;
  for (const { Name = '', Version, LastModifiedDate } of existing) {
    const modified = LastModifiedDate?.getTime() ?? 0;
    if (!everything && (Version !== 1 || modified < since)) {
      throw opsError('PM-6011', {
        what: `${plan.stack}: ${Name}`,
        why: 'it exists, no state knows it, and it is older than any run that died',
      });
    }
    await ssm.send(new DeleteParameterCommand({ Name }));
    const text = `${plan.stack}: ${Name} exists and is in no state; it is removed and made anew`;
    context.steps.say(`  ${text}`);
    stacks.journal.write({ kind: 'note', run: stacks.journal.run, text });
  }
}

/** The construct is named by the parameter's last part; see stacks/data.ts. */
const makes = ({ address }: { readonly address: string }, name: string): boolean =>
  address === `aws_ssm_parameter.${name.split('/').at(-1) ?? ''}_parameter[0]`;
