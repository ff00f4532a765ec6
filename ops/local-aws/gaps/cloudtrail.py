"""Gap: StartLogging, StopLogging and DeleteTrail know a trail by its name only; the provider sends the ARN."""

from moto.cloudtrail.models import CloudTrailBackend


def start_logging(self, name):
    self.get_trail(name).start_logging()


def stop_logging(self, name):
    self.get_trail(name).stop_logging()


def delete_trail(self, name):
    del self.trails[self.get_trail(name).trail_name]


def close():
    for method in (start_logging, stop_logging, delete_trail):
        setattr(CloudTrailBackend, method.__name__, method)
