"""Lifts the triggers that keep the record append-only, for tests alone.

Two uses: the flush after a transactional test, which every test run needs, and tests that play
somebody who owns the database. Nothing outside of tests/ can do this.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import TransactionTestCase


@contextmanager
def lifted() -> Iterator[None]:
    """Let rows of the board be changed and deleted until the block ends, also when it fails."""
    with {"sqlite": _lifted_sqlite, "postgresql": _lifted_postgresql}[connection.vendor]():
        yield


@contextmanager
def _lifted_sqlite() -> Iterator[None]:
    triggers = _fetched("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    _execute(*(f"DROP TRIGGER {name}" for name, _ in triggers))
    try:
        yield
    finally:
        _execute(*(statement for _, statement in triggers))


@contextmanager
def _lifted_postgresql() -> Iterator[None]:
    triggers = _fetched(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled = 'A'"
    )
    # A table with deferred checks still to come cannot be altered.
    _execute(
        "SET CONSTRAINTS ALL IMMEDIATE",
        *(f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name in triggers),
    )
    try:
        yield
    finally:
        _execute(
            "SET CONSTRAINTS ALL IMMEDIATE",
            *(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for table, name in triggers),
            "SET CONSTRAINTS ALL DEFERRED",
        )


def _fetched(query: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture(scope="session", autouse=True)
def flush_past_triggers() -> Iterator[None]:
    """Let Django empty the tables after each transactional test, in whatever room it stands."""
    flush = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        with lifted():
            flush(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield
