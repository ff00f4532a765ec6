"""Terraform's repeated calls whose first answer did not arrive.

Now and then Terraform does not get the emulator's answer to a call, and its SDK sends the call once
more. A conditional put then fails against itself: the state is locked by the very run that locks it, and
stays locked. AWS keeps its connections; here the answer that was lost is given again. Only Terraform's
calls: those of the house must cope with a lost answer as they must on AWS.
"""

import re
import threading
from collections import OrderedDict

from request_log import NOTE

ATTEMPT = re.compile(r"attempt=(\d+)")
KEPT = 512
LARGEST = 64 * 1024


class LostAnswers:
    def __init__(self, application):
        self.application = application
        self.lock = threading.Lock()
        self.answers = OrderedDict()

    def __call__(self, environ, start_response):
        call, attempt = repeated(environ)
        if call is None:
            return self.application(environ, start_response)
        known = self.answers.get(call) if attempt > 1 else None
        if known is not None:
            line, headers, body, note = known
            environ[NOTE] = {**note, "repeated": True}
            start_response(line, headers)
            return [body]
        started = []

        def noted_start(line, headers, *rest):
            started[:] = [line, list(headers)]
            return start_response(line, headers, *rest)

        # Kept before a byte is sent: what is lost is lost on the way.
        answer = self.application(environ, noted_start)
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        # An SDK repeats a success only when it has not seen it, a failure also in hope of better.
        if started and started[0].startswith("2") and len(body) <= LARGEST:
            self.keep(call, (*started, body, environ.get(NOTE) or {}))
        return [body]

    def keep(self, call, answer):
        with self.lock:
            self.answers[call] = answer
            while len(self.answers) > KEPT:
                self.answers.popitem(last=False)


def repeated(environ):
    """Id and number of attempts of a call of Terraform's that changes something; else None."""
    if "HashiCorp" not in environ.get("HTTP_USER_AGENT", "") or environ.get("REQUEST_METHOD") in ("GET", "HEAD"):
        return None, 0
    attempt = ATTEMPT.search(environ.get("HTTP_AMZ_SDK_REQUEST", ""))
    return environ.get("HTTP_AMZ_SDK_INVOCATION_ID"), int(attempt.group(1)) if attempt else 1
