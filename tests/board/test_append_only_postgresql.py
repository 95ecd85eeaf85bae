"""What PostgreSQL has besides: TRUNCATE, replicas, COPY, MERGE and triggers that are disabled."""
# ruff: noqa: S608  the tables are named here, by nobody outside

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, connection, transaction

from board.checks import missing_triggers
from tests.board.raw_sql import ALL, KEYS, TABLES, need, refused, refused_somehow, rows, run


@pytest.fixture(autouse=True)
def on_postgresql():
    need("postgresql")


@pytest.fixture
def untouched(written):
    """See to it that all tables hold afterwards what they held before."""
    before = {table: rows(table) for table in ALL}
    assert all(before.values())
    yield written
    assert {table: rows(table) for table in ALL} == before


@pytest.mark.parametrize("table", ALL)
def test_no_table_can_be_truncated(untouched, table):
    refused(f"TRUNCATE {table} CASCADE")
    refused(f"TRUNCATE ONLY {table} RESTART IDENTITY CASCADE")
    # Where others refer to it PostgreSQL itself refuses first.
    refused_somehow(f"TRUNCATE {table}")


def test_all_tables_cannot_be_truncated_at_once(untouched):
    refused_somehow(f"TRUNCATE {', '.join(ALL)}")
    refused(f"TRUNCATE {', '.join(ALL)} CASCADE")


@pytest.mark.parametrize("table", ALL)
def test_playing_a_replica_does_not_help(untouched, table):
    with transaction.atomic():
        run("SET LOCAL session_replication_role = replica")
        refused(f"UPDATE {table} SET id = id + 100")
        refused(f"DELETE FROM {table}")
        refused(f"TRUNCATE {table} CASCADE")
        refused(
            f"INSERT INTO {table} SELECT * FROM {table} "
            f"ON CONFLICT ({KEYS[table]}) DO UPDATE SET id = {table}.id + 100"
        )
        run("SET LOCAL session_replication_role = DEFAULT")


@pytest.mark.parametrize("table", ALL)
def test_merging_is_refused(untouched, table):
    if connection.pg_version < 150000:
        pytest.skip("this PostgreSQL has no MERGE")
    into = f"MERGE INTO {table} AS mine USING {table} AS yours ON mine.id = yours.id WHEN MATCHED"
    refused(f"{into} THEN UPDATE SET id = mine.id + 100")
    refused(f"{into} THEN DELETE")


@pytest.mark.parametrize("table", ALL)
@pytest.mark.parametrize("role", ["DEFAULT", "replica"])
def test_copying_over_what_is_there_is_refused(untouched, table, role):
    """COPY only adds rows: what clashes with a key ends it, and all that came with it."""
    with transaction.atomic():
        run(f"SET LOCAL session_replication_role = {role}")
        with connection.cursor() as cursor:
            columns = ", ".join(f'"{name}"' for name in copied_columns(cursor, table))
            with cursor.copy(f"COPY {table} ({columns}) TO STDOUT") as copy:
                lines = b"".join(bytes(line) for line in copy)
        assert lines
        with pytest.raises(IntegrityError, match="unique"), transaction.atomic():
            copy_in(f"COPY {table} ({columns}) FROM STDIN", lines)
        run("SET LOCAL session_replication_role = DEFAULT")


def copied_columns(cursor, table):
    cursor.execute(f"SELECT * FROM {table} LIMIT 0")
    return [column.name for column in cursor.description if column.name != "id"]


def copy_in(statement, lines):
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(statement) as copy,
    ):
        copy.write(lines)


@pytest.mark.parametrize("act", ["DISABLE TRIGGER", "ENABLE TRIGGER", "ENABLE REPLICA TRIGGER"])
@pytest.mark.parametrize(
    ("table", "trigger"),
    [
        *((table, f"{table}_no_change") for table in TABLES),
        *((table, f"{table}_no_truncate") for table in ALL),
        ("board_log", "board_log_no_delete"),
        ("board_log", "board_log_forward"),
    ],
)
def test_the_system_check_names_a_trigger_that_need_not_fire(written, table, trigger, act):
    with transaction.atomic():
        run(f"ALTER TABLE {table} {act} {trigger}")
        assert missing_triggers(connection) == {trigger}
        with pytest.raises(SystemCheckError, match=f"board.E001.*{trigger}"):
            call_command("check", databases=["default"])
        transaction.set_rollback(True)
    assert missing_triggers(connection) == set()


def test_the_system_check_names_all_triggers_of_a_table(written):
    with transaction.atomic():
        run("ALTER TABLE board_entry DISABLE TRIGGER USER")
        assert missing_triggers(connection) == {
            "board_entry_no_change",
            "board_entry_no_truncate",
        }
        transaction.set_rollback(True)
