import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { Environment } from '../../runtime/src/names/index.js';
import { chooseStore } from '../../runtime/src/stores/choose.js';
import { deploymentFor, type Deployment } from '../../stacks/environments.js';
import type { Io } from '../frame/io.js';
import type { DoctorFinding } from './finding.js';

export interface SettingFindings {
  readonly findings: readonly DoctorFinding[];
  /** Absent when the settings cannot be used. */
  readonly deployment: Deployment | undefined;
}

/** Which settings are in force: account, region, where the state is, which store a check would use. */
export function settingFindings(io: Pick<Io, 'env'>, environment: Environment): SettingFindings {
  const findings: DoctorFinding[] = [];
  const say = (name: string, value: string): void =>
    void findings.push({ group: 'settings', name, state: 'ok', value });
  const attempt = <T>(name: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof PhaseMirrorError)) throw error;
      findings.push({
        group: 'settings',
        name,
        state: 'wanting',
        value: error.message,
        fix: [error.remedy],
      });
      return undefined;
    }
  };

  const deployment = attempt('environment', () => deploymentFor(environment, io.env));
  if (deployment !== undefined) {
    const { settings, stateScope, state, ownsFoundation } = deployment;
    say('environment', environment);
    say('account', settings.account);
    say('region', settings.region);
    const owner = ownsFoundation ? '' : `, which ${stateScope.environment} owns`;
    say('state', `s3://${state.bucket} (${stateScope.region})${owner}`);
    say('GitHub', `${settings.github.organisation}/${settings.github.repository}`);
  }
  const store = attempt('store', () => chooseStore(undefined, io.env));
  if (store !== undefined) say('store', `${store.kind} (${store.reasons.join('; ')})`);
  return { findings, deployment };
}
