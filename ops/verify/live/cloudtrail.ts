import {
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  type GetEventSelectorsResponse,
  type GetTrailStatusResponse,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import type { AwsClients } from '../../aws/clients.js';
import { once, orMissing } from './read.js';

const ABSENT = ['TrailNotFoundException'];

export interface TrailReads {
  trail(name: string): Promise<Trail>;
  trailStatus(name: string): Promise<GetTrailStatusResponse>;
  eventSelectors(name: string): Promise<GetEventSelectorsResponse>;
}

export function trailReads({ cloudtrail }: Pick<AwsClients, 'cloudtrail'>): TrailReads {
  const of = <T>(name: string, read: Promise<T>): Promise<T> =>
    orMissing(`trail ${name}`, ABSENT, read);
  return {
    trail: once(
      async (Name) => (await of(Name, cloudtrail.send(new GetTrailCommand({ Name })))).Trail ?? {},
    ),
    trailStatus: once((Name) => of(Name, cloudtrail.send(new GetTrailStatusCommand({ Name })))),
    eventSelectors: once((TrailName) =>
      of(TrailName, cloudtrail.send(new GetEventSelectorsCommand({ TrailName }))),
    ),
  };
}
