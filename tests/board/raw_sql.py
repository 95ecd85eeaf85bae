"""Raw SQL by somebody who may write to the database but does not own it."""
# ruff: noqa: S608  the tables are named here, by nobody outside

import pytest
from django.db import Error, IntegrityError, connection, transaction

TABLES = ("board_entry", "board_payload", "board_node", "board_checkpoint", "board_logkey")
"""Tables whose rows never change."""

ALL = (*TABLES, "board_log")

KEYS = {
    "board_entry": 'log_id, "index"',
    "board_payload": "log_id, sha256",
    "board_node": 'log_id, level, "index"',
    "board_checkpoint": "log_id, size",
    "board_logkey": "log_id",
    "board_log": "slug",
}


def run(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return [tuple(map(plain, row)) for row in cursor.fetchall()]


def plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def refused(statement, *values):
    with pytest.raises(IntegrityError, match=r"append-only|moves forward"):
        run(statement, *values)


def refused_somehow(statement):
    """Refused by a trigger, or by the database because other rows refer to these."""
    with pytest.raises(Error, match=r"append-only|foreign key"):
        run(statement)


def need(vendor):
    if connection.vendor != vendor:
        pytest.skip(f"only {vendor} has this statement")
