import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy/index.js';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription/index.js';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { Construct } from 'constructs';
import type { Scope } from '../../runtime/src/names/index.js';
import { policyDocument } from './policy.js';

export interface NotificationTopicProps {
  readonly name: string;
  readonly scope: Scope;
  readonly keyArn: string;
  /** The service that publishes, for example `cloudwatch.amazonaws.com`. */
  readonly publisher: string;
  readonly email: string | undefined;
}

/** An encrypted topic that one service of this account publishes to, with an optional e-mail. */
export class NotificationTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: NotificationTopicProps) {
    super(scope, id);
    const topic = new SnsTopic(this, 'topic', { name: props.name, kmsMasterKeyId: props.keyArn });
    const policy = new SnsTopicPolicy(this, 'policy', {
      arn: topic.arn,
      policy: policyDocument([
        {
          Sid: 'ServicePublishes',
          Effect: 'Allow',
          Principal: { Service: props.publisher },
          Action: 'sns:Publish',
          Resource: topicArn(props.scope, props.name),
          Condition: { StringEquals: { 'aws:SourceAccount': props.scope.account } },
        },
        {
          Sid: 'TlsOnly',
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 'sns:Publish',
          Resource: topicArn(props.scope, props.name),
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]),
    });
    if (props.email !== undefined) {
      new SnsTopicSubscription(this, 'email', {
        topicArn: topic.arn,
        protocol: 'email',
        endpoint: props.email,
      });
    }
    // Whoever points a service at the topic must wait until the service may publish.
    this.arn = policy.arn;
  }
}

export const topicArn = (scope: Scope, name: string): string =>
  `arn:aws:sns:${scope.region}:${scope.account}:${name}`;
