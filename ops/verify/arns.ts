import type { Scope } from '../../runtime/src/names/index.js';

/** ARNs of what `names` names; they are functions of the scope, so nothing need be looked up. */
export const tableArn = ({ region, account }: Scope, name: string): string =>
  `arn:aws:dynamodb:${region}:${account}:table/${name}`;

export const topicArn = ({ region, account }: Scope, name: string): string =>
  `arn:aws:sns:${region}:${account}:${name}`;
