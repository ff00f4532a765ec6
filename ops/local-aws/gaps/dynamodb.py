"""Gap: calls are not isolated. A cancelled transaction puts back a copy of the whole table that it made
before, so writes of others meanwhile are lost, and copying fails while others write. One lock for all.

Gap: a transaction copies each table once an item, so that a hundred puts into a table of ten thousand
items take minutes. Under the lock it is enough to remember the items that it may write.

Gap: a restored table is paid and encrypted by nothing that was asked for."""

import copy
import threading

from moto.dynamodb import models
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler, DynamoResult

ONE_AT_A_TIME = threading.RLock()
plain_call_action = DynamoHandler.call_action
plain_transact = DynamoDBBackend.transact_write_items
plain_restore_backup = DynamoHandler.restore_table_from_backup
plain_restore_point = DynamoHandler.restore_table_to_point_in_time


def call_action(self):
    with ONE_AT_A_TIME:
        return plain_call_action(self)


class CopyOfItemsOnly:
    """Stands in for `copy` in moto's backend: what it copies of a table to put back is the table itself."""

    @staticmethod
    def deepcopy(thing):
        return thing if isinstance(thing, Table) else copy.deepcopy(thing)


def written_by(backend, transact_items):
    """Table and typed key of every item that a transaction may write; what has no key writes nothing."""
    for entry in transact_items:
        operation = next(iter(entry.values()), {})
        table = backend.tables.get(operation.get("TableName"))
        key = operation.get("Item") or operation.get("Key") or {}
        if table is None or table.hash_key_attr not in key:
            continue
        if table.range_key_attr is None:
            yield table, DynamoType(key[table.hash_key_attr]), None
        elif table.range_key_attr in key:
            yield table, DynamoType(key[table.hash_key_attr]), DynamoType(key[table.range_key_attr])


def put_back(table, hash_key, range_key, item):
    if item is None:
        # Not `delete_item`: what never happened is in no stream.
        where, what = (table.items.get(hash_key, {}), range_key) if range_key else (table.items, hash_key)
        where.pop(what, None)
    elif range_key:
        table.items[hash_key][range_key] = item
    else:
        table.items[hash_key] = item


def transact_write_items(self, transact_items):
    before = [
        (table, hash_key, range_key, copy.deepcopy(table.get_item(hash_key, range_key)))
        for table, hash_key, range_key in written_by(self, transact_items)
    ]
    try:
        return plain_transact(self, transact_items)
    except Exception:
        for table, hash_key, range_key, item in before:
            put_back(table, hash_key, range_key, item)
        raise


def as_asked(self, restored_from):
    """Billing and encryption of a restored table: what the call says, else what its source had."""
    table = self.dynamodb_backend.get_table(self.body["TargetTableName"])
    table.billing_mode = self.body.get("BillingModeOverride") or restored_from.billing_mode
    table.sse_specification = self.body.get("SSESpecificationOverride") or copy.deepcopy(
        restored_from.sse_specification
    )
    if table.billing_mode == "PAY_PER_REQUEST":
        table.throughput = {**table.throughput, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0}
    return DynamoResult(table.describe())


def restore_table_from_backup(self):
    plain_restore_backup(self)
    return as_asked(self, self.dynamodb_backend.get_backup(self.body["BackupArn"]).table)


def restore_table_to_point_in_time(self):
    plain_restore_point(self)
    return as_asked(self, self.dynamodb_backend.get_table(self.body["SourceTableName"]))


def close():
    DynamoHandler.restore_table_from_backup = restore_table_from_backup
    DynamoHandler.restore_table_to_point_in_time = restore_table_to_point_in_time
    DynamoHandler.call_action = call_action
    DynamoDBBackend.transact_write_items = transact_write_items
    models.copy = CopyOfItemsOnly
