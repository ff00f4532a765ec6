import { paginateLookupEvents, type Event } from '@aws-sdk/client-cloudtrail';
import { DAY_MS } from '../../runtime/src/clock.js';
import type { AwsClients } from '../aws/clients.js';
import { said } from '../aws/failure.js';

/** Who read the values of a path lately, as the audit trail knows it. */
export interface LastReads {
  /** The last read of each identity; the newest first. */
  readonly reads: readonly { readonly who: string; readonly at: string }[];
  /** Why nothing, or not everything, is known. */
  readonly unknown?: string;
}

const LOOK_BACK_MS = 7 * DAY_MS;
/** AWS answers at most so many at once, and two such calls a second. */
const EVENTS_A_PAGE = 50;
const MOST_PAGES = 10;

/**
 * The last read of each identity within a week before `now` (ms). Versions are read together, so the
 * trail tells the path and not the version. What cannot be asked is `unknown`, never nobody.
 */
export async function lastReads(
  { cloudtrail: client }: Pick<AwsClients, 'cloudtrail'>,
  path: string,
  now: number,
): Promise<LastReads> {
  const last = new Map<string, string>();
  let oldest: string | undefined;
  const answer = (): Pick<LastReads, 'reads'> => ({
    reads: [...last].map(([who, at]) => ({ who, at })),
  });
  try {
    let pages = 0;
    const query = {
      LookupAttributes: [
        { AttributeKey: 'EventName', AttributeValue: 'GetParametersByPath' } as const,
      ],
      StartTime: new Date(now - LOOK_BACK_MS),
      MaxResults: EVENTS_A_PAGE,
    };
    for await (const { Events = [], NextToken } of paginateLookupEvents({ client }, query)) {
      // Newest first.
      for (const event of Events) {
        const at = event.EventTime?.toISOString();
        const who = readerIn(event, path);
        if (at !== undefined && who !== undefined && !last.has(who)) last.set(who, at);
        oldest = at ?? oldest;
      }
      pages += 1;
      if (pages === MOST_PAGES && NextToken !== undefined) {
        const looked = MOST_PAGES * EVENTS_A_PAGE;
        const unknown = `the trail holds more than ${looked} reads of this account; who read before ${oldest ?? 'them'} was not looked at`;
        return { ...answer(), unknown };
      }
    }
    return answer();
  } catch (error) {
    return { ...answer(), unknown: said(error) };
  }
}

interface TrailRecord {
  readonly userIdentity?: {
    readonly type?: string;
    readonly arn?: string;
    readonly userName?: string;
  };
  /** Null of a call that was refused. */
  readonly requestParameters?: {
    readonly path?: string;
    readonly recursive?: boolean;
    readonly withDecryption?: boolean;
  } | null;
  readonly errorCode?: string;
}

/** Who has read the values in it; undefined for another path, a refusal, or names without values. */
function readerIn({ CloudTrailEvent = '', Username }: Event, path: string): string | undefined {
  let found: TrailRecord;
  try {
    found = JSON.parse(CloudTrailEvent) as TrailRecord;
  } catch {
    return undefined;
  }
  const { requestParameters: asked, errorCode, userIdentity: by } = found;
  if (errorCode !== undefined || asked?.withDecryption !== true) return undefined;
  if (!covers(asked.path ?? '', asked.recursive === true, path)) return undefined;
  // The name alone is that of the session, which is the same for every role that CI takes.
  const role = /:assumed-role\/(.+)$/.exec(by?.arn ?? '')?.[1];
  return role ?? by?.userName ?? Username ?? by?.arn ?? by?.type ?? 'unknown';
}

function covers(asked: string, recursive: boolean, path: string): boolean {
  const folder = asked.endsWith('/') ? asked : `${asked}/`;
  return recursive ? `${path}/`.startsWith(folder) : folder === `${path}/`;
}
