/** Service quotas: what AWS gives every account, and a refusal where nothing is known. */
import { expect, it } from '@jest/globals';
import { awsClients } from '../../../ops/aws/clients.js';
import { localAwsEnv } from '../../../ops/local-aws/environment.js';
import { serviceQuota } from '../../../ops/limits/service-quota.js';
import { useLocalAws } from '../support/local-aws.js';
import { describeWithEmulator } from '../support/needs.js';

const { local } = useLocalAws();

describeWithEmulator('service quotas of the local AWS', () => {
  it('are the documented defaults of what the stacks make', async () => {
    const clients = awsClients(localAwsEnv(local().endpoint), 'eu-central-1');
    try {
      const tables = { service: 'dynamodb', code: 'L-F98FE922', name: /^$/ };
      expect(await serviceQuota(clients.quotas, tables)).toBe(2500);
      const unknown = serviceQuota(clients.quotas, { ...tables, service: 'nothing' });
      await expect(unknown).rejects.toMatchObject({
        name: 'NoSuchResourceException',
      });
    } finally {
      clients.close();
    }
  });
});
