/** Service quotas: what AWS gives every account, and a refusal where nothing is known. */
import { expect, it } from '@jest/globals';
import { awsClients } from '../../../ops/aws/clients.js';
import { listServiceQuotas } from '../../../ops/aws/service-quotas.js';
import { localAwsEnv } from '../../../ops/local-aws/environment.js';
import { useLocalAws } from '../support/local-aws.js';
import { describeWithEmulator } from '../support/needs.js';

const { local } = useLocalAws();

describeWithEmulator('service quotas of the local AWS', () => {
  it('are the documented defaults of what the stacks make', async () => {
    const clients = awsClients(localAwsEnv(local().endpoint), 'eu-central-1');
    try {
      const quotas = await listServiceQuotas(clients, 'dynamodb');
      expect(quotas).toEqual([
        { code: 'L-F98FE922', name: 'Maximum number of tables', value: 2500 },
      ]);
      await expect(listServiceQuotas(clients, 'nothing')).rejects.toMatchObject({
        name: 'NoSuchResourceException',
      });
    } finally {
      clients.close();
    }
  });
});
