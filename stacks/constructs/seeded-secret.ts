import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter/index.js';
import { TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';

export interface SeededSecretProps {
  /** Parameter's whole name. */
  readonly name: string;
  readonly description: string;
  readonly keyArn: string;
  /** Ephemeral variable through which people bring their own 64 hex characters. */
  readonly variable: string;
  readonly isProtected: boolean;
  /** Names of the markers of versions that were taken away: a list, as an expression of Terraform. */
  readonly retired: string;
  /** Marker of this one. */
  readonly marker: string;
}

const HEX_64 = '^[0-9a-f]{64}$';

/**
 * Version 1 of a secret, which nobody handles: Terraform makes it at apply time of two random
 * UUIDs (244 random bits) and sends it as a write-only argument, so that it is in no plan, state
 * or log. It is written once; later versions are parameters of their own, made by rotation. Once it
 * is retired it is not made again: a marker says so, which the retirement leaves behind (ADR 12).
 */
export class SeededSecret extends Construct {
  constructor(scope: Construct, id: string, props: SeededSecretProps) {
    super(scope, id);
    const own = new TerraformVariable(this, 'variable', {
      type: 'string',
      default: '',
      sensitive: true,
      description: `${props.description}: 64 hexadecimal characters; generated when not given`,
      validation: [
        {
          condition: `\${var.${props.variable} == "" || can(regex("${HEX_64}", var.${props.variable}))}`,
          errorMessage: 'Must be 64 lower-case hexadecimal characters.',
        },
      ],
    });
    own.overrideLogicalId(props.variable);
    own.addOverride('ephemeral', true);
    const parameter = new SsmParameter(this, 'parameter', {
      name: props.name,
      description: props.description,
      type: 'SecureString',
      keyId: props.keyArn,
      valueWo: `\${coalesce(var.${props.variable}, sha256("\${uuid()}\${uuid()}"))}`,
      valueWoVersion: 1,
      lifecycle: {
        preventDestroy: props.isProtected,
        // Whoever imports the parameter has no version of it in the state. Sending a value again
        // would overwrite a nonce that reports are already sealed with. For a new description the
        // provider would send an empty value.
        ignoreChanges: ['description', 'value_wo_version'],
      },
    });
    parameter.addOverride('count', `\${contains(${props.retired}, "${props.marker}") ? 0 : 1}`);
  }
}
