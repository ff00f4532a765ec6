import type { Deployment } from '../../../stacks/environments.js';
import { topicArn } from '../arns.js';
import { judged, pass, type Check } from '../check.js';
import { parsePolicy, publicStatements } from '../policy.js';
import { redeploy } from '../remedies.js';
import { isKey } from '../same-key.js';

/** The topics that alarms and backups notify, and who hears of them. */
export function topicChecks(deployment: Deployment): readonly Check[] {
  const { names, scope, settings } = deployment;
  const topics = [
    {
      name: names.topics.critical,
      keyAlias: names.observabilityKeyAlias,
      email: settings.emails.critical,
    },
    {
      name: names.topics.warning,
      keyAlias: names.observabilityKeyAlias,
      email: settings.emails.warning,
    },
    { name: names.topics.backup, keyAlias: names.keyAlias, email: settings.emails.warning },
  ];
  return topics.flatMap(({ name, keyAlias, email }) => {
    const arn = topicArn(scope, name);
    const check = (promise: string, says: string, remedy: string, run: Check['run']): Check => ({
      id: `topics.${name}.${promise}`,
      group: 'topics',
      promise: `topic ${name} ${says}`,
      remedy,
      run,
    });
    const checks = [
      check('encryption', `is encrypted with ${keyAlias}`, redeploy(deployment), async (live) => {
        const [topic, key] = await Promise.all([live.topic(arn), live.key(keyAlias)]);
        const named = topic['KmsMasterKeyId'];
        return judged(
          [!isKey(named, key, keyAlias) && `it is encrypted with ${named ?? 'no key'}`],
          keyAlias,
        );
      }),
      check(
        'private',
        'takes messages from nobody outside the account',
        redeploy(deployment),
        async (live) => {
          const policy = (await live.topic(arn))['Policy'];
          const open = publicStatements(policy === undefined ? [] : parsePolicy(policy));
          return judged(
            [
              open.length > 0 &&
                `its policy allows everybody ${open.flatMap((s) => s.actions).join(', ')}`,
            ],
            'no public statement',
          );
        },
      ),
    ];
    if (email === undefined) return checks;
    const confirm = `open the confirmation that AWS sent to ${email}`;
    return [
      ...checks,
      check('subscriber', `reaches ${email}`, confirm, async (live) => {
        const found = (await live.subscriptions(arn)).find((s) => s.Endpoint === email);
        if (found?.SubscriptionArn?.startsWith('arn:')) return pass('confirmed');
        return judged(
          [found === undefined ? 'not subscribed' : 'the address has not confirmed'],
          'confirmed',
        );
      }),
    ];
  });
}
