"""A disk or a database that fails at one chosen write, before or after it is done."""

import errno
import os
from pathlib import Path

from django.db import OperationalError, connection

from board import durable, services

WRITES = ("INSERT", "UPDATE", "DELETE")


class Fault:
    """Fails at write number `at`; `left` is how many writes are still to come before it."""

    def __init__(self, at, *, persisted):
        self.left, self.persisted = at, persisted

    @property
    def is_reached(self):
        return self.left <= 0

    def step(self, act, error):
        self.left -= 1
        if self.left == 0 and not self.persisted:
            raise error
        answer = act()
        if self.left == 0:
            raise error
        return answer


def file_writes(monkeypatch, fault):
    """Count what changes the disk, and let it fail."""

    def around(act):
        full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return lambda *args, **options: fault.step(lambda: act(*args, **options), full)

    monkeypatch.setattr(os, "fsync", around(os.fsync))
    monkeypatch.setattr(durable, "_syncfs", around(durable._syncfs))
    for name in ("replace", "mkdir", "unlink", "rmdir"):
        monkeypatch.setattr(Path, name, around(getattr(Path, name)))
    return fault


def database_writes(monkeypatch, fault):
    """Count statements that write, and commits; a failed commit may have been done all the same."""
    commit = connection._commit
    lost = OperationalError("the connection was lost")
    monkeypatch.setattr(connection, "_commit", lambda: fault.step(commit, lost))

    if connection.vendor == "postgresql":  # copying rows in passes no wrapper
        insert = services.rows_insert

        def copying(*arguments):
            return fault.step(lambda: insert(*arguments), lost)

        monkeypatch.setattr(services, "rows_insert", copying)

    def wrapper(execute, statement, params, many, context):
        if not statement.lstrip().upper().startswith(WRITES):
            return execute(statement, params, many, context)
        return fault.step(lambda: execute(statement, params, many, context), lost)

    return connection.execute_wrapper(wrapper)
