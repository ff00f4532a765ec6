"""Starts the local AWS: moto's server on loopback, with the gaps closed that the AWS provider meets.

Nothing is kept when it ends. It writes a state file once it listens, and answers who it is at
/moto-api/phase-mirror, so that a pid or port that somebody else took over is never mistaken for it.
"""

import argparse
import importlib.metadata
import json
import logging
import os
import signal
import socket
import sys
from datetime import datetime, timezone

# The gaps are closed inside moto's own classes: another version may have moved them.
MOTO_VERSION = "5.2.1"
WRONG_VERSION = 78
HOST = "127.0.0.1"


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=4566, help="preferred port; a free one if it is taken")
    parser.add_argument("--instance", required=True, help="id of this run, told to whoever asks")
    parser.add_argument("--state-file", required=True, help="written once the port is open")
    parser.add_argument("--request-log", required=True, help="JSON line per call, without values or bodies")
    return parser.parse_args()


def refuse_other_versions():
    try:
        found = importlib.metadata.version("moto")
    except importlib.metadata.PackageNotFoundError:
        found = "none"
    if found != MOTO_VERSION:
        print(f"moto {found} is installed; the launcher is written for moto {MOTO_VERSION}", file=sys.stderr)
        sys.exit(WRONG_VERSION)


def listen(preferred):
    """A listening socket on loopback: on the preferred port, or on a free one."""
    for port in (preferred, 0):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":
            # Else the port of an emulator that ended a moment ago is taken for a minute.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            listener.close()
            if port == 0:
                raise
            continue
        listener.listen(128)
        return listener
    raise AssertionError("unreachable: port 0 is always free")


def write_state(path, identity):
    # Readers must never see half a file.
    unfinished = f"{path}.{os.getpid()}"
    with open(unfinished, "w", encoding="utf-8") as file:
        json.dump(identity, file, indent=2)
    os.replace(unfinished, path)


def main():
    chosen = options()
    refuse_other_versions()
    # Read by moto when it is imported.
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    # Pages in a browser have no business with it.
    os.environ["MOTO_DISABLE_GLOBAL_CORS"] = "true"

    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    import gaps
    from answers import Identity, WellFormedErrors, refusing_unknown_paths
    from lost_answers import LostAnswers
    from request_log import RequestLog

    # A line for every request would bury the tracebacks.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    gaps.close_all()

    listener = listen(chosen.port)
    port = listener.getsockname()[1]
    os.environ["MOTO_PORT"] = str(port)
    identity = {
        "instance": chosen.instance,
        "pid": os.getpid(),
        "port": port,
        "endpoint": f"http://{HOST}:{port}",
        "moto": MOTO_VERSION,
        "startedAt": datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "requestLog": chosen.request_log,
    }
    application = WellFormedErrors(DomainDispatcherApplication(refusing_unknown_paths(create_backend_app)))
    application = Identity(RequestLog(LostAnswers(application), chosen.request_log), identity)
    server = make_server(HOST, port, application, threaded=True, fd=listener.fileno())
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: sys.exit(0))
    write_state(chosen.state_file, identity)
    server.serve_forever()


if __name__ == "__main__":
    main()
