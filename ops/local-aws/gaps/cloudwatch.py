"""Gaps: PutCompositeAlarm is unknown, although alarms already carry a rule; a change of state tells no
topic and keeps no history that can be read (DescribeAlarmHistory is unknown); percentiles are empty;
nothing ever evaluates an alarm.

Evaluated are alarms on one metric when data of it come in, and composite ones of `ALARM("…") OR …`
when a child changes. Math, and data that stop coming, stay unevaluated."""

import json
import math
import re
from datetime import datetime, timedelta, timezone

from moto.cloudwatch.models import CloudWatchBackend, Dimension, Statistics
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.sns.models import sns_backends

plain_put_metric_data = CloudWatchBackend.put_metric_data
plain_set_alarm_state = CloudWatchBackend.set_alarm_state
plain_statistic = Statistics.get_statistics_for_type

PERCENTILE = re.compile(r"^p(\d{1,2}(?:\.\d+)?)$")
CHILD = r'ALARM\("([^"]+)"\)'
ANY_CHILD = re.compile(rf"^{CHILD}(?: OR {CHILD})*$")
# CloudWatch calls fewer samples than this too few for a percentile: 10 / (1 - percentile).
SAMPLES_OF_TEN = 10
COMPARISONS = {
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}
# Kept beside moto's own history of an alarm, whose tuples say what was, not what became of it.
ITEMS = "history_items"


def get_statistics_for_type(self, stat):
    match = PERCENTILE.match(stat)
    if match is None:
        return plain_statistic(self, stat)
    values = sorted(self.metric_single_values_list)
    if not values:
        return None
    return values[max(0, math.ceil(float(match.group(1)) / 100 * len(values)) - 1)]


def note(alarm, kind, summary, data):
    items = vars(alarm).setdefault(ITEMS, [])
    items.append(
        {
            "AlarmName": alarm.name,
            "AlarmType": "MetricAlarm" if alarm.rule is None else "CompositeAlarm",
            "Timestamp": utcnow(),
            "HistoryItemType": kind,
            "HistorySummary": summary,
            "HistoryData": json.dumps(data),
        }
    )


def change_state(backend, alarm, reason, reason_data, state):
    before = alarm.state_value
    alarm.update_state(reason, reason_data, state)
    if before == state:
        return
    note(
        alarm,
        "StateUpdate",
        f"Alarm updated from {before} to {state}",
        {"version": "1.0", "oldState": {"stateValue": before}, "newState": {"stateValue": state, "stateReason": reason}},
    )
    if alarm.actions_enabled:
        actions = {"OK": alarm.ok_actions, "ALARM": alarm.alarm_actions}.get(state, alarm.insufficient_data_actions)
        for arn in actions or []:
            tell(backend, alarm, arn, before)
    for composite in list(backend.alarms.values()):
        if composite.rule is not None and f'"{alarm.name}"' in composite.rule:
            evaluate_composite(backend, composite, alarm)


def tell(backend, alarm, arn, before):
    topic = sns_backends[backend.account_id][backend.region_name].topics.get(arn)
    message = {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description,
        "AWSAccountId": backend.account_id,
        "NewStateValue": alarm.state_value,
        "NewStateReason": alarm.state_reason,
        "StateChangeTime": alarm.state_updated_timestamp.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000",
        "Region": backend.region_name,
        "AlarmArn": alarm.alarm_arn,
        "OldStateValue": before,
    }
    if topic is None:
        note(alarm, "Action", f"Failed to execute action {arn}", {"actionState": "Failed", "notificationResource": arn})
        return
    topic.publish(json.dumps(message), subject=f'{alarm.state_value}: "{alarm.name}"'[:100])
    note(alarm, "Action", f"Successfully executed action {arn}", {"actionState": "Succeeded", "notificationResource": arn})


def evaluate_composite(backend, composite, child):
    if not ANY_CHILD.match(composite.rule):
        return
    children = [backend.alarms.get(name) for name in re.findall(CHILD, composite.rule)]
    state = "ALARM" if any(one is not None and one.state_value == "ALARM" for one in children) else "OK"
    if state != composite.state_value:
        reason = f"{child.alarm_arn} transitioned to {child.state_value}"
        change_state(backend, composite, reason, "{}", state)


