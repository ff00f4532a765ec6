import { existsSync } from 'node:fs';
import type { Io } from '../frame/io.js';
import { findProviderMirror } from '../terraform/provider-mirror.js';
import type { DoctorFinding } from './finding.js';

const group = 'Terraform' as const;

/** Where Terraform gets the AWS provider from, and which settings of the person's own are in force. */
export function terraformFindings(io: Pick<Io, 'env'>): readonly DoctorFinding[] {
  return [mirrorFinding(io.env), ...configFindings(io.env)];
}

function mirrorFinding(env: Io['env']): DoctorFinding {
  const base = { group, name: 'AWS provider' } as const;
  const named = env['PHASE_MIRROR_PROVIDER_MIRROR'];
  const mirror = findProviderMirror(env);
  if (mirror !== undefined) {
    const versions = mirror.versions.join(', ');
    return { ...base, state: 'ok', value: `${versions} from the mirror ${mirror.path}` };
  }
  if (named === undefined || named === '') {
    return { ...base, state: 'ok', value: 'downloaded by Terraform (no mirror on this machine)' };
  }
  return {
    ...base,
    state: 'wanting',
    value: `PHASE_MIRROR_PROVIDER_MIRROR is ${named}, which holds no AWS provider for this machine`,
    fix: ['name the folder that holds registry.terraform.io, or unset it'],
  };
}

function configFindings(env: Io['env']): readonly DoctorFinding[] {
  const file = env['TF_CLI_CONFIG_FILE'];
  if (file === undefined || file === '') return [];
  const value = existsSync(file)
    ? `${file} (TF_CLI_CONFIG_FILE)`
    : `TF_CLI_CONFIG_FILE names ${file}, which does not exist; the runbooks ignore it`;
  return [{ group, name: 'configuration', state: existsSync(file) ? 'ok' : 'note', value }];
}
