"""What SQLite lets slip past triggers: replacing, and connections that were set up by nobody."""
# ruff: noqa: S608  the tables are named here, by nobody outside

import sqlite3

import pytest
from django.db import connection

from tests.board.raw_sql import ALL, KEYS, TABLES, need, refused, rows

REPLACING = (
    "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    "REPLACE INTO {table} SELECT * FROM {table}",
    "UPDATE OR REPLACE {table} SET id = 1 - id",
)
OTHERS = (
    "UPDATE {table} SET id = id + 100",
    "UPDATE OR IGNORE {table} SET id = id + 100",
    "UPDATE OR FAIL {table} SET id = id + 100",
    "DELETE FROM {table}",
    "DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})",
    "INSERT OR IGNORE INTO {table} SELECT * FROM {table}",
    "INSERT INTO {table} SELECT * FROM {table} WHERE true "
    "ON CONFLICT ({key}) DO UPDATE SET id = {table}.id + 100",
    "INSERT INTO {table} SELECT * FROM {table} WHERE true "
    "ON CONFLICT (id) DO UPDATE SET id = {table}.id + 100",
)


@pytest.mark.parametrize("is_recursive", ["ON", "OFF"])
@pytest.mark.parametrize("table", ALL)
def test_no_row_can_be_replaced_whatever_the_connection_was_set_to(written, table, is_recursive):
    need("sqlite")
    before = rows(table)
    assert before
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA recursive_triggers={is_recursive}")
        try:
            for statement in REPLACING:
                refused(statement.format(table=table))
        finally:
            cursor.execute("PRAGMA recursive_triggers=ON")
    assert rows(table) == before


@pytest.fixture
def other(written, tmp_path):
    """A connection to the same database by a program that knows nothing of our settings."""
    need("sqlite")
    file = tmp_path / "db.sqlite3"
    strange = sqlite3.connect(file, isolation_level=None)
    with connection.cursor() as cursor:
        strange.executescript("\n".join(cursor.connection.iterdump()))
    strange.close()
    strange = sqlite3.connect(file, isolation_level=None)
    strange.execute("PRAGMA ignore_check_constraints=ON")
    assert strange.execute("PRAGMA foreign_keys").fetchone() == (0,)
    assert strange.execute("PRAGMA recursive_triggers").fetchone() == (0,)
    yield strange
    strange.close()


@pytest.mark.parametrize("statement", [*REPLACING, *OTHERS])
@pytest.mark.parametrize("table", ALL)
def test_another_connection_without_our_settings_is_refused_as_well(other, table, statement):
    before = other.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
    assert before
    with pytest.raises(sqlite3.IntegrityError, match=r"append-only|moves forward"):
        other.execute(statement.format(table=table, key=KEYS[table]))
    assert other.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() == before


@pytest.mark.parametrize("table", TABLES)
def test_a_row_cannot_be_put_in_the_place_of_another_under_a_new_number(other, table):
    """Only the key clashes: a table's own number is no protection."""
    before = other.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
    columns = [name for (_, name, *_) in other.execute(f"PRAGMA table_info({table})")]
    listed = ", ".join(f'"{name}"' for name in columns if name != "id")
    for verb in ("INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            other.execute(f"{verb} INTO {table} ({listed}) SELECT {listed} FROM {table}")
    assert other.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() == before
