"""Gaps: StartLogging, StopLogging and DeleteTrail know a trail by its name only, and DescribeTrails
answers every trail whatever it is asked for; the provider asks by ARN and wants one."""

import json

from moto.cloudtrail.models import CloudTrailBackend
from moto.cloudtrail.responses import CloudTrailResponse


def start_logging(self, name):
    self.get_trail(name).start_logging()


def stop_logging(self, name):
    self.get_trail(name).stop_logging()


def delete_trail(self, name):
    del self.trails[self.get_trail(name).trail_name]


def close():
    for method in (start_logging, stop_logging, delete_trail):
        setattr(CloudTrailBackend, method.__name__, method)

    answer_all = CloudTrailResponse.describe_trails

    def describe_trails(self):
        wanted = self._get_param("trailNameList")
        answer = json.loads(answer_all(self))
        if wanted:
            trails = answer["trailList"]
            answer["trailList"] = [t for t in trails if t["Name"] in wanted or t["TrailARN"] in wanted]
        return json.dumps(answer)

    CloudTrailResponse.describe_trails = describe_trails
