"""Answers that are the launcher's own: who it is, and what it cannot do."""

import json
import traceback
from xml.sax.saxutils import escape

from flask import request

IDENTITY_PATH = "/moto-api/phase-mirror"


class Identity:
    """Tells who asks which run of the emulator this is."""

    def __init__(self, application, identity):
        self.application = application
        self.body = json.dumps(identity).encode()

    def __call__(self, environ, start_response):
        if environ.get("PATH_INFO") != IDENTITY_PATH:
            return self.application(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(self.body)))])
        return [self.body]


def refusing_unknown_paths(create_app):
    """Has a path that moto does not know end as an unknown call.

    A plain 404 would tell Terraform that the resource is gone, and it would drop it from its state.
    """

    def create(service):
        app = create_app(service)

        def refuse(error):
            if request.routing_exception is None:
                return error
            raise NotImplementedError(f"{service}: {request.method} {request.path}")

        app.register_error_handler(404, refuse)
        return app

    return create


class WellFormedErrors:
    """Answers a call that moto does not know with 501, one that it fails on with 500, both in the
    caller's protocol and with what happened.

    Left alone both become a page of HTML under 500: every SDK retries it, Terraform up to 25 times, and
    then complains of the page's syntax.
    """

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        try:
            return self.application(environ, start_response)
        except NotImplementedError as error:
            status, code = "501 Not Implemented", "NotImplemented"
            message = f"the local AWS does not know this call: {error}"
        except Exception as error:
            status, code = "500 Internal Server Error", "InternalFailure"
            message = f"the local AWS failed: {type(error).__name__}: {error}"
        traceback.print_exc()
        body, content_type = rendered(environ, code, message)
        headers = [
            ("Content-Type", content_type),
            ("Content-Length", str(len(body))),
            ("x-amzn-ErrorType", code),
        ]
        start_response(status, headers)
        return [body]


def rendered(environ, code, message):
    error = f"<Code>{code}</Code><Message>{escape(message)}</Message>"
    if "/s3/aws4_request" in environ.get("HTTP_AUTHORIZATION", ""):
        return f"<Error>{error}</Error>".encode(), "application/xml"
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        return f"<ErrorResponse><Error>{error}</Error></ErrorResponse>".encode(), "text/xml"
    return json.dumps({"__type": code, "message": message}).encode(), "application/json"
