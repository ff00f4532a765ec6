"""A line of JSON for every call: when, what, on which resources, by which access key; never a value."""

import json
import re
import time
from datetime import datetime, timezone

from flask import request
from moto.core.responses import BaseResponse
from moto.s3.responses import S3Response

from rolling_file import RollingFile

NOTE = "phase_mirror.call"
CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/\d{8}/([^/]+)/")


class RequestLog:
    def __init__(self, application, path):
        self.application = application
        self.file = RollingFile(path)
        note_calls()

    def __call__(self, environ, start_response):
        began = time.monotonic()
        at = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        status = []

        def noted_start(line, headers, *rest):
            status.append(int(line.split(" ", 1)[0]))
            return start_response(line, headers, *rest)

        try:
            return self.application(environ, noted_start)
        finally:
            caller, region = caller_of(environ)
            call = environ.get(NOTE) or {"service": "unknown", "action": environ.get("REQUEST_METHOD"), "resources": []}
            line = {
                "time": at,
                **call,
                "region": region,
                "caller": caller,
                "status": status[-1] if status else 500,
                "ms": round((time.monotonic() - began) * 1000, 1),
            }
            self.file.write_line(json.dumps(line))


def caller_of(environ):
    """Access key id and region of the signature; an access key id is a name, not a secret."""
    match = CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    return match.groups() if match else (None, None)


def note_calls():
    """Has moto's own dispatch note the action that it found, which differs by protocol."""
    call_action = BaseResponse.call_action

    def noted_call_action(self):
        note(self.service_name, self._get_action(), resources_of(self.service_name, self.body))
        return call_action(self)

    BaseResponse.call_action = noted_call_action

    # S3 has a dispatch of its own, and knows the action only once it is through.
    for name in ("bucket_response", "key_response"):
        setattr(S3Response, name, noted_s3(getattr(S3Response, name)))


def noted_s3(respond):
    def noted(self, incoming, full_url, headers):
        try:
            return respond(self, incoming, full_url, headers)
        finally:
            note("s3", self.data.get("Action"), [self.bucket_name] if self.bucket_name else [])

    return noted


def note(service, action, resources):
    request.environ[NOTE] = {"service": service, "action": action, "resources": resources}


def resources_of(service, body):
    """Names of DynamoDB tables and indexes and of SSM parameters; nothing else of a body is looked at."""
    asked = body if isinstance(body, dict) else parsed(body)
    if service == "dynamodb":
        return sorted(set(tables_of(asked)))
    if service == "ssm":
        named = [asked.get("Name"), asked.get("Path"), *(asked.get("Names") or [])]
        return sorted({name for name in named if isinstance(name, str)})
    return []


def parsed(body):
    try:
        asked = json.loads(body)
    except (TypeError, ValueError):
        return {}
    return asked if isinstance(asked, dict) else {}


def tables_of(asked):
    if "TableName" in asked:
        index = asked.get("IndexName")
        yield f"{asked['TableName']}/index/{index}" if index else asked["TableName"]
    for entry in asked.get("TransactItems") or []:
        for operation in entry.values():
            yield operation["TableName"]
    items = asked.get("RequestItems")
    if isinstance(items, dict):
        yield from items
