"""System check: the triggers that keep the record append-only are there and fire.

Run by `manage.py check --database default` and before every `migrate`.
"""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

MADE_BY = ("board", "0002_append_only")

PROTECTED = ("board_entry", "board_payload", "board_node", "board_checkpoint", "board_log")

_SQLITE = {
    f"{table}_{name}"
    for table in PROTECTED
    for name in ("no_delete", "no_replace", "forward" if table == "board_log" else "no_update")
}
_POSTGRESQL = {f"{table}_no_truncate" for table in PROTECTED} | {
    *(f"{table}_no_change" for table in PROTECTED if table != "board_log"),
    "board_log_no_delete",
    "board_log_forward",
}
# A trigger that is disabled, or that a replica's session would skip, counts as missing.
_FIND = {
    "sqlite": (_SQLITE, "SELECT name FROM sqlite_master WHERE type = 'trigger'"),
    "postgresql": (_POSTGRESQL, "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A'"),
}


@register(Tags.database)
def append_only_triggers(
    *,
    databases: Sequence[str] | None = None,
    **_: Any,  # noqa: ANN401  Django's signature
) -> list[CheckMessage]:
    """Report every missing trigger of the databases that the migration has reached."""
    errors: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if MADE_BY in MigrationRecorder(connection).applied_migrations():
            errors += [_error(alias, name) for name in sorted(missing_triggers(connection))]
    return errors


def missing_triggers(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of the triggers that ought to fire in this database and do not."""
    expected, query = _FIND[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return expected - {name for (name,) in cursor.fetchall()}


def _error(alias: str, name: str) -> Error:
    return Error(
        f"database {alias}: the trigger {name} is missing, so the public record can be rewritten",
        hint="find out who removed it, then run its statement of board/migrations/0002 again",
        id="board.E001",
    )
