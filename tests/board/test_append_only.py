"""Raw SQL by somebody who may write to the database but does not own it."""
# ruff: noqa: S608  the tables are named here, by nobody outside

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, connection, transaction

from board.checks import missing_triggers
from board.models import Log
from tests.board.append_only import lifted
from tests.board.raw_sql import ALL, KEYS, TABLES, refused, rows, run


@pytest.mark.parametrize("table", TABLES)
def test_no_row_can_be_updated(written, table):
    before = rows(table)
    assert before
    refused(f"UPDATE {table} SET log_id = log_id")
    assert rows(table) == before


@pytest.mark.parametrize("table", ALL)
def test_no_row_can_be_deleted(written, table):
    before = rows(table)
    refused(f"DELETE FROM {table}")
    assert rows(table) == before


@pytest.mark.parametrize("table", ALL)
def test_no_row_can_be_inserted_over_another(written, table):
    before = rows(table)
    columns = KEYS[table]
    refused(
        f"INSERT INTO {table} SELECT * FROM {table} WHERE true "
        f"ON CONFLICT ({columns}) DO UPDATE SET id = {table}.id + 100"
    )
    assert rows(table) == before


@pytest.mark.parametrize(
    "change",
    [
        "size = size - 1",
        "size = 0",
        "size = size + 1",
        "origin = 'elsewhere.example/e/1'",
        "slug = 'another'",
        "root = chain",
        "chain = root",
        "id = id + 1",
    ],
)
def test_a_head_moves_forward_or_not_at_all(written, change):
    before = rows("board_log")
    refused(f"UPDATE board_log SET {change}")
    assert rows("board_log") == before


def test_a_frozen_log_takes_no_update(written):
    false = "0" if connection.vendor == "sqlite" else "false"
    Log.objects.filter(pk=written.pk).update(is_frozen=True)
    refused(f"UPDATE board_log SET is_frozen = {false}")
    refused("UPDATE board_log SET slug = slug")


@pytest.mark.parametrize(
    "statement",
    [
        'INSERT INTO board_node (log_id, level, "index", hash) VALUES (%s, 0, 99, %s)',
        'INSERT INTO board_node (log_id, level, "index", hash) VALUES (%s, 1, -1, %s)',
        "INSERT INTO board_checkpoint (log_id, size, root, note) VALUES (%s, 0, %s, 'x')",
    ],
)
def test_rows_out_of_range_are_refused(written, statement):
    with pytest.raises(IntegrityError, match="at_least"):
        run(statement, written.pk, bytes(32))


def test_a_hash_of_another_length_is_refused(written):
    with pytest.raises(IntegrityError, match="is_hash"):
        run(
            'INSERT INTO board_node (log_id, level, "index", hash) VALUES (%s, 1, 99, %s)',
            written.pk,
            bytes(31),
        )


def test_the_system_check_finds_every_trigger(db):
    assert missing_triggers(connection) == set()
    call_command("check", databases=["default"])


def test_the_system_check_names_a_trigger_that_was_removed(db):
    on_table = "" if connection.vendor == "sqlite" else " ON board_entry"
    name = "board_entry_no_delete" if connection.vendor == "sqlite" else "board_entry_no_change"
    with transaction.atomic():
        run(f"DROP TRIGGER {name}{on_table}")
        with pytest.raises(SystemCheckError, match=f"board.E001.*{name}"):
            call_command("check", databases=["default"])
        transaction.set_rollback(True)


def test_triggers_lifted_for_a_test_are_back_after_it(written):
    with lifted():
        assert missing_triggers(connection)
        assert run("DELETE FROM board_checkpoint") == 1
    assert missing_triggers(connection) == set()
    refused("DELETE FROM board_payload")
