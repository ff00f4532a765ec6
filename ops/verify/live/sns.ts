import {
  GetTopicAttributesCommand,
  paginateListSubscriptionsByTopic,
  type Subscription,
} from '@aws-sdk/client-sns';
import type { AwsClients } from '../../aws/clients.js';
import { once, orMissing } from './read.js';

const ABSENT = ['NotFound', 'NotFoundException', 'NotFoundError'];

export interface TopicReads {
  topic(arn: string): Promise<Readonly<Record<string, string>>>;
  subscriptions(arn: string): Promise<readonly Subscription[]>;
}

export function topicReads({ sns: client }: Pick<AwsClients, 'sns'>): TopicReads {
  const of = <T>(arn: string, read: Promise<T>): Promise<T> =>
    orMissing(`topic ${arn}`, ABSENT, read);
  return {
    topic: once(async (TopicArn) => {
      const answer = await of(TopicArn, client.send(new GetTopicAttributesCommand({ TopicArn })));
      return answer.Attributes ?? {};
    }),
    subscriptions: once((TopicArn) =>
      of(
        TopicArn,
        (async () => {
          const found: Subscription[] = [];
          for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
            found.push(...(page.Subscriptions ?? []));
          }
          return found;
        })(),
      ),
    ),
  };
}
