import { FilterLogEventsCommand, type FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { setTimeout as wait } from 'node:timers/promises';
import { earlyRedactor } from '../../runtime/src/privacy/index.js';
import { filterPattern, type LogEvent } from '../../runtime/src/names/index.js';
import { said } from '../aws/failure.js';
import type { Site } from '../aws/site.js';
import type { LogEntry } from './line.js';
import { entryOf } from './line.js';

export interface FollowOptions {
  /** Unix ms: lines from here on. */
  readonly since: number;
  /** Only these events of the runtime; empty for every line. */
  readonly events: readonly LogEvent[];
  /** Ends after what there is now. */
  readonly once: boolean;
  readonly everyMs: number;
}

/** Lines that come late, because their batch was shipped later, are still found. */
const OVERLAP_MS = 60_000;
/** A line that breaks a pattern over and over must not fill the memory. */
const MOST_REMEMBERED = 20_000;

/**
 * Reads the application log group and goes on until it is cancelled. Every text passes the runtime's
 * redactor again: what was shipped is redacted already, but a line may be somebody else's. Throws what
 * AWS throws to the first question; later failures are said, and asked again.
 */
export async function follow(
  site: Pick<Site, 'clients' | 'deployment' | 'context'>,
  options: FollowOptions,
  onEntry: (entry: LogEntry) => void,
): Promise<number> {
  const { io, steps } = site.context;
  const redact = earlyRedactor();
  const seen = new Set<string>();
  let from = options.since;
  let shown = 0;
  for (let round = 0; !io.signal.aborted; round += 1) {
    try {
      for (const event of await eventsFrom(site, from, options.events)) {
        const id = event.eventId ?? `${event.logStreamName} ${event.timestamp} ${event.message}`;
        if (seen.has(id)) continue;
        seen.add(id);
        const entry = entryOf(event, (text) => String(redact.text(text)));
        // An endpoint that does not know a pattern answers every line.
        if (options.events.length > 0 && !options.events.includes(entry.event as LogEvent))
          continue;
        shown += 1;
        onEntry(entry);
        from = Math.max(from, (event.timestamp ?? 0) - OVERLAP_MS);
      }
    } catch (error) {
      if (round === 0) throw error;
      steps.say(`  the log could not be read: ${said(error)}; asking again`);
    }
    if (options.once) break;
    if (seen.size > MOST_REMEMBERED) seen.clear();
    await wait(options.everyMs, undefined, { signal: io.signal }).catch(() => undefined);
  }
  return shown;
}

/** All pages, oldest first. */
async function eventsFrom(
  { clients, deployment }: Pick<Site, 'clients' | 'deployment'>,
  startTime: number,
  events: readonly LogEvent[],
): Promise<readonly FilteredLogEvent[]> {
  const found: FilteredLogEvent[] = [];
  const [only] = events;
  let nextToken: string | undefined;
  do {
    const page = await clients.logs.send(
      new FilterLogEventsCommand({
        logGroupName: deployment.names.logGroup,
        startTime,
        ...(events.length === 1 && only !== undefined
          ? { filterPattern: filterPattern(only) }
          : {}),
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    found.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found.sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0));
}
