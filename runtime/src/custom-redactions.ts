import { valueOf, type Facts } from './facts/index.js';
import { customDetectors, type RedactorOptions } from './privacy/index.js';

type CustomDetectors = NonNullable<RedactorOptions['custom']>;

/**
 * Detectors of the policy's own secrets: of the file in force, and of the one that the change would
 * leave. Throws PM-4004 for a pattern that the redactor refuses.
 */
export async function customRedactions({ policy }: Facts): Promise<CustomDetectors> {
  const detectors: CustomDetectors[number][] = [];
  for (const file of [valueOf(policy.inForce)?.file, policy.proposed]) {
    const rules = (file?.policy.redaction.patterns ?? []).map(({ flags, ...rule }) =>
      flags === undefined ? rule : { ...rule, flags },
    );
    detectors.push(...(await customDetectors(rules)));
  }
  return detectors;
}
