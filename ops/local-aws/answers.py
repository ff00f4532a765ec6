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


class RefuseUnknown:
    """Answers a call that moto does not know with 501 and its name.

    Left alone it becomes a 500, which every SDK retries and Terraform retries up to 25 times, for a
    message that does not say what was called.
    """

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        try:
            return self.application(environ, start_response)
        except NotImplementedError as error:
            traceback.print_exc()
            message = f"the local AWS does not know this call: {error}"
            body, content_type = self.rendered(environ, message)
            headers = [
                ("Content-Type", content_type),
                ("Content-Length", str(len(body))),
                ("x-amzn-ErrorType", "NotImplemented"),
            ]
            start_response("501 Not Implemented", headers)
            return [body]

    @staticmethod
    def rendered(environ, message):
        query = environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded")
        if query:
            error = f"<Error><Type>Sender</Type><Code>NotImplemented</Code><Message>{escape(message)}</Message></Error>"
            return f"<ErrorResponse>{error}</ErrorResponse>".encode(), "text/xml"
        return json.dumps({"__type": "NotImplemented", "message": message}).encode(), "application/json"
