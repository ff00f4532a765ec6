"""Gap: calls are not isolated. A cancelled transaction puts back a copy of the whole table that it made
before, so writes of others meanwhile are lost, and copying fails while others write. One lock for all."""

import threading

from moto.dynamodb.responses import DynamoHandler

ONE_AT_A_TIME = threading.RLock()
plain_call_action = DynamoHandler.call_action


def call_action(self):
    with ONE_AT_A_TIME:
        return plain_call_action(self)


def close():
    DynamoHandler.call_action = call_action
