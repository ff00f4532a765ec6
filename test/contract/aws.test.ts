/**
 * The cloud's contracts against a running emulator, for development:
 * `PHASE_MIRROR_CONTRACT_ENDPOINT=http://127.0.0.1:PORT` names one in which `data` is deployed. The
 * e2e suite calls `awsContracts` on the environment that it has deployed itself.
 */
import { describe, it } from '@jest/globals';
import { PROJECT } from '../../runtime/src/names/index.js';
import { awsContracts } from './aws.js';

const endpoint = process.env['PHASE_MIRROR_CONTRACT_ENDPOINT'];

if (endpoint === undefined) {
  describe('the AWS contracts', () => {
    it.todo('run in test/e2e, on tables that Terraform made');
  });
} else {
  awsContracts({
    endpoint,
    scope: {
      project: PROJECT,
      environment: 'local',
      account: '123456789012',
      region: 'eu-central-1',
    },
  });
}
