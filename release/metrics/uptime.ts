import {
  paginateDescribeAlarmHistory,
  type AlarmHistoryItem,
  type CloudWatchClient,
} from '@aws-sdk/client-cloudwatch';

/** How long an alarm was in which state; milliseconds. */
export interface AlarmTimes {
  readonly up: number;
  readonly down: number;
  /** Before it existed, without enough data, or before the first state that its history tells. */
  readonly unknown: number;
}

interface Change {
  readonly at: number;
  readonly from: string;
  readonly to: string;
}

/** Every change of the alarm's state since a moment, oldest first. Throws what AWS throws. */
export async function stateChanges(
  client: CloudWatchClient,
  AlarmName: string,
  since: number,
  until: number,
): Promise<readonly Change[]> {
  const items: AlarmHistoryItem[] = [];
  const pages = paginateDescribeAlarmHistory(
    { client },
    {
      AlarmName,
      // Without the types AWS answers for metric alarms only.
      AlarmTypes: ['CompositeAlarm', 'MetricAlarm'],
      HistoryItemType: 'StateUpdate',
      StartDate: new Date(since),
      EndDate: new Date(until),
      ScanBy: 'TimestampAscending',
    },
  );
  for await (const page of pages) items.push(...(page.AlarmHistoryItems ?? []));
  return items
    .flatMap((item) => changeIn(item))
    .filter(({ at }) => at >= since && at <= until)
    .sort((a, b) => a.at - b.at);
}

function changeIn({ Timestamp, HistoryData }: AlarmHistoryItem): readonly Change[] {
  if (Timestamp === undefined || HistoryData === undefined) return [];
  try {
    const { oldState, newState } = JSON.parse(HistoryData) as Record<
      'oldState' | 'newState',
      { readonly stateValue?: string } | undefined
    >;
    const [from, to] = [oldState?.stateValue, newState?.stateValue];
    return to === undefined ? [] : [{ at: Timestamp.getTime(), from: from ?? 'UNKNOWN', to }];
  } catch {
    // What cannot be read says nothing; the state before and after it is told by its neighbours.
    return [];
  }
}

/** Adds up the states between two moments. `now` is the state in which the alarm is at the end. */
export function timesIn(
  changes: readonly Change[],
  {
    since,
    until,
    now,
    existsSince,
  }: {
    readonly since: number;
    readonly until: number;
    readonly now: string;
    /** When the alarm was made or changed last; its state before is of another alarm. */
    readonly existsSince: number;
  },
): AlarmTimes {
  const times = { up: 0, down: 0, unknown: 0 };
  const add = (state: string, from: number, to: number): void => {
    const known = Math.max(from, Math.min(to, existsSince));
    times.unknown += known - from;
    if (state === 'OK') times.up += to - known;
    else if (state === 'ALARM') times.down += to - known;
    else times.unknown += to - known;
  };
  let at = since;
  for (const change of changes) {
    add(change.from, at, change.at);
    at = change.at;
  }
  add(changes.at(-1)?.to ?? now, at, until);
  return times;
}