def set_alarm_state(self, alarm_name, reason, reason_data, state_value):
    alarm = self.alarms.get(alarm_name)
    if alarm is None or state_value not in ("OK", "ALARM", "INSUFFICIENT_DATA"):
        return plain_set_alarm_state(self, alarm_name, reason, reason_data, state_value)
    change_state(self, alarm, reason, reason_data, state_value)


def put_metric_data(self, namespace, metric_data):
    plain_put_metric_data(self, namespace, metric_data)
    put = {(metric["MetricName"]) for metric in metric_data}
    for alarm in list(self.alarms.values()):
        if alarm.rule is None and alarm.namespace == namespace and alarm.metric_name in put:
            evaluate(self, alarm)


def naive(moment):
    return moment.astimezone(timezone.utc).replace(tzinfo=None) if moment.tzinfo else moment


def evaluate(backend, alarm):
    compare = COMPARISONS.get(alarm.comparison_operator)
    stat = alarm.statistic or alarm.extended_statistic
    if compare is None or stat is None or not alarm.period:
        return
    values = datapoints(backend, alarm, stat)
    breaching = sum(1 for value in values if compare(value, alarm.threshold))
    if not values:
        return
    needed = alarm.datapoints_to_alarm or alarm.evaluation_periods
    state = "ALARM" if breaching >= needed else "OK"
    if state != alarm.state_value:
        reason = f"Threshold Crossed: {breaching} of the last {alarm.evaluation_periods} datapoints {values} against {alarm.threshold}"
        change_state(backend, alarm, reason, "{}", state)


def datapoints(backend, alarm, stat):
    """The statistic of each of the alarm's last periods, aligned as CloudWatch aligns them."""
    seconds = int(alarm.period)
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    first = datetime.fromtimestamp(
        math.floor(now.replace(tzinfo=timezone.utc).timestamp() / seconds) * seconds, timezone.utc
    ).replace(tzinfo=None)
    wanted = sorted(Dimension(one.name, one.value) for one in alarm.dimensions)
    data = [
        one
        for one in backend.metric_data
        if one.namespace == alarm.namespace
        and one.name == alarm.metric_name
        and sorted(one.dimensions) == wanted
        and (alarm.unit is None or one.unit == alarm.unit)
    ]
    values = []
    for back in range(int(alarm.evaluation_periods)):
        start = first - timedelta(seconds=seconds * back)
        statistics = Statistics([stat], start)
        statistics.metric_data = [
            one for one in data if start <= naive(one.timestamp) < start + timedelta(seconds=seconds)
        ]
        percentile = PERCENTILE.match(stat)
        if percentile is not None and alarm.evaluate_low_sample_count_percentile == "ignore":
            few = SAMPLES_OF_TEN / (1 - float(percentile.group(1)) / 100)
            if len(statistics.metric_data) < few:
                continue
        value = statistics.get_statistics_for_type(stat) if statistics.metric_data else None
        if value is not None:
            values.append(value)
    return values


def describe_alarm_history(self):
    name, kind = self._get_param("AlarmName"), self._get_param("HistoryItemType")
    start, end = self._get_param("StartDate"), self._get_param("EndDate")
    alarms = [one for one in self.cloudwatch_backend.alarms.values() if name in (None, one.name)]
    items = [
        item
        for alarm in alarms
        for item in getattr(alarm, ITEMS, [])
        if (kind is None or item["HistoryItemType"] == kind)
        and (start is None or naive(item["Timestamp"]) >= naive(start))
        and (end is None or naive(item["Timestamp"]) <= naive(end))
    ]
    newest_first = self._get_param("ScanBy") != "TimestampAscending"
    items.sort(key=lambda item: item["Timestamp"], reverse=newest_first)
    return ActionResult({"AlarmHistoryItems": items[: self._get_param("MaxRecords") or 100]})


def close():
    CloudWatchResponse.put_composite_alarm = CloudWatchResponse.put_metric_alarm
    CloudWatchResponse.describe_alarm_history = describe_alarm_history
    CloudWatchBackend.set_alarm_state = set_alarm_state
    CloudWatchBackend.put_metric_data = put_metric_data
    Statistics.get_statistics_for_type = get_statistics_for_type
